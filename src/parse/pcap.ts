// Classic pcap (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds, the Kuznetzov variant's longer record header.
// Invariant: a bad length ends the file with its byte offset; whatever came before it has been handed out.

import { u16, u32 } from '../base/byte-order.ts';
import { type CaptureReader, ReadStep } from './capture-format.ts';
import type { CaptureInfo, CaptureStop } from './capture-info.ts';
import { type CaptureRecord, NO_UID, PacketDirection } from './capture-record.ts';
import type { StreamBuffer } from './stream-buffer.ts';

const FILE_HEADER_BYTES = 24;
/** Larger than any snap length in use (libpcap's MAXIMUM_SNAPLEN is 256 KiB; D-Bus and USB go to 128 MiB and are not read here). */
export const MAX_RECORD_BYTES = 1 << 20;

/** Of so many in a row, in a byte order that is not the file header's, chance makes none. */
const SOUND_RECORDS = 2;

/** Magic as the first four bytes read big-endian. */
const MAGICS = new Map<number, { little: boolean; nano: boolean; headerBytes: number }>([
  [0xa1b2c3d4, { little: false, nano: false, headerBytes: 16 }],
  [0xd4c3b2a1, { little: true, nano: false, headerBytes: 16 }],
  [0xa1b23c4d, { little: false, nano: true, headerBytes: 16 }],
  [0x4d3cb2a1, { little: true, nano: true, headerBytes: 16 }],
  // Kuznetzov's libpcap patch: 8 more bytes per record (ifindex, protocol, packet type).
  [0xa1b2cd34, { little: false, nano: false, headerBytes: 24 }],
  [0x34cdb2a1, { little: true, nano: false, headerBytes: 24 }],
]);

export function isPcapMagic(magic: number): boolean {
  return MAGICS.has(magic);
}

export class PcapReader implements CaptureReader {
  readonly info: CaptureInfo;
  readonly #buffer: StreamBuffer;
  #little = true;
  #nano = false;
  #headerBytes = 16;
  #lengthsMayBeSwapped = false;
  #linkType = 0;
  #opened = false;
  /** Damage that was read past: told where nothing worse comes. */
  #passed: CaptureStop | undefined;

  constructor(buffer: StreamBuffer, info: CaptureInfo) {
    this.#buffer = buffer;
    this.info = info;
    info.format = 'pcap';
  }

  next(record: CaptureRecord): ReadStep {
    const buffer = this.#buffer;
    if (!this.#opened) {
      const step = this.#open();
      if (step !== ReadStep.packet) return step;
    }
    if (this.info.stop !== undefined) return ReadStep.end;
    const header = this.#headerBytes;
    if (buffer.end - buffer.start < header) return this.#short(header, 'record header');
    if (this.info.packets === 0 && this.#passed === undefined && !this.#hasSoundRecord(this.#little)) {
      const step = this.#tryOtherOrder();
      if (step !== ReadStep.packet) return step;
    }
    const b = buffer.bytes;
    const at = buffer.start;
    const little = this.#little;
    let captured = u32(b, at + 8, little);
    let original = u32(b, at + 12, little);
    if (captured > original && this.#lengthsMayBeSwapped) {
      const swapped = captured;
      captured = original;
      original = swapped;
    }
    if (captured > MAX_RECORD_BYTES) {
      this.#stop('malformed', `record length ${captured} exceeds ${MAX_RECORD_BYTES} bytes`);
      return ReadStep.end;
    }
    if (buffer.end - at < header + captured) return this.#short(header + captured, `record of ${captured} bytes`);
    const fraction = u32(b, at + 4, little);
    const seconds = u32(b, at, little);
    if (seconds === 0 && fraction === 0 && original === 0 && captured === 0) {
      this.#stop('malformed', 'record header of zeros (the end of the file was never written)');
      return ReadStep.end;
    }
    if (this.#nano) {
      const us = Math.floor(fraction / 1000);
      record.timeUs = seconds * 1e6 + us;
      record.timeNs = fraction - us * 1000;
    } else {
      record.timeUs = seconds * 1e6 + fraction;
      record.timeNs = 0;
    }
    record.bytes = b;
    record.start = at + header;
    record.capturedBytes = captured;
    record.originalBytes = Math.max(captured, original);
    record.linkType = this.#linkType;
    record.interfaceId = 0;
    record.direction = PacketDirection.unknown;
    record.uid = NO_UID;
    record.frame = ++this.info.packets;
    buffer.start = at + header + captured;
    return ReadStep.packet;
  }

  #open(): ReadStep {
    const buffer = this.#buffer;
    if (buffer.available < FILE_HEADER_BYTES) return this.#short(FILE_HEADER_BYTES, 'file header');
    const b = buffer.bytes;
    const at = buffer.start;
    const variant = MAGICS.get(u32(b, at, false));
    if (variant === undefined) {
      this.#stop('malformed', 'not a pcap file header');
      return ReadStep.end;
    }
    this.#little = variant.little;
    this.#nano = variant.nano;
    this.#headerBytes = variant.headerBytes;
    // Until version 2.2 the original length came first, and 2.3 was written either way: what is sound has captured ≤ original.
    this.#lengthsMayBeSwapped = u16(b, at + 4, variant.little) === 2 && u16(b, at + 6, variant.little) < 4;
    // The upper bits hold the FCS length and are not part of the link type.
    this.#linkType = u32(b, at + 20, variant.little) & 0xffff;
    this.info.byteOrder = variant.little ? 'little' : 'big';
    this.info.sections = 1;
    this.info.interfaces.push({
      linkType: this.#linkType,
      snapLength: u32(b, at + 16, variant.little),
      resolution: variant.nano ? 'ns' : 'us',
      droppedPackets: 0,
    });
    buffer.start += FILE_HEADER_BYTES;
    this.#opened = true;
    return ReadStep.packet;
  }

  /** Asks for more where two records are not there yet, which tell whether the other byte order makes sense of the file. */
  #tryOtherOrder(): ReadStep {
    const { start, finished, offset } = this.#buffer;
    const other = !this.#little;
    let at: number | undefined = start;
    for (let records = 0; records < SOUND_RECORDS && at !== undefined; records++) {
      if (at === this.#buffer.end && finished && records > 0) break;
      if (at + this.#headerBytes > this.#buffer.end) {
        if (!finished) return ReadStep.more;
        at = undefined;
      } else at = this.#afterSoundRecord(at, other);
    }
    if (at === undefined) return ReadStep.packet;
    this.#little = other;
    const [theirs, header] = other ? ['little', 'big'] : ['big', 'little'];
    const reason = `the file header is ${header}-endian, its records are ${theirs}-endian and were read so`;
    this.#passed = { kind: 'malformed', reason, offset };
    return ReadStep.packet;
  }

  #hasSoundRecord(little: boolean): boolean {
    return this.#lengthsMayBeSwapped || this.#afterSoundRecord(this.#buffer.start, little) !== undefined;
  }

  /** Where the record at `at` ends; undefined where no capture has such a record in this byte order. */
  #afterSoundRecord(at: number, little: boolean): number | undefined {
    const b = this.#buffer.bytes;
    const captured = u32(b, at + 8, little);
    const original = u32(b, at + 12, little);
    const isSound =
      u32(b, at + 4, little) < (this.#nano ? 1e9 : 1e6) &&
      original > 0 &&
      captured <= original &&
      original <= MAX_RECORD_BYTES;
    return isSound ? at + this.#headerBytes + captured : undefined;
  }

  /** Too few bytes for what comes next: ask for more, or end the file there. */
  #short(needed: number, what: string): ReadStep {
    const buffer = this.#buffer;
    if (!buffer.finished) return ReadStep.more;
    const left = buffer.available;
    if (buffer.failure !== undefined) this.#stop(buffer.failure.kind, buffer.failure.reason);
    else if (left > 0) this.#stop('truncated', `${what} cut short: ${left} of ${needed} bytes are there`);
    else if (this.#passed !== undefined) this.info.stop ??= this.#passed;
    return ReadStep.end;
  }

  #stop(kind: 'truncated' | 'malformed', reason: string): void {
    this.info.stop ??= { kind, reason, offset: this.#buffer.offset };
  }
}
