// Events that come alone: a beacon sends once a turn, people and pages make bursts. Without all events of bursts, a rhythm has hardly any other
// events around it. It loses more than by leading events alone: a turn beside a burst is a skipped one.

import { sortFirst } from '../features/order-statistics.ts';

/** An event is alone when none is nearer than this share of the upper quartile of the intervals (chosen on design seeds of eval/beacons). */
const APART = 0.15;
const UPPER = 0.75;
/** Events left out, over all, at least: with fewer all events say as much. */
const LEFT_OUT_MIN = 0.05;

/** Lone events of the last series taken, in µs: `loneTimes[0 … taken − 1]`. */
export let loneTimes = new Float64Array(1024);
/** µs: none of them is nearer than this to another event. */
export let loneApartUs = 0;

/**
 * `timesUs[0 … count − 1]`: activations, ascending, none nearer than `leastUs`; `joined`: 1 for those of several events. How many are alone; 0
 * where nearly all are.
 */
export function takeLone(timesUs: Float64Array, count: number, joined: Uint8Array, leastUs: number): number {
  if (count < 2) return 0;
  if (loneTimes.length < count) loneTimes = new Float64Array(count * 2);
  for (let i = 1; i < count; i++) loneTimes[i - 1] = timesUs[i] - timesUs[i - 1];
  sortFirst(loneTimes, count - 1);
  loneApartUs = Math.max(leastUs, APART * loneTimes[Math.floor(UPPER * (count - 1))]);
  let taken = 0;
  let before = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const after = i === count - 1 ? Number.POSITIVE_INFINITY : timesUs[i + 1] - timesUs[i];
    if (joined[i] === 0 && before >= loneApartUs && after >= loneApartUs) loneTimes[taken++] = timesUs[i];
    before = after;
  }
  return taken > (1 - LEFT_OUT_MIN) * count ? 0 : taken;
}
