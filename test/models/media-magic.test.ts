import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { knownMagic } from '../../src/models/media-magic.ts';

it.each([
  ['gzip', gzipSync('x')],
  ['png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['jpeg', Buffer.from('ffd8ffe000104a464946', 'hex')],
  ['mp4', Buffer.from('000000186674797069736f6d', 'hex')],
  ['zip', Buffer.from('504b0304140000000800', 'hex')],
  ['zstd', Buffer.from('28b52ffd0458', 'hex')],
  ['xz', Buffer.from('fd377a585a000004', 'hex')],
  ['ogg', Buffer.from('OggS\0\x02')],
  ['webm', Buffer.from('1a45dfa39f4286', 'hex')],
  ['h264', Buffer.from('000000016764001facd940500ba1', 'hex')],
  ['h264', Buffer.from('0000012742c01fd90050ba', 'hex')],
  ['h264', Buffer.from('0000000e6764001facd940500ba1', 'hex')],
  ['h265', Buffer.from('0000000140010c01ffff', 'hex')],
  ['av1', Buffer.from('12000a0a20000003b4ff736be40832a418', 'hex')],
  ['flv', Buffer.from('464c56010500000009', 'hex')],
  ['ivf', Buffer.from('DKIF\0\0 \0VP80')],
  ['amr', Buffer.from('#!AMR\n')],
  ['opus', Buffer.from('OpusHead\x01\x02')],
] as const)('%s announces itself', (format, bytes) => {
  expect(knownMagic(bytes)).toBe(format);
  expect(knownMagic(Buffer.concat([Buffer.from('ab'), bytes]), 2)).toBe(format);
});

it('what has no magic is not known, nor is a magic that is cut', () => {
  for (const bytes of [
    deflateSync('x'),
    brotliCompressSync('x'),
    Buffer.from('GET /'),
    Buffer.alloc(0),
    Buffer.from('8950', 'hex'),
  ]) {
    expect(knownMagic(bytes)).toBeUndefined();
  }
});

it('AV1 is told by three units, of which every part may be wrong', () => {
  const opening = Buffer.from('12000a0a20000003b4ff736be40832a418', 'hex');
  for (const [at, value] of [
    [1, 1],
    [2, 0x0b],
    [3, 2],
    [3, 0x0b],
    [3, 90],
    [4, 0x60],
    [14, 0xb2],
    [14, 0x30],
  ] as const) {
    const changed = Buffer.from(opening);
    changed[at] = value;
    expect(knownMagic(changed), `${at}`).toBeUndefined();
  }
});

it('video is told by a parameter set, of which every part may be wrong', () => {
  const set = Buffer.from('000000016764001facd940500ba1', 'hex');
  // A start code, another type of unit, a profile, reserved bits and a level that no standard knows.
  for (const [at, value] of [
    [2, 1],
    [3, 2],
    [4, 0x68],
    [5, 0x65],
    [6, 3],
    [7, 0x17],
  ] as const) {
    const other = Buffer.from(set);
    other[at] = value;
    expect(knownMagic(other), `byte ${at}`).toBeUndefined();
  }
  for (let end = 0; end < 8; end++) expect(knownMagic(set.subarray(0, end)), `${end} bytes`).toBeUndefined();
});

it('a start code that is the length of what stands behind it is a length, whatever the first bytes behind it look like', () => {
  const opening = Buffer.from('000001676e881f', 'hex');
  const ofBytes = (bytes: number) => Buffer.concat([opening, Buffer.alloc(bytes - opening.length, 0xa5)]);
  expect(knownMagic(ofBytes(0x160))).toBe('h264');
  expect(knownMagic(ofBytes(0x167 + 4))).toBeUndefined();
  expect(knownMagic(ofBytes(0x167))).toBeUndefined();
  expect(knownMagic(Buffer.concat([Buffer.from('fe01'), ofBytes(0x167 + 4)]), 2)).toBeUndefined();
  expect(knownMagic(Buffer.concat([Buffer.from('fe01'), ofBytes(0x167 - 2)]), 2)).toBeUndefined();
});

it('a program stream is told by its pack header and what follows, not by a start code that is also a length', () => {
  const pack = Buffer.from('000001ba4400040004010189c3f8000001bb0012', 'hex');
  expect(knownMagic(pack)).toBe('mpeg-ps');
  const stuffed = Buffer.concat([pack.subarray(0, 13), Uint8Array.of(0xfa, 0xff, 0xff), pack.subarray(14)]);
  expect(knownMagic(stuffed)).toBe('mpeg-ps');
  const sized = Buffer.concat([Uint8Array.of(0, 0, 1, 0xba), Buffer.alloc(442, 0x5a)]);
  expect(knownMagic(sized)).toBeUndefined();
  for (let end = 0; end < 18; end++) expect(knownMagic(pack.subarray(0, end)), `${end} bytes`).toBeUndefined();
});
