import { brotliCompressSync, deflateRawSync, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findPooledFormat } from '../../src/models/pooled-format.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { report } from '../support/short-sealed-flows.ts';

const random = randomNumbers(21);
const behind = (make: () => Uint8Array) =>
  Array.from({ length: 8 }, (_, i) => Buffer.concat([Uint8Array.of(9, 9, 0, i), make(), Uint8Array.of(3)]));

test('streams that end where their messages end are found at any offset up to what is uniform', () => {
  expect(
    findPooledFormat(
      behind(() => deflateRawSync(report(random, 70))),
      8,
      1,
    ),
  ).toBe('deflate');
  expect(
    findPooledFormat(
      behind(() => deflateSync(report(random, 70))),
      8,
      1,
    ),
  ).toBe('deflate');
  expect(
    findPooledFormat(
      behind(() => brotliCompressSync(report(random, 70))),
      8,
      1,
    ),
  ).toBe('brotli');
});

test('a magic that all have is found although it looks like a header', () => {
  expect(
    findPooledFormat(
      behind(() => Buffer.concat([Buffer.from('OggS'), randomBytes(40, random)])),
      8,
      1,
    ),
  ).toBe('ogg');
});

test('random messages, streams behind more than the header, and too few of them are none', () => {
  for (let i = 0; i < 5; i++)
    expect(
      findPooledFormat(
        behind(() => randomBytes(40, random)),
        8,
        1,
      ),
    ).toBeUndefined();
  const late = () => Buffer.concat([randomBytes(20, random), deflateRawSync(report(random, 70))]);
  expect(findPooledFormat(behind(late), 8, 1)).toBeUndefined();
  expect(findPooledFormat(behind(() => deflateRawSync(report(random, 70))).slice(0, 2), 8, 1)).toBeUndefined();
});
