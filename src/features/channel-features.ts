// What the flows of a channel have in common: intervals between their starts, sizes, and framing. Facts only; unknown numbers are left out.

import type { Channel, ChannelFlow } from './channel.ts';
import { type ChannelMeasure, channelMeasure } from './channel-measures.ts';
import { significant } from './feature-record.ts';
import { deviationOfSorted, MAD_TO_SIGMA, medianOfSorted, sortFirst } from './order-statistics.ts';

export interface ChannelFeatures {
  /** Between starts of successive flows, failed attempts included. */
  readonly intervals: Record<string, number>;
  readonly sizes: Record<string, number>;
  readonly framing: Record<string, number>;
}

const SPREAD_MIN_VALUES = 3;

export function measureChannel(channel: Channel): ChannelFeatures {
  return { intervals: intervals(channel.flows), sizes: sizes(channel.flows), framing: framing(channel.flows) };
}

function intervals(flows: readonly ChannelFlow[]): Record<string, number> {
  const values = new Float64Array(flows.length - 1);
  for (let i = 0; i < values.length; i++) values[i] = (flows[i + 1].startUs - flows[i].startUs) / 1e6;
  const record: Record<string, number> = { count: values.length };
  if (values.length === 0) return record;
  spread(record, values, values.length, 'seconds');
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
  if (answered > 0) spread(record, values, answered, 'flow_bytes_up');
  for (const side of ['orig', 'resp'] as const) {
    const first = collect(flows, `exchange.first_message_bytes.${side}`, values);
    if (first > 0) {
      spread(record, values, first, `first_message_bytes.${side}`);
      record[`first_message_mode_share.${side}`] = significant(modeShareOfSorted(values, first));
    }
    const count = collect(flows, `message.bytes_median.${side}`, values);
    if (count > 0) spread(record, values, count, `message_bytes.${side}`);
  }
  return record;
}

function framing(flows: readonly ChannelFlow[]): Record<string, number> {
  const record: Record<string, number> = {};
  for (const side of ['orig', 'resp'] as const) {
    let framed = 0;
    let best: ChannelFlow | undefined;
    let bits = 0;
    for (const flow of flows) {
      const found = channelMeasure(flow, `framing.bits.${side}`);
      if (found === undefined) continue;
      framed++;
      if (found > bits) {
        bits = found;
        best = flow;
      }
    }
    if (best === undefined) continue;
    record[`framed_flows.${side}`] = framed;
    record[`bits.${side}`] = significant(bits);
    record[`prefix_offset.${side}`] = channelMeasure(best, `framing.prefix_offset.${side}`) as number;
    record[`prefix_width.${side}`] = channelMeasure(best, `framing.prefix_width.${side}`) as number;
  }
  return record;
}

/** Fills `values` with the flows' numbers and returns how many there are. */
function collect(flows: readonly ChannelFlow[], name: ChannelMeasure, values: Float64Array): number {
  let count = 0;
  for (const flow of flows) {
    const value = channelMeasure(flow, name);
    if (value !== undefined) values[count++] = value;
  }
  return count;
}

/** Sorts, then writes `NAME_median` and, from three values on, `NAME_mad_share`. */
function spread(record: Record<string, number>, values: Float64Array, count: number, name: string): void {
  sortFirst(values, count);
  const median = medianOfSorted(values, count);
  record[withSuffix(name, 'median')] = significant(median);
  if (count < SPREAD_MIN_VALUES || median <= 0) return;
  const share = (MAD_TO_SIGMA * deviationOfSorted(values, count, median)) / median;
  record[withSuffix(name, 'mad_share')] = significant(share);
}

/** The side stays last: `a.orig` and `median` make `a_median.orig`. */
function withSuffix(name: string, suffix: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? `${name}_${suffix}` : `${name.slice(0, dot)}_${suffix}${name.slice(dot)}`;
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
