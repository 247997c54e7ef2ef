// The few numbers of a flow that its channel and the judgements about it need, copied out of the reused feature row.

import type { FeatureRow } from './feature.ts';
import { featureIndex } from './feature-registry.ts';

/** In the order of the array that `channelMeasures` returns. */
export const CHANNEL_MEASURES = [
  'message.count.orig',
  'message.bytes_median.orig',
  'message.mode_share.orig',
  'message.relative_dispersion.orig',
  'message.block16_bits.orig',
  'message.count.resp',
  'message.bytes_median.resp',
  'message.mode_share.resp',
  'message.relative_dispersion.resp',
  'message.block16_bits.resp',
  'framing.bits.orig',
  'framing.prefix_offset.orig',
  'framing.prefix_width.orig',
  'framing.bits.resp',
  'framing.prefix_offset.resp',
  'framing.prefix_width.resp',
  'beacon.intervals',
  'beacon.interval_median_ms',
  'beacon.interval_mad_share',
  'exchange.first_message_bytes.orig',
  'exchange.first_message_bytes.resp',
  'exchange.public_keys.orig',
  'exchange.public_keys.resp',
  'exchange.curve_points.orig',
  'exchange.curve_points.resp',
  'exchange.symmetric_opening',
  'payload.first_message_entropy_z.orig',
  'payload.first_message_entropy_z.resp',
] as const;

export type ChannelMeasure = (typeof CHANNEL_MEASURES)[number];

/** Position of each measure in a feature row. */
export const channelMeasureSources = Int32Array.from(CHANNEL_MEASURES, (name) => featureIndex(name));
const positions: ReadonlyMap<string, number> = new Map(CHANNEL_MEASURES.map((name, at) => [name, at]));

/** A copy that outlives the row and may be posted to another thread; NaN is "cannot say", read it through `channelMeasure`. */
export function channelMeasures(row: FeatureRow): Float64Array {
  const values = new Float64Array(channelMeasureSources.length);
  for (let i = 0; i < channelMeasureSources.length; i++) values[i] = row.numbers[channelMeasureSources[i]];
  return values;
}

/** One of the numbers, undefined when the flow could not say. */
export function channelMeasure(measures: Float64Array, name: ChannelMeasure): number | undefined {
  const value = measures[positions.get(name) as number];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
