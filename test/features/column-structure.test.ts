import { expect, test } from 'vitest';
import {
  createColumnStructure,
  FRONT_COLUMNS,
  findColumnStructure,
  isHeader,
  structuredShare,
} from '../../src/features/column-structure.ts';
import { createPayloadPool, poolStretches } from '../../src/features/payload-pool.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(31);

function structureOf(messages: readonly Uint8Array[]): { front: number; back: number; share: number } {
  const pool = createPayloadPool();
  let end = 0;
  poolStretches(
    pool,
    messages.map(({ length }) => (end += length)),
  );
  const found = findColumnStructure(pool, Buffer.concat(messages), createColumnStructure());
  return { front: found.front, back: found.back, share: structuredShare(found, 0) };
}

const messages = (count: number, make: (i: number) => readonly Uint8Array[]): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => Buffer.concat(make(i)));

test('random messages have no structure, however many there are', () => {
  for (const count of [2, 3, 5, 12, 40]) {
    for (let i = 0; i < 100; i++) {
      expect(structureOf(messages(count, () => [randomBytes(120, random)])), `${count}`).toEqual({
        front: 0,
        back: 0,
        share: 0,
      });
    }
  }
});

test('a header ends with its last field, a trailer begins with its first', () => {
  const found = structureOf(
    messages(8, (i) => [Uint8Array.of(0xca, 0xfe, 0, i, 1, 0), randomBytes(60 + i, random), Uint8Array.of(0xaa, 0x55)]),
  );
  expect(found).toMatchObject({ front: 6, back: 2 });
});

test('few messages show a header of several bytes, but not one of two', () => {
  const header = Uint8Array.of(1, 2, 3, 4, 5);
  expect(structureOf(messages(2, () => [header, randomBytes(60, random)])).front).toBe(5);
  expect(structureOf(messages(2, () => [header.subarray(0, 2), randomBytes(60, random)])).front).toBe(0);
});

test('fields all over a message are structure to its end', () => {
  const found = structureOf(
    messages(8, () =>
      Array.from({ length: 24 }, (_, tag) => Buffer.concat([Uint8Array.of(tag, 4), randomBytes(4, random)])),
    ),
  );
  expect(found.front).toBeGreaterThan(FRONT_COLUMNS - 8);
  expect(found.share).toBeGreaterThan(1 / 4);
});

test('a long header is one where most of its positions repeat, and fields that stand here and there are none', () => {
  const isHeaderOf = (all: readonly Uint8Array[], isSearched = false) => {
    const pool = createPayloadPool();
    let end = 0;
    poolStretches(
      pool,
      all.map(({ length }) => (end += length)),
    );
    return isHeader(findColumnStructure(pool, Buffer.concat(all), createColumnStructure()), isSearched);
  };
  const named = randomBytes(110, random);
  const behind = (bytes: number) => messages(8, () => [named.subarray(0, bytes), randomBytes(60, random)]);
  expect(isHeaderOf(behind(40))).toBe(true);
  expect(isHeaderOf(behind(90))).toBe(true);
  expect(isHeaderOf(behind(40), true)).toBe(true);
  expect(isHeaderOf(behind(90), true)).toBe(false);
  expect(isHeaderOf(messages(8, () => [named, Uint8Array.of(1, 2, 3, 4, 5), randomBytes(60, random)]))).toBe(false);
  const fields = messages(8, () =>
    Array.from({ length: 3 }, () => Buffer.concat([randomBytes(28, random), Uint8Array.of(1, 0, 0, 9)])),
  );
  expect(isHeaderOf(fields)).toBe(false);
});
