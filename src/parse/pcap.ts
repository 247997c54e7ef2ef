// Classic pcap (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds, the Kuznetzov variant's longer record header.
// Invariant: a bad length ends the file with its byte offset; whatever came before it has been handed out.

import { u32 } from '../base/byte-order.ts';
import { type CaptureReader, ReadStep } from './capture-format.ts';
import { type CaptureInfo, type CaptureStop, passedDamage } from './capture-info.ts';
import { type CaptureRecord, NO_UID, PacketDirection } from './capture-record.ts';
import { FILE_HEADER_BYTES, isFileHeaderAmongRecords, isPcapMagic, readPcapFileHeader } from './pcap-file-header.ts';
import { isPcapngMagic } from './pcapng.ts';
import type { StreamBuffer } from './stream-buffer.ts';

/** Larger than any snap length in use (libpcap's MAXIMUM_SNAPLEN is 256 KiB; D-Bus and USB go to 128 MiB and are not read here). */
export const MAX_RECORD_BYTES = 1 << 20;

/** Of so many in a row, in a byte order that is not the file header's, chance makes none. */
const SOUND_RECORDS = 2;

/** Listed; what is read from more files in one is read all the same. */
const MAX_INTERFACES = 4096;

export class PcapReader implements CaptureReader {
  readonly info: CaptureInfo;
  readonly #buffer: StreamBuffer;
  #little = true;
  #nano = false;
  #headerBytes = 16;
  #lengthsMayBeSwapped = false;
  #linkType = 0;
  #opened = false;
  /** The record to come is the first behind a file header, whose byte order is not proven yet. */
  #isFirst = true;
  /** Damage that was read past: the first is told where nothing worse comes. */
  #passed: CaptureStop | undefined;
  #passedCount = 0;

  constructor(buffer: StreamBuffer, info: CaptureInfo) {
    this.#buffer = buffer;
    this.info = info;
    info.format = 'pcap';
  }

  next(record: CaptureRecord): ReadStep {
    const buffer = this.#buffer;
    if (!this.#opened) {
      if (buffer.available < FILE_HEADER_BYTES) return this.#short(FILE_HEADER_BYTES, 'file header');
      if (!this.#open()) return this.#stop('malformed', 'not a pcap file header');
      this.info.byteOrder = this.#little ? 'little' : 'big';
    }
    while (this.info.stop === undefined) {
      const header = this.#headerBytes;
      if (buffer.end - buffer.start < header) return this.#short(header, 'record header');
      if (this.#isFirst && !this.#hasSoundRecord(this.#little) && !this.#tryOtherOrder()) return ReadStep.more;
      this.#isFirst = false;
      const b = buffer.bytes;
      const at = buffer.start;
      const little = this.#little;
      let captured = u32(b, at + 8, little);
      let original = u32(b, at + 12, little);
      if (captured === 0 && original === 0 && isPcapMagic(u32(b, at, false))) {
        if (buffer.available < FILE_HEADER_BYTES) return this.#short(FILE_HEADER_BYTES, 'header of a second file');
        if (this.#openBehind()) continue;
      }
      if (captured > original && this.#lengthsMayBeSwapped) {
        const swapped = captured;
        captured = original;
        original = swapped;
      }
      if (captured > MAX_RECORD_BYTES) return this.#stop('malformed', this.#badLength(captured));
      if (buffer.end - at < header + captured) return this.#short(header + captured, `record of ${captured} bytes`);
      const fraction = u32(b, at + 4, little);
      const seconds = u32(b, at, little);
      if (seconds === 0 && fraction === 0 && original === 0 && captured === 0)
        return this.#stop('malformed', 'record header of zeros (the end of the file was never written)');
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
    return ReadStep.end;
  }

  /** Takes the file header that lies next; false where none does. */
  #open(): boolean {
    const { info } = this;
    const header = readPcapFileHeader(this.#buffer.bytes, this.#buffer.start);
    if (header === undefined) return false;
    this.#little = header.little;
    this.#nano = header.nano;
    this.#headerBytes = header.recordHeaderBytes;
    this.#lengthsMayBeSwapped = header.lengthsMayBeSwapped;
    this.#linkType = header.linkType;
    this.#opened = true;
    this.#isFirst = true;
    this.#buffer.start += FILE_HEADER_BYTES;
    info.sections += 1;
    if (info.interfaces.length >= MAX_INTERFACES) info.count(`interfaces beyond ${MAX_INTERFACES}`);
    else
      info.interfaces.push({
        linkType: header.linkType,
        snapLength: header.snapLength,
        resolution: header.nano ? 'ns' : 'us',
        droppedPackets: 0,
      });
    return true;
  }

  /** Two files written one after the other (`cat a.pcap b.pcap`): the second is read by its own header. */
  #openBehind(): boolean {
    const { bytes, start, offset } = this.#buffer;
    if (!isFileHeaderAmongRecords(bytes, start) || !this.#open()) return false;
    const { joined } = this.info;
    this.info.joined = { files: (joined?.files ?? 1) + 1, offset: joined?.offset ?? offset };
    return true;
  }

  #badLength(captured: number): string {
    const { bytes, start } = this.#buffer;
    if (isPcapngMagic(u32(bytes, start, false)))
      return 'a pcapng file begins here, written behind the pcap file: cut it off and give it as a file of its own';
    return `record length ${captured} exceeds ${MAX_RECORD_BYTES} bytes`;
  }

  /** False where two records, which tell whether the other byte order makes sense of the file, are not there yet. */
  #tryOtherOrder(): boolean {
    const { start, finished, offset } = this.#buffer;
    const other = !this.#little;
    let at: number | undefined = start;
    for (let records = 0; records < SOUND_RECORDS && at !== undefined; records++) {
      if (at === this.#buffer.end && finished && records > 0) break;
      if (at + this.#headerBytes > this.#buffer.end) {
        if (!finished) return false;
        at = undefined;
      } else at = this.#afterSoundRecord(at, other);
    }
    if (at === undefined) return true;
    this.#little = other;
    const [theirs, header] = other ? ['little', 'big'] : ['big', 'little'];
    this.#pass(`the file header is ${header}-endian, its records are ${theirs}-endian and were read so`, offset);
    return true;
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
    if (buffer.failure !== undefined) return this.#stop(buffer.failure.kind, buffer.failure.reason);
    if (left > 0) return this.#stop('truncated', `${what} cut short: ${left} of ${needed} bytes are there`);
    this.info.stop ??= passedDamage(this.#passed, this.#passedCount);
    return ReadStep.end;
  }

  #pass(reason: string, offset: number): void {
    this.#passedCount += 1;
    this.#passed ??= { kind: 'malformed', reason, offset };
  }

  #stop(kind: 'truncated' | 'malformed', reason: string): ReadStep {
    this.info.stop ??= { kind, reason, offset: this.#buffer.offset };
    return ReadStep.end;
  }
}
