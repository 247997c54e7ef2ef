// The rhythm inside one flow: intervals between the messages of the originator. Keep-alives and heartbeats of a long connection live here.

import { MAD_TO_SIGMA } from '../base/mad-to-sigma.ts';
import { type FinishedFlow, MESSAGE_LOG_CAP } from '../flows/finished-flow.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { deviationOfSorted, medianOfSorted, sortFirst } from './order-statistics.ts';

const SPREAD_MIN_INTERVALS = 3;

const FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'beacon.intervals',
    unit: 'count',
    summary: 'Intervals between the starts of successive logged messages of the originator.',
    validFor: 'stream',
  },
  {
    name: 'beacon.interval_median_ms',
    unit: 'ms',
    summary: 'Median of these intervals.',
    validFor: 'stream',
  },
  {
    name: 'beacon.interval_mad_share',
    unit: 'share',
    summary: '1.4826 · MAD / median of these intervals; from 3 intervals on, absent when the median is 0.',
    source: 'Rousseeuw & Croux 1993',
    validFor: 'stream',
  },
  { name: 'beacon.interval_min_ms', unit: 'ms', summary: 'Shortest of these intervals.', validFor: 'stream' },
  { name: 'beacon.interval_max_ms', unit: 'ms', summary: 'Longest of these intervals.', validFor: 'stream' },
];

const intervals = new Float64Array(MESSAGE_LOG_CAP);

export const beaconTiming: FeatureFamily = {
  id: 'beacon',
  features: FEATURES,
  measure(flow: FinishedFlow, row: FeatureRow, at: number): void {
    const numbers = row.numbers;
    const log = flow.messages;
    let count = 0;
    let previous = Number.NaN;
    for (let i = 0; i < log.count && count < MESSAGE_LOG_CAP; i++) {
      if (log.fromOriginator[i] !== 1) continue;
      // Clocks of merged captures may step back: such an interval is none.
      if (log.timeUs[i] >= previous) intervals[count++] = (log.timeUs[i] - previous) / 1000;
      previous = log.timeUs[i];
    }
    numbers[at] = count;
    for (let i = 1; i < FEATURES.length; i++) numbers[at + i] = Number.NaN;
    if (count === 0) return;
    sortFirst(intervals, count);
    const median = medianOfSorted(intervals, count);
    numbers[at + 1] = median;
    if (count >= SPREAD_MIN_INTERVALS && median > 0) {
      numbers[at + 2] = (MAD_TO_SIGMA * deviationOfSorted(intervals, count, median)) / median;
    }
    numbers[at + 3] = intervals[0];
    numbers[at + 4] = intervals[count - 1];
  },
};
