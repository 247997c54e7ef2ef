import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { zipFault } from '../../src/report/zip-frame.ts';

const FILES = new Map([
  ['a.json', Buffer.from('{}')],
  ['b.txt', Buffer.from('text'.repeat(100))],
]);
const zip = Buffer.from(zipSync(Object.fromEntries(FILES), { mtime: new Date(1980, 0, 1), level: 9 }));
const faultOf = (bytes: Buffer) => zipFault(bytes, new Map(Object.entries(unzipSync(bytes))));
const changed = (at: number, ...bytes: number[]) =>
  Buffer.concat([zip.subarray(0, at), Buffer.from(bytes), zip.subarray(at)]);

it('a zip that holds its files and nothing else has no fault', () => {
  expect(faultOf(zip)).toBeUndefined();
});

describe('what nothing vouches for', () => {
  const end = zip.length - 22;
  it.each([
    ['behind the end', Buffer.concat([zip, Buffer.from('x')]), 'behind its end'],
    ['in front', Buffer.concat([Buffer.from('MZ'), zip]), 'in front of it'],
    ['before the end', changed(end, 1, 2, 3), 'before its end'],
  ])('%s', (_, bytes, fault) => {
    expect(zipFault(bytes, FILES)).toContain(fault);
  });

  it('a comment, extra fields, another time of the same file', () => {
    const comment = Buffer.concat([zip, Buffer.from('hello')]);
    comment.writeUInt16LE(5, zip.length - 2);
    expect(faultOf(comment)).toContain('a comment');
    const extra = Buffer.from(zipSync({ 'a.json': [Buffer.from('{}'), { extra: { 28789: Buffer.from('hidden') } }] }));
    expect(faultOf(extra)).toBe('a.json: there is more in the directory than its name');
  });

  it('a header in front of a file that says otherwise than the directory', () => {
    const renamed = Buffer.from(zip);
    renamed.write('c', 30);
    expect(faultOf(renamed)).toBe('a.json: its header has another name');
    const summed = Buffer.from(zip);
    summed[14] = (summed[14] as number) ^ 1;
    expect(faultOf(summed)).toBe('a.json: its header has another checksum or size');
  });
});

it('of all bytes only versions, times, deflate levels and attributes may be others', () => {
  const directory = zip.readUInt32LE(zip.length - 6);
  const second = directory + 46 + 'a.json'.length;
  const header = zip.indexOf(Buffer.from([0x50, 0x4b, 3, 4]), 1);
  // APPNOTE 4.3.7 and 4.3.12: version needed, time and date; version made by and needed, time and date, attributes. 4.3.16: numbers of disks.
  const free = new Set([
    ...[0, header].flatMap((at) => [4, 5, 10, 11, 12, 13].map((i) => at + i)),
    ...[directory, second].flatMap((at) =>
      [4, 5, 6, 7, 12, 13, 14, 15, 34, 35, 36, 37, 38, 39, 40, 41].map((i) => at + i),
    ),
    ...[4, 5, 6, 7].map((i) => zip.length - 22 + i),
  ]);
  const passed: number[] = [];
  for (let at = 0; at < zip.length; at++)
    for (const flip of [1, 0x80, 0xff]) {
      const bytes = Buffer.from(zip);
      bytes[at] = (bytes[at] as number) ^ flip;
      let files: Map<string, Uint8Array>;
      try {
        files = new Map(Object.entries(unzipSync(bytes)));
      } catch {
        continue;
      }
      if (zipFault(bytes, files) === undefined && !free.has(at)) passed.push(at);
    }
  // Bits behind the last block of deflate, in the byte that it ends in (RFC 1951, section 3.2.3).
  const lastBytes = [header - 1, directory - 1];
  expect(passed.filter((at) => !lastBytes.includes(at))).toEqual([]);
});

it('bytes behind the last block of a file', () => {
  const packedBytes = zip.readUInt32LE(18);
  const end = 36 + packedBytes;
  const bytes = changed(end, 1, 2, 3);
  const directory = bytes.readUInt32LE(bytes.length - 6) + 3;
  bytes.writeUInt32LE(packedBytes + 3, 18);
  bytes.writeUInt32LE(packedBytes + 3, directory + 20);
  bytes.writeUInt32LE(end + 3, directory + 46 + 'a.json'.length + 42);
  bytes.writeUInt32LE(directory, bytes.length - 6);
  expect(faultOf(bytes)).toBe('a.json: there is something behind it');
});
