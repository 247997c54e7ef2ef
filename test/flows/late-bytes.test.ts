import { expect, test } from 'vitest';
import { LateBytesPool } from '../../src/flows/late-bytes.ts';
import { PrefixPool } from '../../src/flows/prefix-pool.ts';

const key = Buffer.concat([
  Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex'),
  Buffer.alloc(64, 7),
]);
const filler = (count: number) => Buffer.alloc(count, 0x80);

test('a piece begins a little in front of a mark and goes on with what follows it', () => {
  const late = new LateBytesPool(new PrefixPool());
  late.add(6, Buffer.concat([filler(100), key]), 0, 100 + key.length, 5000);
  late.add(6, filler(9000), 0, 9000, 5100 + key.length);
  const [piece, ...others] = late.of(6);
  expect(others).toEqual([]);
  expect(piece?.offset).toBe(5084);
  expect(piece?.bytes.length).toBe(4096);
  expect(Buffer.from(piece?.bytes ?? []).indexOf(key)).toBe(16);
  expect(late.of(7)).toEqual([]);
});

test('bytes that do not follow are no part of the piece', () => {
  const late = new LateBytesPool(new PrefixPool());
  late.add(0, key, 0, key.length, 5000);
  late.add(0, filler(100), 0, 100, 6000);
  expect(late.of(0).map(({ bytes }) => bytes.length)).toEqual([key.length]);
});

test('nothing is kept without a mark, in the first 2048 bytes, or from 65536 on', () => {
  const late = new LateBytesPool(new PrefixPool());
  late.add(0, filler(1400), 0, 1400, 5000);
  late.add(0, Buffer.concat([key, filler(4000)]), 0, 4000 + key.length, 0);
  late.add(0, Buffer.concat([filler(600), key]), 0, 600 + key.length, 65_000);
  expect(late.of(0)).toEqual([]);
  expect(late.reaches(65_535)).toBe(true);
  expect(late.reaches(65_536)).toBe(false);
});

test('four pieces a side, and none where the memory of prefixes is full, which counts it', () => {
  const late = new LateBytesPool(new PrefixPool());
  for (let i = 0; i < 9; i++) late.add(0, key, 0, key.length, 5000 + i * 500);
  expect(late.of(0).length).toBe(4);
  late.release(0);
  expect(late.of(0)).toEqual([]);
  const full = new PrefixPool(0);
  const none = new LateBytesPool(full);
  none.add(0, key, 0, key.length, 5000);
  expect(none.of(0)).toEqual([]);
  expect(full.refused).toBe(1);
});

test('released blocks are used again', () => {
  const pool = new PrefixPool(1);
  const late = new LateBytesPool(pool);
  for (let i = 0; i < 1000; i++) {
    late.add(i, key, 0, key.length, 5000);
    late.release(i);
  }
  expect(pool.refused).toBe(0);
});
