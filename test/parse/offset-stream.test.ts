import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OffsetStream } from '../../src/parse/offset-stream.ts';

const whole = Uint8Array.from({ length: 200 }, (_, i) => i);
const filled = (...ranges: [number, number][]) => {
  const stream = new OffsetStream();
  for (const [from, to] of ranges) stream.add(from, whole.subarray(from, to));
  return stream;
};

test('pieces in any order make the whole', () => {
  expect(filled([100, 200], [0, 50], [50, 100]).contiguous).toEqual(whole);
  expect(filled([0, 50], [60, 100]).contiguous).toEqual(whole.subarray(0, 50));
  expect(filled([10, 20]).contiguous).toHaveLength(0);
});

test('overlaps are joined, and of bytes sent twice the first stay', () => {
  const stream = filled([10, 30], [50, 60]);
  stream.add(0, new Uint8Array(60).fill(255));
  const expected = whole.slice(0, 60).map((byte, i) => (i < 10 || (i >= 30 && i < 50) ? 255 : byte));
  expect(stream.contiguous).toEqual(expected);
});

test('what lies beyond the capacity is counted', () => {
  const stream = new OffsetStream();
  stream.add(16_000, new Uint8Array(400));
  stream.add(Number.MAX_SAFE_INTEGER, new Uint8Array(1));
  expect(stream.dropped).toBe(401);
  for (let i = 0; i < 100; i++) stream.add(i * 2, Uint8Array.of(1));
  expect(stream.dropped).toBe(401 + 36);
});

test('any cover of the whole, in any order, gives the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 60 })), { maxLength: 40 }), (pieces) => {
      const stream = new OffsetStream();
      const seen = new Set<number>();
      for (const [at, length] of pieces) {
        stream.add(at, whole.subarray(at, at + length));
        for (let i = at; i < Math.min(200, at + length); i++) seen.add(i);
      }
      let expected = 0;
      while (seen.has(expected)) expected++;
      expect(stream.contiguous).toEqual(whole.subarray(0, expected));
    }),
    { numRuns: 500 },
  );
});
