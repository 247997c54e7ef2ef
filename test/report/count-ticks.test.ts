import { expect, test } from 'vitest';
import { countTicks } from '../../src/report/count-ticks.ts';

test.each([
  [0, [0]],
  [1, [0, 1]],
  [4, [0, 1, 2, 3, 4]],
  [9, [0, 2, 4, 6, 8]],
  [11, [0, 5, 10]],
  [92, [0, 20, 40, 60, 80]],
  [184, [0, 50, 100, 150]],
  [12_345, [0, 5000, 10_000]],
])('%i', (most, ticks) => {
  expect(countTicks(most)).toEqual(ticks);
});
