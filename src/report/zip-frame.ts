// Whether a zip (PKWARE's APPNOTE 6.3.10) holds its files and nothing else: every byte of it belongs to a header, a name or a file, and the headers in
// front of the files say what the directory says. A reader of zip files looks at one of the two, and passes over what lies between.

import { crc32, inflateRawSync } from 'node:zlib';

const END_BYTES = 22;
const ENTRY_BYTES = 46;
const HEADER_BYTES = 30;
const END_MAGIC = 0x06054b50;
const ENTRY_MAGIC = 0x02014b50;
const HEADER_MAGIC = 0x04034b50;
const DESCRIPTOR_MAGIC = 0x08074b50;
/** Sizes follow the file (bit 3). */
const HAS_DESCRIPTOR = 8;
/** Bit 3, the deflate levels (1 and 2), and that names are UTF-8 (11). */
const HARMLESS_FLAGS = 0x80e;

/** Undefined where all is accounted for. `files`: what a reader made of it. */
export function zipFault(zip: Uint8Array, files: ReadonlyMap<string, Uint8Array>): string | undefined {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = bytes.length - END_BYTES;
  if (end < 0 || bytes.readUInt32LE(end) !== END_MAGIC || bytes.readUInt16LE(end + 20) !== 0)
    return 'there is something behind its end, or a comment';
  const [size, start] = [bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)];
  if (start + size !== end) return 'there is something in front of it, or before its end';
  let entry = start;
  let at = 0;
  while (entry < end) {
    if (entry + ENTRY_BYTES > end || bytes.readUInt32LE(entry) !== ENTRY_MAGIC) return 'its directory is damaged';
    const nameEnd = entry + ENTRY_BYTES + bytes.readUInt16LE(entry + 28);
    const name = bytes.toString('latin1', entry + ENTRY_BYTES, nameEnd);
    if (bytes.readUInt32LE(entry + 30) !== 0) return `${name}: there is more in the directory than its name`;
    if (bytes.readUInt32LE(entry + 42) !== at) return `${name}: there is something in front of it`;
    const after = fileEnd(bytes, entry, at, start, name, files.get(name));
    if (typeof after === 'string') return `${name}: ${after}`;
    at = after;
    entry = nameEnd;
  }
  if (entry !== end || at !== start) return 'there is something behind its files';
  const entries = [bytes.readUInt16LE(end + 8), bytes.readUInt16LE(end + 10)];
  return entries.every((count) => count === files.size) ? undefined : 'its number of files is another';
}

/** Where the next file begins. */
function fileEnd(
  bytes: Buffer,
  entry: number,
  at: number,
  limit: number,
  name: string,
  file: Uint8Array | undefined,
): number | string {
  if (at + HEADER_BYTES > limit || bytes.readUInt32LE(at) !== HEADER_MAGIC)
    return 'its header is not where it should be';
  const flags = bytes.readUInt16LE(entry + 8);
  const isLater = (flags & HAS_DESCRIPTOR) !== 0;
  const data = at + HEADER_BYTES + name.length;
  if (bytes.readUInt16LE(at + 26) !== name.length || bytes.toString('latin1', at + HEADER_BYTES, data) !== name)
    return 'its header has another name';
  if (bytes.readUInt16LE(at + 28) !== 0) return 'there is more in its header than its name';
  if ((flags & ~HARMLESS_FLAGS) !== 0 || bytes.readUInt16LE(at + 6) !== flags) return 'its header has other flags';
  if (bytes.readUInt16LE(at + 8) !== bytes.readUInt16LE(entry + 10)) return 'its header names another method';
  // Checksum and sizes.
  const told = bytes.subarray(entry + 16, entry + 28);
  const first = bytes.subarray(at + 14, at + 26);
  const isTold = isLater ? first.every((byte) => byte === 0) || first.equals(told) : first.equals(told);
  if (!isTold) return 'its header has another checksum or size';
  if (file === undefined || crc32(file) !== told.readUInt32LE(0) || file.length !== told.readUInt32LE(8))
    return 'its checksum or size is wrong';
  const packed = data + told.readUInt32LE(4);
  if (packed > limit) return 'it ends behind the directory';
  if (!isWhole(bytes.subarray(data, packed), file, bytes.readUInt16LE(at + 8))) return 'there is something behind it';
  if (!isLater) return packed;
  const descriptor = packed + (packed + 4 <= limit && bytes.readUInt32LE(packed) === DESCRIPTOR_MAGIC ? 4 : 0);
  if (descriptor + told.length > limit) return 'it ends behind the directory';
  return bytes.subarray(descriptor, descriptor + told.length).equals(told)
    ? descriptor + told.length
    : 'another checksum or size follows it';
}

/** Whether all of the packed bytes make the file: what follows the last block of deflate is passed over. */
function isWhole(packed: Buffer, file: Uint8Array, method: number): boolean {
  if (method === 0) return packed.length === file.length;
  try {
    const { engine } = inflateRawSync(packed, { info: true, maxOutputLength: Math.max(1, file.length) }) as unknown as {
      readonly engine: { readonly bytesWritten: number };
    };
    return engine.bytesWritten === packed.length;
  } catch {
    return false;
  }
}
