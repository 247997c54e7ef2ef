// What the flows of a channel have in common: intervals between their starts, sizes, and framing. Facts only; unknown numbers are left out.

import type { Channel, ChannelFlow } from './channel.ts';
import { channelMeasurePosition, measureAt } from './channel-measures.ts';
import { significant } from './feature-record.ts';
import { deviationOfSorted, MAD_TO_SIGMA, medianOfSorted, sortFirst } from './order-statistics.ts';

export interface ChannelFeatures {
  /** Between starts of successive flows, failed attempts included. */
  readonly intervals: Record<string, number>;
  readonly sizes: Record<string, number>;
  readonly framing: Record<string, number>;
}

const SPREAD_MIN_VALUES = 3;

/** Keys of a spread: the side stays last, `a.orig` and `median` make `a_median.orig`. Made once, not for every channel. */
interface SpreadKeys {
  readonly median: string;
  readonly madShare: string;
}

const SECONDS: SpreadKeys = { median: 'seconds_median', madShare: 'seconds_mad_share' };
const FLOW_BYTES_UP: SpreadKeys = { median: 'flow_bytes_up_median', madShare: 'flow_bytes_up_mad_share' };
const SIDES = (['orig', 'resp'] as const).map((side) => ({
  firstMessage: channelMeasurePosition(`exchange.first_message_bytes.${side}`),
  firstMessageKeys: spreadKeys('first_message_bytes', side),
  firstMessageMode: `first_message_mode_share.${side}`,
  message: channelMeasurePosition(`message.bytes_median.${side}`),
  messageKeys: spreadKeys('message_bytes', side),
  bits: channelMeasurePosition(`framing.bits.${side}`),
  offset: channelMeasurePosition(`framing.prefix_offset.${side}`),
  width: channelMeasurePosition(`framing.prefix_width.${side}`),
  framedFlowsKey: `framed_flows.${side}`,
  bitsKey: `bits.${side}`,
  offsetKey: `prefix_offset.${side}`,
  widthKey: `prefix_width.${side}`,
}));

function spreadKeys(name: string, side: string): SpreadKeys {
  return { median: `${name}_median.${side}`, madShare: `${name}_mad_share.${side}` };
}

export function measureChannel(channel: Channel): ChannelFeatures {
  return { intervals: intervals(channel.flows), sizes: sizes(channel.flows), framing: framing(channel.flows) };
}

function intervals(flows: readonly ChannelFlow[]): Record<string, number> {
  const values = new Float64Array(flows.length - 1);
  for (let i = 0; i < values.length; i++) values[i] = (flows[i + 1].startUs - flows[i].startUs) / 1e6;
  const record: Record<string, number> = { count: values.length };
  if (values.length === 0) return record;
  spread(record, values, values.length, SECONDS);
  record['seconds_min'] = significant(values[0]);
  record['seconds_max'] = significant(values[values.length - 1]);
  return record;
}

function sizes(flows: readonly ChannelFlow[]): Record<string, number> {
  const record: Record<string, number> = {};
  const values = new Float64Array(flows.length);
  let failed = 0;
  let answered = 0;
  for (const flow of flows) {
    if (flow.failedConnect) failed++;
    else values[answered++] = flow.bytesUp;
  }
  if (failed > 0) record['failed_connects'] = failed;
  if (answered > 0) spread(record, values, answered, FLOW_BYTES_UP);
  for (const side of SIDES) {
    const first = collect(flows, side.firstMessage, values);
    if (first > 0) {
      spread(record, values, first, side.firstMessageKeys);
      record[side.firstMessageMode] = significant(modeShareOfSorted(values, first));
    }
    const count = collect(flows, side.message, values);
    if (count > 0) spread(record, values, count, side.messageKeys);
  }
  return record;
}

function framing(flows: readonly ChannelFlow[]): Record<string, number> {
  const record: Record<string, number> = {};
  for (const side of SIDES) {
    let framed = 0;
    let best: ChannelFlow | undefined;
    let bits = 0;
    for (const flow of flows) {
      const found = measureAt(flow, side.bits);
      if (found === undefined) continue;
      framed++;
      if (found > bits) {
        bits = found;
        best = flow;
      }
    }
    if (best === undefined) continue;
    record[side.framedFlowsKey] = framed;
    record[side.bitsKey] = significant(bits);
    record[side.offsetKey] = measureAt(best, side.offset) as number;
    record[side.widthKey] = measureAt(best, side.width) as number;
  }
  return record;
}

/** Fills `values` with the flows' numbers and returns how many there are. */
function collect(flows: readonly ChannelFlow[], position: number, values: Float64Array): number {
  let count = 0;
  for (const flow of flows) {
    const value = measureAt(flow, position);
    if (value !== undefined) values[count++] = value;
  }
  return count;
}

/** Sorts, then writes the median and, from three values on, the share of the deviation in it. */
function spread(record: Record<string, number>, values: Float64Array, count: number, keys: SpreadKeys): void {
  sortFirst(values, count);
  const median = medianOfSorted(values, count);
  record[keys.median] = significant(median);
  if (count < SPREAD_MIN_VALUES || median <= 0) return;
  const share = (MAD_TO_SIGMA * deviationOfSorted(values, count, median)) / median;
  record[keys.madShare] = significant(share);
}

function modeShareOfSorted(values: Float64Array, count: number): number {
  let most = 0;
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && values[end] === values[start]) end++;
    most = Math.max(most, end - start);
    start = end;
  }
  return most / count;
}
