// pcapng (draft-ietf-opsawg-pcapng): blocks, sections, interfaces. Packet blocks are read in pcapng-packets.ts, the others in pcapng-blocks.ts.
// Invariant: where the chain of blocks breaks, reading stops at that byte offset; a damaged packet inside a sound block is skipped,
// and the first of them is told at the end. An unknown block is skipped and counted.

import { u16, u32 } from '../base/byte-order.ts';
import { type CaptureReader, ReadStep } from './capture-format.ts';
import { type CaptureInfo, type CaptureStop, passedDamage } from './capture-info.ts';
import type { CaptureRecord } from './capture-record.ts';
import { isPcapMagic } from './pcap-file-header.ts';
import {
  readCustomBlock,
  readInterfaceBlock,
  readNameBlock,
  readSecretsBlock,
  readSectionOptions,
  readStatisticsBlock,
} from './pcapng-blocks.ts';
import { PacketBlocks } from './pcapng-packets.ts';
import type { StreamBuffer } from './stream-buffer.ts';

const Block = {
  section: 0x0a0d0d0a,
  interface: 1,
  packet: 2,
  simple: 3,
  names: 4,
  statistics: 5,
  enhanced: 6,
  journal: 9,
  secrets: 10,
  custom: 0x00000bad,
  customNoCopy: 0x40000bad,
} as const;
/** Blocks of system calls (Sysdig, versions 1, 2 and 2 large), which Wireshark numbers as frames. */
const SYSTEM_CALL_BLOCKS: readonly number[] = [0x204, 0x216, 0x221];
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LEAST_BLOCK_BYTES = 12;
const SECTION_BYTES = 28;
/** Blocks above this are damage: the largest in use are packets of 256 KiB and name or secrets blocks of some MiB. */
const MAX_BLOCK_BYTES = 16 << 20;
const PCAP_BEHIND =
  'a pcap file begins here, written behind the pcapng file: cut it off and give it as a file of its own';
/** Of one section, and of what is listed of all. */
const MAX_INTERFACES = 4096;

export function isPcapngMagic(magic: number): boolean {
  return magic === Block.section;
}

export class PcapngReader implements CaptureReader {
  readonly info: CaptureInfo;
  readonly #buffer: StreamBuffer;
  readonly #packets: PacketBlocks;
  #little = true;
  #damaged = 0;
  #firstDamage: CaptureStop | undefined;

  constructor(buffer: StreamBuffer, info: CaptureInfo) {
    this.#buffer = buffer;
    this.info = info;
    this.#packets = new PacketBlocks(info);
    info.format = 'pcapng';
  }

  next(record: CaptureRecord): ReadStep {
    const buffer = this.#buffer;
    while (this.info.stop === undefined) {
      const have = buffer.end - buffer.start;
      if (have < LEAST_BLOCK_BYTES) return this.#short(LEAST_BLOCK_BYTES, 'block header');
      const { bytes, start } = buffer;
      const type = u32(bytes, start, this.#little);
      if (type === Block.section) {
        if (have < SECTION_BYTES) return this.#short(SECTION_BYTES, 'section header');
        if (!this.#readByteOrder(start)) return ReadStep.end;
      }
      // Types in common use are below; the length of a pcap file header would be waited for in vain.
      if (type > Block.custom && isPcapMagic(u32(bytes, start, false))) return this.#stop('malformed', PCAP_BEHIND);
      const stated = u32(bytes, start + 4, this.#little);
      if (stated < (type === Block.section ? SECTION_BYTES : LEAST_BLOCK_BYTES) || stated > MAX_BLOCK_BYTES)
        return this.#stop('malformed', `block length ${stated}`);
      // Some writers leave the padding out of the length; blocks start at multiples of four all the same.
      const length = (stated + 3) & ~3;
      if (have < length) return this.#short(length, `block of ${length} bytes`);
      if (u32(bytes, start + length - 4, this.#little) !== stated) {
        if (have < length + 8 && !buffer.finished) return ReadStep.more;
        if (!this.#continuesAt(start + length)) return this.#stop('malformed', 'block lengths do not match');
        this.info.count('block length mismatch');
      }
      buffer.start = start + length;
      if (this.#readBlock(type, start, start + length - 4, record)) return ReadStep.packet;
    }
    return ReadStep.end;
  }

  /** True when the block gave a packet. */
  #readBlock(type: number, at: number, end: number, record: CaptureRecord): boolean {
    const { bytes } = this.#buffer;
    const { info } = this;
    const little = this.#little;
    const body = at + 8;
    switch (type) {
      case Block.enhanced:
        return this.#isPacket(this.#packets.enhanced(bytes, body, end, record), at);
      case Block.simple:
        return this.#isPacket(this.#packets.simple(bytes, body, end, record), at);
      case Block.packet:
        return this.#isPacket(this.#packets.obsolete(bytes, body, end, record), at);
      case Block.section:
        this.#beginSection(at, end);
        break;
      case Block.interface:
        this.#addInterface(body, end);
        break;
      case Block.names:
        readNameBlock(bytes, body, end, little, info);
        break;
      case Block.statistics:
        readStatisticsBlock(bytes, body, end, little, this.#packets.interfaces, info);
        break;
      case Block.secrets:
        readSecretsBlock(bytes, body, end, little, info);
        break;
      case Block.custom:
      case Block.customNoCopy:
        info.otherFrames += 1;
        readCustomBlock(bytes, body, end, little, info);
        break;
      default:
        if (type === Block.journal || SYSTEM_CALL_BLOCKS.includes(type)) info.otherFrames += 1;
        info.count(`block type 0x${type.toString(16).padStart(8, '0')}`);
    }
    return false;
  }

  #isPacket(damage: string | undefined, at: number): boolean {
    if (damage !== undefined) this.#noteDamage('malformed', `${damage}, skipped`, at);
    return damage === undefined;
  }

  /** Reading goes on; the first damage is told at the end. `at` is where the block begins. */
  #noteDamage(kind: CaptureStop['kind'], reason: string, at: number): void {
    this.info.count(reason);
    this.#damaged += 1;
    this.#firstDamage ??= { kind, reason, offset: this.#buffer.offset - this.#buffer.start + at };
  }

  /** Reads the byte order, which the block's length needs. False where the section cannot be read; the stop is set. */
  #readByteOrder(at: number): boolean {
    const { bytes } = this.#buffer;
    const little = u32(bytes, at + 8, true) === BYTE_ORDER_MAGIC;
    if (!little && u32(bytes, at + 8, false) !== BYTE_ORDER_MAGIC) {
      this.#stop('malformed', 'section header without byte-order magic');
      return false;
    }
    this.#little = little;
    return true;
  }

  #beginSection(at: number, end: number): void {
    const { info } = this;
    const { bytes } = this.#buffer;
    const little = this.#little;
    this.#packets.beginSection(little);
    info.sections += 1;
    if (info.sections === 1) info.byteOrder = little ? 'little' : 'big';
    const version = u16(bytes, at + 12, little);
    if (version !== 1) this.#noteDamage('unsupported', `section of version ${version} read as version 1`, at);
    readSectionOptions(bytes, at + 24, end, little, info);
  }

  #addInterface(at: number, end: number): void {
    const { interfaces } = this.#packets;
    const { info } = this;
    if (interfaces.length >= MAX_INTERFACES) {
      info.count(`interfaces beyond ${MAX_INTERFACES}`);
      return;
    }
    const added = readInterfaceBlock(this.#buffer.bytes, at, end, this.#little, info);
    // An unreadable one keeps its number: those after it are not renamed.
    interfaces.push(added);
    if (added === undefined) info.count('interface block too short');
    else if (info.interfaces.length < MAX_INTERFACES) info.interfaces.push(added.info);
    else info.count(`interfaces beyond ${MAX_INTERFACES}`);
  }

  /** Whether the file ends or a block that we know begins at `at`: then a wrong length before it is a slip, not the end of all sense. */
  #continuesAt(at: number): boolean {
    const { bytes, end } = this.#buffer;
    if (end - at < 8) return end === at;
    const type = u32(bytes, at, this.#little);
    const length = u32(bytes, at + 4, this.#little);
    const known = Object.values(Block) as number[];
    return type === Block.section || (known.includes(type) && length >= LEAST_BLOCK_BYTES && length <= MAX_BLOCK_BYTES);
  }

  #short(needed: number, what: string): ReadStep {
    if (!this.#buffer.finished) return ReadStep.more;
    const { available: left, failure } = this.#buffer;
    if (failure !== undefined) return this.#stop(failure.kind, failure.reason);
    if (left > 0) return this.#stop('truncated', `${what} cut short: ${left} of ${needed} bytes are there`);
    this.info.stop = passedDamage(this.#firstDamage, this.#damaged);
    return ReadStep.end;
  }

  #stop(kind: CaptureStop['kind'], reason: string): ReadStep {
    this.info.stop ??= { kind, reason, offset: this.#buffer.offset };
    return ReadStep.end;
  }
}
