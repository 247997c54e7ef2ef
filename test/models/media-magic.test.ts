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
