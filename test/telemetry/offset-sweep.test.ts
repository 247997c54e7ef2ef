import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestRegion, countAt, mergedRanges, sweepOffsets } from '../../src/telemetry/offset-sweep.ts';

const range = (low: number, high: number) => ({ low, high });

it('the offset that most ranges admit is found', () => {
  const regions = sweepOffsets([range(0, 10), range(5, 15), range(8, 20), range(100, 101)]);
  expect(bestRegion(regions)).toEqual({ low: 8, high: 10, count: 3 });
  expect([-1, 0, 6, 9, 10, 11, 16, 50, 100].map((offset) => countAt(regions, offset))).toEqual([
    0, 1, 2, 3, 3, 2, 1, 0, 1,
  ]);
});

it('ranges that only touch hold together at that point', () => {
  const regions = sweepOffsets([range(0, 5), range(5, 9), range(5, 5)]);
  expect(bestRegion(regions)).toEqual({ low: 5, high: 5, count: 3 });
});

it('among equals the region nearest to zero wins', () => {
  expect(bestRegion(sweepOffsets([range(-900, -800), range(30, 40), range(500, 600)]))).toEqual({
    low: 30,
    high: 40,
    count: 1,
  });
  expect(bestRegion([])).toBeUndefined();
});

it('ranges of one constraint are joined where they overlap', () => {
  expect(mergedRanges([range(5, 9), range(0, 6), range(20, 21)])).toEqual([range(0, 9), range(20, 21)]);
});

it('agrees with counting one by one', () => {
  const bound = fc.integer({ min: -20, max: 20 });
  const ranges = fc.array(fc.tuple(bound, bound).map(([a, b]) => range(Math.min(a, b), Math.max(a, b))));
  fc.assert(
    fc.property(ranges, bound, (all, offset) => {
      expect(countAt(sweepOffsets(all), offset)).toBe(
        all.filter(({ low, high }) => low <= offset && offset <= high).length,
      );
    }),
  );
});
