// What the flows of a channel have in common: intervals between their starts, sizes, and framing. Facts only; unknown numbers are NaN in a row
// and left out of a record.

import { MAD_TO_SIGMA } from '../base/mad-to-sigma.ts';
import type { Channel, ChannelFlow } from './channel.ts';
import { channelMeasurePosition, measureAt } from './channel-measures.ts';
import { significant } from './feature-record.ts';
import { deviationOfSorted, medianOfSorted, sortFirst } from './order-statistics.ts';

export interface ChannelFeatures {
  /** Between starts of successive flows, failed attempts included. */
  readonly intervals: Record<string, number>;
  readonly sizes: Record<string, number>;
  readonly framing: Record<string, number>;
}

const SPREAD_MIN_VALUES = 3;
const SIDES = ['orig', 'resp'] as const;

/** Names of the numbers of a row, by position, as records print them. A median is followed by the share of the deviation in it. */
export const CHANNEL_INTERVALS: readonly string[] = [
  'count',
  'seconds_median',
  'seconds_mad_share',
  'seconds_min',
  'seconds_max',
];
export const CHANNEL_SIZES: readonly string[] = [
  'failed_connects',
  'flow_bytes_up_median',
  'flow_bytes_up_mad_share',
  ...SIDES.flatMap((side) => [
    `first_message_bytes_median.${side}`,
    `first_message_bytes_mad_share.${side}`,
    `first_message_mode_share.${side}`,
    `message_bytes_median.${side}`,
    `message_bytes_mad_share.${side}`,
  ]),
];
export const CHANNEL_FRAMING: readonly string[] = SIDES.flatMap((side) => [
  `framed_flows.${side}`,
  `bits.${side}`,
  `prefix_offset.${side}`,
  `prefix_width.${side}`,
]);

const FIRST_SIDE_SIZE = 3;
const SIZES_A_SIDE = 5;
const FRAMING_A_SIDE = 4;

const SIDE_MEASURES = SIDES.map((side) => ({
  firstMessage: channelMeasurePosition(`exchange.first_message_bytes.${side}`),
  message: channelMeasurePosition(`message.bytes_median.${side}`),
  bits: channelMeasurePosition(`framing.bits.${side}`),
  offset: channelMeasurePosition(`framing.prefix_offset.${side}`),
  width: channelMeasurePosition(`framing.prefix_width.${side}`),
}));

/** Numbers by the positions of their names. */
export interface ChannelFeatureRow {
  readonly intervals: Float64Array;
  readonly sizes: Float64Array;
  readonly framing: Float64Array;
}

const row: ChannelFeatureRow = {
  intervals: new Float64Array(CHANNEL_INTERVALS.length),
  sizes: new Float64Array(CHANNEL_SIZES.length),
  framing: new Float64Array(CHANNEL_FRAMING.length),
};
let values = new Float64Array(256);

/** The row is reused by the next call. */
export function measureChannel({ flows }: Channel): ChannelFeatureRow {
  if (values.length < flows.length) values = new Float64Array(flows.length * 2);
  row.intervals.fill(Number.NaN);
  row.sizes.fill(Number.NaN);
  row.framing.fill(Number.NaN);
  measureIntervals(flows);
  measureSizes(flows);
  measureFraming(flows);
  return row;
}

/** The numbers of a row that are known, by name, as they are written. */
export function channelFeatureRecord({ intervals, sizes, framing }: ChannelFeatureRow): ChannelFeatures {
  return {
    intervals: known(CHANNEL_INTERVALS, intervals),
    sizes: known(CHANNEL_SIZES, sizes),
    framing: known(CHANNEL_FRAMING, framing),
  };
}

function known(names: readonly string[], numbers: Float64Array): Record<string, number> {
  const record: Record<string, number> = {};
  names.forEach((name, at) => {
    if (!Number.isNaN(numbers[at])) record[name] = significant(numbers[at]);
  });
  return record;
}

function measureIntervals(flows: readonly ChannelFlow[]): void {
  const count = flows.length - 1;
  row.intervals[0] = count;
  if (count === 0) return;
  let before = flows[0].startUs;
  for (let i = 0; i < count; i++) {
    const { startUs } = flows[i + 1];
    values[i] = (startUs - before) / 1e6;
    before = startUs;
  }
  spread(row.intervals, 1, count);
  row.intervals[3] = values[0];
  row.intervals[4] = values[count - 1];
}

function measureSizes(flows: readonly ChannelFlow[]): void {
  const { sizes } = row;
  let failed = 0;
  let answered = 0;
  for (const flow of flows) {
    if (flow.failedConnect) failed++;
    else values[answered++] = flow.bytesUp;
  }
  if (failed > 0) sizes[0] = failed;
  if (answered > 0) spread(sizes, 1, answered);
  for (let side = 0; side < SIDES.length; side++) {
    const at = FIRST_SIDE_SIZE + side * SIZES_A_SIDE;
    const first = collect(flows, SIDE_MEASURES[side].firstMessage);
    if (first > 0) {
      spread(sizes, at, first);
      sizes[at + 2] = modeShareOfSorted(first);
    }
    const count = collect(flows, SIDE_MEASURES[side].message);
    if (count > 0) spread(sizes, at + 3, count);
  }
}

function measureFraming(flows: readonly ChannelFlow[]): void {
  for (let side = 0; side < SIDES.length; side++) {
    const measures = SIDE_MEASURES[side];
    let framed = 0;
    let best: ChannelFlow | undefined;
    let bits = 0;
    for (const flow of flows) {
      const found = flow.measure(measures.bits);
      if (Number.isNaN(found)) continue;
      framed++;
      if (found > bits) {
        bits = found;
        best = flow;
      }
    }
    if (best === undefined) continue;
    const at = side * FRAMING_A_SIDE;
    row.framing[at] = framed;
    row.framing[at + 1] = bits;
    row.framing[at + 2] = measureAt(best, measures.offset) ?? Number.NaN;
    row.framing[at + 3] = measureAt(best, measures.width) ?? Number.NaN;
  }
}

/** Fills `values` with the flows' numbers and returns how many there are. */
function collect(flows: readonly ChannelFlow[], position: number): number {
  let count = 0;
  for (const flow of flows) {
    const value = flow.measure(position);
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return count;
}

/** Sorts `values`, then writes the median and, from three values on, the share of the deviation in it. */
function spread(numbers: Float64Array, at: number, count: number): void {
  sortFirst(values, count);
  const median = medianOfSorted(values, count);
  numbers[at] = median;
  if (count < SPREAD_MIN_VALUES || median <= 0) return;
  numbers[at + 1] = (MAD_TO_SIGMA * deviationOfSorted(values, count, median)) / median;
}

function modeShareOfSorted(count: number): number {
  let most = 0;
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && values[end] === values[start]) end++;
    most = Math.max(most, end - start);
    start = end;
  }
  return most / count;
}
