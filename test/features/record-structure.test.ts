import { expect, test } from 'vitest';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { hasRecordStructure } from '../../src/features/record-structure.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(52);
const several = (count: number, make: (i: number) => Uint8Array) => Array.from({ length: count }, (_, i) => make(i));
const normal = () => random() + random() + random() + random() - 2;

function structured(messages: readonly Uint8Array[], skip = 0, header = 0): boolean {
  const pool = createPayloadPool();
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  for (let m = 0; m < pool.count; m++) pool.starts[m] = (pool.starts[m] as number) + header;
  return hasRecordStructure(pool, Buffer.concat(messages), skip, header);
}

/** Numbers of `width` bits one behind the other, around the middle of what they can be. */
function packed(count: number, width: number): Uint8Array {
  const half = 2 ** (width - 1);
  const bits = several(count, () => {
    const value = Math.max(0, Math.min(2 * half - 1, Math.round(half + (half / 1.6) * normal())));
    return Uint8Array.from(value.toString(2).padStart(width, '0'), Number);
  }).flatMap((one) => [...one]);
  return Uint8Array.from({ length: bits.length >> 3 }, (_, i) =>
    Number.parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2),
  );
}

test('random bytes in messages of any sizes have none', () => {
  let found = 0;
  for (let i = 0; i < 600; i++) {
    const messages = several(1 + (i % 9), () => randomBytes(30 + Math.floor(random() * 300), random));
    if (structured(messages, i % 5)) found++;
  }
  expect(found).toBe(0);
});

test.each([5, 6, 7, 10, 12])('numbers of %i bits that lie around a middle are found', (width) => {
  expect(structured([packed(1200, width)])).toBe(true);
  expect(structured([Uint8Array.of(1, 2, 3), packed(1200, width)].map((part) => Buffer.from(part)))).toBe(true);
});

test('records that have one byte in the clear beside a hash are found, and those without are not', () => {
  const records = (clear: () => Uint8Array) =>
    several(4, () => Buffer.concat(several(9, () => Buffer.concat([clear(), randomBytes(32, random)]))));
  expect(structured(records(() => Uint8Array.of(Math.floor(random() * 2))))).toBe(true);
  expect(structured(records(() => randomBytes(1, random)))).toBe(false);
});

test('records as long as an id, a time and a signature are found by the time', () => {
  const records = (time: () => Uint8Array) =>
    several(4, () =>
      Buffer.concat(several(5, () => Buffer.concat([randomBytes(32, random), time(), randomBytes(64, random)]))),
    );
  expect(structured(records(() => Buffer.concat([Uint8Array.of(0x6a), randomBytes(3, random)])))).toBe(true);
  expect(structured(records(() => randomBytes(4, random)))).toBe(false);
});

test('a few numbers are found by their exponents, with either sign', () => {
  const numbers = (isDouble: boolean) => {
    const bytes = Buffer.alloc(80);
    for (let at = 0; at < 80; at += isDouble ? 8 : 4) {
      if (isDouble) bytes.writeDoubleBE(normal() * 40, at);
      else bytes.writeFloatLE(normal() * 40, at);
    }
    return bytes;
  };
  for (const isDouble of [true, false]) {
    let found = 0;
    for (let i = 0; i < 40; i++) if (structured([numbers(isDouble)], 5)) found++;
    expect(found).toBeGreaterThan(36);
  }
});

test('UUIDs are found by the bits that say their version', () => {
  const uuid = () => {
    const id = randomBytes(16, random);
    id[6] = ((id[6] as number) & 15) | 64;
    id[8] = ((id[8] as number) & 63) | 128;
    return id;
  };
  expect(structured([Buffer.concat(several(40, uuid))])).toBe(true);
  expect(structured([randomBytes(640, random)])).toBe(false);
});

test('few bytes with a field or two in the clear are left alone', () => {
  const fields = several(3, () => Buffer.concat([Uint8Array.of(0x9e, 2), randomBytes(24, random)]));
  expect(structured([Buffer.concat(fields)])).toBe(false);
});

test('ids that come again are found where they begin in the header that was taken out', () => {
  const ids = several(9, () => randomBytes(32, random));
  const chained = several(8, (i) =>
    Buffer.concat([Uint8Array.of(i, 0, 0, 0), ids[i + 1] as Uint8Array, ids[i] as Uint8Array, randomBytes(64, random)]),
  );
  expect(structured(chained, 0, 4)).toBe(true);
  expect(structured(chained, 0, 24)).toBe(true);
});
