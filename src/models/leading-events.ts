// Events that lead: what follows another at once, as in the bursts that people and retries make, is left out, so that a rhythm has few other
// events around it instead of many. It loses little by that: a turn that fell into a burst is a skipped one.

import { sortFirst } from '../features/order-statistics.ts';

/** An event leads that comes at least this share of the upper quartile of the intervals after the one before (chosen on design seeds of eval/beacons). */
const APART = 0.3;
const UPPER = 0.75;
/** Events left out, over all, at least: with fewer all events say as much. */
const LEFT_OUT_MIN = 0.05;
/** Activations nearer than a number of µs are one already; the distance to keep exceeds it by this factor at least. */
const EXCEEDS = 1.2;

/** Leading events of the last series taken, in µs: `leadingTimes[0 … taken − 1]`. */
export let leadingTimes = new Float64Array(1024);
/** µs: none of them is nearer than this to the event before. */
export let leadingApartUs = 0;

/** `timesUs[0 … count − 1]`: activations, ascending, none nearer than `leastUs`. How many lead; 0 where nearly all do. */
export function takeLeading(timesUs: Float64Array, count: number, leastUs: number): number {
  if (count < 2) return 0;
  if (leadingTimes.length < count) leadingTimes = new Float64Array(count * 2);
  for (let i = 1; i < count; i++) leadingTimes[i - 1] = timesUs[i] - timesUs[i - 1];
  sortFirst(leadingTimes, count - 1);
  leadingApartUs = APART * leadingTimes[Math.floor(UPPER * (count - 1))];
  if (leadingApartUs <= EXCEEDS * leastUs) return 0;
  let taken = 0;
  for (let i = 0; i < count; i++) {
    if (i === 0 || timesUs[i] - timesUs[i - 1] >= leadingApartUs) leadingTimes[taken++] = timesUs[i];
  }
  return taken > (1 - LEFT_OUT_MIN) * count ? 0 : taken;
}
