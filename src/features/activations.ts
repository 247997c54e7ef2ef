// Activations: events that belong together counted once, at the first of them. A retry or a burst of connections is one activation.
// Order and clock steps do not matter: times are sorted first, equal times are one event.

import { medianOfSorted, sortFirst } from './order-statistics.ts';

// Events nearer than this belong to one activation: a twentieth of the median gap, from one to thirty seconds.
const COALESCE_SHARE = 0.05;
const COALESCE_MIN_US = 1e6;
const COALESCE_MAX_US = 30e6;

/** µs: events of the last series nearer than this were one activation. */
export let coalescedUs = COALESCE_MIN_US;

/** 1 for the activations of the last series that later events belong to: bursts. Equal times are one event. */
export let joined = new Uint8Array(1024);

let scratch = new Float64Array(1024);

/**
 * Sorts `timesUs[0 … count − 1]` (µs), keeps the first event of each activation at the front, and returns how many there are.
 * Events closer than a second are always one activation: a faster rhythm is a transfer.
 */
export function coalesceActivations(timesUs: Float64Array, count: number): number {
  coalescedUs = COALESCE_MIN_US;
  if (joined.length < count) joined = new Uint8Array(count * 2);
  joined[0] = 0;
  if (count < 2) return count;
  if (!isAscending(timesUs, count)) sortFirst(timesUs, count);
  const gapUs = coalescingGap(timesUs, count);
  coalescedUs = gapUs;
  let kept = 1;
  for (let i = 1; i < count; i++) {
    const apart = timesUs[i] - timesUs[i - 1];
    if (apart >= gapUs) {
      joined[kept] = 0;
      timesUs[kept++] = timesUs[i];
    } else if (apart > 0) joined[kept - 1] = 1;
    // The event before stays where it was read from: only what is behind it is overwritten.
  }
  return kept;
}

function coalescingGap(timesUs: Float64Array, count: number): number {
  if (scratch.length < count) scratch = new Float64Array(count * 2);
  let apart = 0;
  for (let i = 1; i < count; i++) {
    const gap = timesUs[i] - timesUs[i - 1];
    if (gap >= COALESCE_MIN_US) scratch[apart++] = gap;
  }
  if (apart === 0) return COALESCE_MIN_US;
  sortFirst(scratch, apart);
  return Math.min(COALESCE_MAX_US, Math.max(COALESCE_MIN_US, COALESCE_SHARE * medianOfSorted(scratch, apart)));
}

function isAscending(values: Float64Array, count: number): boolean {
  for (let i = 1; i < count; i++) if (values[i] < values[i - 1]) return false;
  return true;
}
