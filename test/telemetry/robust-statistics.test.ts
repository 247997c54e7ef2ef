import fc from 'fast-check';
import { expect, it } from 'vitest';
import { median, quantile, scaledDeviation, theilSenSlope } from '../../src/telemetry/robust-statistics.ts';

it('the median is the middle, and nothing has none', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, undefined]);
});

it('less than half of the values cannot move the median beyond the others', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 3 }), fc.integer(), (good, wild) => {
      const bad = new Array((good.length - 1) >> 1).fill(wild * 1e6);
      const middle = median([...good, ...bad]) as number;
      expect(middle).toBeGreaterThanOrEqual(Math.min(...good));
      expect(middle).toBeLessThanOrEqual(Math.max(...good));
    }),
  );
});

it('the scaled deviation ignores outliers', () => {
  expect(scaledDeviation([1, 2, 3, 4, 1e9], 3)).toBeCloseTo(1.4826);
  expect(scaledDeviation([], 0)).toBeUndefined();
});

it('quantiles take the nearest rank', () => {
  expect([quantile([1, 2, 3, 4], 0.95), quantile([1, 2, 3, 4], 0.5), quantile([7], 0.01), quantile([], 0.5)]).toEqual([
    4,
    2,
    7,
    undefined,
  ]);
});

it('the slope of a line is found among outliers, also of many points', () => {
  const x = Array.from({ length: 5000 }, (_, i) => i);
  const y = x.map((value, i) => (i % 5 === 0 ? 1e9 : 3 * value + 7));
  expect(theilSenSlope(x, y)).toBeCloseTo(3);
  expect(theilSenSlope([1], [1])).toBeUndefined();
  expect(theilSenSlope([1, 1], [1, 2])).toBeUndefined();
});
