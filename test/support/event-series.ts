// Series of events for tests of rhythms: beacons and irregular traffic, from seeded random numbers.

import { randomNumbers } from './random-bytes.ts';

export const EPOCH_US = 1_790_000_000_000_000;

/** Times in µs from intervals in seconds. */
export function eventsAfter(intervals: readonly number[], startUs = EPOCH_US): Float64Array {
  const times = [startUs];
  for (const seconds of intervals) times.push((times.at(-1) as number) + Math.round(seconds * 1e6));
  return Float64Array.from(times);
}

export function repeated<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** Exponential, normal and uniform numbers from one seed. */
export function drawFrom(seed: number) {
  const random = randomNumbers(seed);
  const exponential = () => -Math.log(1 - random());
  const normal = () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * random());
  return { random, exponential, normal, around: (share: number) => 1 + share * (2 * random() - 1) };
}
