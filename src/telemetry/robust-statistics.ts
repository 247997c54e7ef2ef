// Medians and what is built from them: up to half of the values may be wrong without moving the answer far.

import { MAD_TO_SIGMA } from '../base/mad-to-sigma.ts';

/** The middle value; the mean of the two middle ones where the count is even. Undefined for an empty list. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median absolute deviation as an estimate of the standard deviation. */
export function scaledDeviation(values: readonly number[], centre: number): number | undefined {
  const deviation = median(values.map((value) => Math.abs(value - centre)));
  return deviation === undefined ? undefined : MAD_TO_SIGMA * deviation;
}

/** The value below which a share of the sorted list lies (nearest rank). */
export function quantile(sorted: ArrayLike<number>, share: number): number | undefined {
  if (sorted.length === 0) return undefined;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

/** Slope of y over x as the median of the slopes of all pairs (Theil 1950, Sen 1968), over at most 300 evenly chosen points. */
export function theilSenSlope(x: readonly number[], y: readonly number[]): number | undefined {
  const step = Math.max(1, x.length / MAX_POINTS);
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i += step) {
    for (let j = i + step; j < x.length; j += step) {
      const run = x[Math.floor(j)] - x[Math.floor(i)];
      if (run !== 0) slopes.push((y[Math.floor(j)] - y[Math.floor(i)]) / run);
    }
  }
  return median(slopes);
}

const MAX_POINTS = 300;
