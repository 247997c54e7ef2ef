// pcapng (draft-ietf-opsawg-pcapng): several sections and interfaces, enhanced, simple and obsolete packet blocks; the other blocks in pcapng-blocks.ts.
// Invariant: a damaged block ends the file with its byte offset; an unknown block is skipped and counted.

import { type CaptureReader, ReadStep } from './capture-format.ts';
import type { CaptureInfo, CaptureInterface } from './capture-info.ts';
import { type CaptureRecord, NO_UID, PacketDirection } from './capture-record.ts';
import { uidOfComment } from './packet-comment.ts';
import {
  readCustomBlock,
  readInterfaceBlock,
  readNameBlock,
  readSectionOptions,
  readStatisticsBlock,
} from './pcapng-blocks.ts';
import { walkOptions } from './pcapng-options.ts';
import type { StreamBuffer } from './stream-buffer.ts';
import type { SplitTime, TimestampResolution } from './timestamp-resolution.ts';

const Block = {
  section: 0x0a0d0d0a,
  interface: 1,
  packet: 2,
  simple: 3,
  names: 4,
  statistics: 5,
  enhanced: 6,
  secrets: 10,
  custom: 0x00000bad,
  customNoCopy: 0x40000bad,
} as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Blocks above this are damage: the largest in use are packets of 256 KiB and name or secrets blocks of some MiB. */
const MAX_BLOCK_BYTES = 16 << 20;
const MAX_INTERFACES = 4096;

export function isPcapngMagic(magic: number): boolean {
  return magic === Block.section;
}

/** An interface of the current section, with what is needed to date its packets. */
export interface SectionInterface {
  info: CaptureInterface;
  time: TimestampResolution;
}

export class PcapngReader implements CaptureReader {
  readonly info: CaptureInfo;
  readonly #buffer: StreamBuffer;
  #little = true;
  #interfaces: SectionInterface[] = [];
  /** Position in info.interfaces of the section's interface 0. */
  #firstInterface = 0;
  readonly #time: SplitTime = { us: 0, ns: 0 };
  #lastTimeUs = 0;
  #record: CaptureRecord | undefined;

  constructor(buffer: StreamBuffer, info: CaptureInfo) {
    this.#buffer = buffer;
    this.info = info;
    info.format = 'pcapng';
  }

  next(record: CaptureRecord): ReadStep {
    const buffer = this.#buffer;
    while (this.info.stop === undefined) {
      if (buffer.end - buffer.start < 12) return this.#short(12, 'block header');
      const at = buffer.start;
      let type = this.#u32(at);
      if (type === Block.section) {
        if (buffer.end - at < 28) return this.#short(28, 'section header');
        if (!this.#readByteOrder(at)) return this.#stop('malformed', 'section header without byte-order magic');
        type = Block.section;
      }
      const length = this.#u32(at + 4);
      if (length < 12 || length % 4 !== 0) return this.#stop('malformed', `block length ${length}`);
      if (length > MAX_BLOCK_BYTES)
        return this.#stop('malformed', `block length ${length} exceeds ${MAX_BLOCK_BYTES} bytes`);
      if (buffer.end - at < length) return this.#short(length, `block of ${length} bytes`);
      if (this.#u32(at + length - 4) !== length) this.info.count('block length mismatch');
      buffer.start = at + length;
      if (this.#readBlock(type, buffer.start - length, length, record)) return ReadStep.packet;
    }
    return ReadStep.end;
  }

  /** True when the block gave a packet. */
  #readBlock(type: number, at: number, length: number, record: CaptureRecord): boolean {
    const bytes = this.#buffer.bytes;
    const bodyEnd = at + length - 4;
    switch (type) {
      case Block.enhanced:
        return this.#readEnhanced(at + 8, bodyEnd, record);
      case Block.simple:
        return this.#readSimple(at + 8, bodyEnd, record);
      case Block.packet:
        return this.#readObsolete(at + 8, bodyEnd, record);
      case Block.section:
        this.#firstInterface = this.info.interfaces.length;
        this.#interfaces = [];
        this.info.sections += 1;
        readSectionOptions(bytes, at + 24, bodyEnd, this.#little, this.info);
        return false;
      case Block.interface: {
        const added = readInterfaceBlock(bytes, at + 8, bodyEnd, this.#little);
        if (added === undefined || this.info.interfaces.length >= MAX_INTERFACES)
          this.info.count('interface block skipped');
        if (added !== undefined && this.info.interfaces.length < MAX_INTERFACES) {
          this.#interfaces.push(added);
          this.info.interfaces.push(added.info);
        }
        return false;
      }
      case Block.names:
        readNameBlock(bytes, at + 8, bodyEnd, this.#little, this.info);
        return false;
      case Block.statistics:
        readStatisticsBlock(bytes, at + 8, bodyEnd, this.#little, this.#interfaces);
        return false;
      case Block.secrets:
        this.info.tlsSecrets += 1;
        return false;
      case Block.custom:
      case Block.customNoCopy:
        // Wireshark numbers custom blocks like packets.
        this.info.otherFrames += 1;
        readCustomBlock(bytes, at + 8, bodyEnd, this.#little, this.info);
        return false;
      default:
        this.info.count(`block type 0x${type.toString(16).padStart(8, '0')}`);
        return false;
    }
  }

  #readEnhanced(at: number, end: number, record: CaptureRecord): boolean {
    if (end - at < 20) return this.#badPacket('enhanced packet block too short');
    const id = this.#u32(at);
    const captured = this.#u32(at + 12);
    if (captured > end - at - 20) return this.#badPacket('enhanced packet block longer than itself');
    const source = this.#interfaces[id];
    if (source === undefined) return this.#badPacket(`packet of undeclared interface ${id}`);
    source.time.split(this.#u32(at + 4), this.#u32(at + 8), this.#time);
    this.#fill(record, source, id, at + 20, captured, this.#u32(at + 16));
    const options = at + 20 + ((captured + 3) & ~3);
    if (options + 4 <= end) this.#readPacketOptions(options, end, record);
    return true;
  }

  /** Simple packet block: no time, no interface; it dates from the packet before it (0 when there is none). */
  #readSimple(at: number, end: number, record: CaptureRecord): boolean {
    const source = this.#interfaces[0];
    if (end - at < 4 || source === undefined) return this.#badPacket('simple packet block without an interface');
    const original = this.#u32(at);
    const snap = source.info.snapLength === 0 ? original : Math.min(original, source.info.snapLength);
    this.#time.us = this.#lastTimeUs;
    this.#time.ns = 0;
    this.#fill(record, source, 0, at + 4, Math.min(snap, end - at - 4), original);
    return true;
  }

  #readObsolete(at: number, end: number, record: CaptureRecord): boolean {
    if (end - at < 20) return this.#badPacket('packet block too short');
    const id = this.#u16(at);
    const captured = this.#u32(at + 12);
    const source = this.#interfaces[id];
    if (source === undefined || captured > end - at - 20) return this.#badPacket('packet block damaged');
    source.time.split(this.#u32(at + 4), this.#u32(at + 8), this.#time);
    this.#fill(record, source, id, at + 20, captured, this.#u32(at + 16));
    return true;
  }

  #fill(
    record: CaptureRecord,
    source: SectionInterface,
    id: number,
    start: number,
    captured: number,
    original: number,
  ): void {
    record.bytes = this.#buffer.bytes;
    record.start = start;
    record.capturedBytes = captured;
    record.originalBytes = Math.max(captured, original);
    record.timeUs = this.#time.us;
    record.timeNs = this.#time.ns;
    record.linkType = source.info.linkType;
    record.interfaceId = this.#firstInterface + id;
    record.direction = PacketDirection.unknown;
    record.uid = NO_UID;
    this.info.packets += 1;
    record.frame = this.info.packets + this.info.otherFrames;
    this.#lastTimeUs = this.#time.us;
  }

  #readPacketOptions(at: number, end: number, record: CaptureRecord): void {
    this.#record = record;
    walkOptions(this.#buffer.bytes, at, end, this.#little, this.#visitPacketOption);
  }

  /** A field, not a closure per packet: comments (1) and flags (2) are all that matters of a packet's options. */
  readonly #visitPacketOption = (code: number, at: number, length: number): void => {
    const record = this.#record as CaptureRecord;
    if (code === 1 && record.uid === NO_UID) record.uid = uidOfComment(this.#buffer.bytes, at, length);
    if (code === 2 && length === 4) {
      const bits = this.#u32(at) & 3;
      if (bits === 1) record.direction = PacketDirection.inbound;
      else if (bits === 2) record.direction = PacketDirection.outbound;
    }
  };

  #badPacket(reason: string): false {
    this.info.count(reason);
    return false;
  }

  #readByteOrder(at: number): boolean {
    for (const little of [true, false]) {
      this.#little = little;
      if (this.#u32(at + 8) === BYTE_ORDER_MAGIC) {
        if (this.info.sections === 0) this.info.byteOrder = little ? 'little' : 'big';
        return true;
      }
    }
    return false;
  }

  #short(needed: number, what: string): ReadStep {
    if (!this.#buffer.finished) return ReadStep.more;
    const { available: left, failure } = this.#buffer;
    if (failure !== undefined) return this.#stop('malformed', failure);
    return left > 0 ? this.#stop('truncated', `${what} cut short: ${left} of ${needed} bytes are there`) : ReadStep.end;
  }

  #stop(kind: 'truncated' | 'malformed', reason: string): ReadStep {
    this.info.stop ??= { kind, reason, offset: this.#buffer.offset };
    return ReadStep.end;
  }

  #u16(at: number): number {
    const b = this.#buffer.bytes;
    return this.#little ? b[at] | (b[at + 1] << 8) : (b[at] << 8) | b[at + 1];
  }

  #u32(at: number): number {
    return this.#little
      ? (this.#u16(at) | (this.#u16(at + 2) << 16)) >>> 0
      : ((this.#u16(at) << 16) | this.#u16(at + 2)) >>> 0;
  }
}
