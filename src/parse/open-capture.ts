// Chooses the reader for a byte stream by its magic number, never by its name.

import type { CaptureReader } from './capture-format.ts';
import { CaptureInfo } from './capture-info.ts';
import { PcapReader } from './pcap.ts';
import { isPcapMagic } from './pcap-file-header.ts';
import { isPcapngMagic, PcapngReader } from './pcapng.ts';
import type { StreamBuffer } from './stream-buffer.ts';

/** The reader for the bytes at hand; undefined when they are not a capture. Needs 4 bytes, or the finished stream. */
export function openCapture(buffer: StreamBuffer): CaptureReader | undefined {
  if (buffer.available < 4) return undefined;
  const magic = new DataView(buffer.bytes.buffer, buffer.bytes.byteOffset + buffer.start, 4).getUint32(0);
  if (isPcapngMagic(magic)) return new PcapngReader(buffer, new CaptureInfo());
  if (isPcapMagic(magic)) return new PcapReader(buffer, new CaptureInfo());
  return undefined;
}

/** Enough of what is no capture to tell what it is. */
const HEAD_BYTES = 80;

/** A copy of the first bytes at hand. */
export function headOf({ bytes, start, end }: StreamBuffer): Uint8Array {
  return bytes.slice(start, Math.min(end, start + HEAD_BYTES));
}
