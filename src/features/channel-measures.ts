// The few numbers of a flow that its channel and the judgements about it need, copied out of the reused feature row.

import { featureIndex } from './feature-registry.ts';

/** In the order in which a flow's measures are kept. */
export const CHANNEL_MEASURES = [
  'payload.measured_bytes.orig',
  'payload.entropy_z.orig',
  'payload.first_message_entropy_z.orig',
  'payload.measured_bytes.resp',
  'payload.entropy_z.resp',
  'payload.first_message_entropy_z.resp',
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
  'exchange.first_message_bytes.orig',
  'exchange.public_keys.orig',
  'exchange.curve_points.orig',
  'exchange.first_message_bytes.resp',
  'exchange.public_keys.resp',
  'exchange.curve_points.resp',
  'exchange.symmetric_opening',
  'exchange.ml_kem_keys.orig',
  'exchange.ml_kem_keys.resp',
  'exchange.bare_keys.orig',
  'exchange.key_positions.orig',
  'exchange.bare_keys.resp',
  'exchange.key_positions.resp',
  'shape.chance_bits',
  'cipher.repeated_blocks.orig',
  'cipher.repeat_bits.orig',
  'cipher.body_rest16.orig',
  'cipher.cell_bytes.orig',
  'cipher.cell_bits.orig',
  'cipher.rsa_units.orig',
  'cipher.rsa_unit_bytes.orig',
  'cipher.rsa_leading_max.orig',
  'cipher.rsa_leading_mean.orig',
  'cipher.repeated_blocks.resp',
  'cipher.repeat_bits.resp',
  'cipher.body_rest16.resp',
  'cipher.cell_bytes.resp',
  'cipher.cell_bits.resp',
  'cipher.rsa_units.resp',
  'cipher.rsa_unit_bytes.resp',
  'cipher.rsa_leading_max.resp',
  'cipher.rsa_leading_mean.resp',
] as const;

export type ChannelMeasure = (typeof CHANNEL_MEASURES)[number];

/** Position of each measure in `FeatureRow.numbers`. */
export const channelMeasureSources: Int32Array = Int32Array.from(CHANNEL_MEASURES, (name) => featureIndex(name));

const positions: ReadonlyMap<string, number> = new Map(CHANNEL_MEASURES.map((name, at) => [name, at]));

/** A flow whose measures can be asked for, by a position of `channelMeasurePosition`; NaN where the flow cannot say. */
export interface MeasuredFlow {
  measure(position: number): number;
}

/** One of the numbers, undefined when the flow could not say. */
export function channelMeasure(flow: MeasuredFlow, name: ChannelMeasure): number | undefined {
  return measureAt(flow, channelMeasurePosition(name));
}

/** Position of a number among a flow's measures, for loops over many flows. */
export function channelMeasurePosition(name: ChannelMeasure): number {
  return positions.get(name) as number;
}

/** The number at a position of `channelMeasurePosition`. */
export function measureAt(flow: MeasuredFlow, position: number): number | undefined {
  const value = flow.measure(position);
  return Number.isNaN(value) ? undefined : value;
}
