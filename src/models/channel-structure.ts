// Structure that a made-up protocol leaves although its bytes are uniform: keys in the opening, framing, fixed sizes, whole blocks, a rhythm.
// What each is worth follows from its numbers (structure-formulas.ts).

import { counted } from '../base/counted.ts';
import type { ChannelFlow } from '../features/channel.ts';
import { channelMeasure } from '../features/channel-measures.ts';
import type { PeriodicityRecord } from '../features/channel-record.ts';
import { type AnalyticParameters, DEFAULT_PARAMETERS } from './analytic-parameters.ts';
import { blockSizes, repeatedBlocks, rsaUnits } from './cipher-traces.ts';
import { bareKeys, keyExchange } from './exchange-structure.ts';
import { decimals } from './reason-text.ts';
import { feature, type StructuralFeature, showing } from './structure-feature.ts';
import { isUsualOpening, type StructureNumbers } from './structure-formulas.ts';

/** `flows`: those of the channel whose ciphertext no standard explains. */
export function findStructure(
  flows: readonly ChannelFlow[],
  periodicity: PeriodicityRecord,
  parameters: AnalyticParameters = DEFAULT_PARAMETERS,
): StructuralFeature[] {
  return [
    keyExchange(flows) ?? bareKeys(flows),
    framing(flows),
    fixedSizes(flows, parameters.payload_size_variance),
    blockSizes(flows),
    repeatedBlocks(flows),
    rsaUnits(flows),
    ...(isBeacon(periodicity, parameters) ? [rhythm(flows, periodicity, parameters)] : []),
  ].filter((feature) => feature !== undefined);
}

/** Periodic, within BeaconIntervalVariance. */
export function isBeacon(periodicity: PeriodicityRecord, parameters: AnalyticParameters): boolean {
  return periodicity.verdict === 'periodic' && (periodicity.jitter_share ?? 0) <= parameters.beacon_interval_variance;
}

/** What the formula of a rhythm reads. */
export function rhythmNumbers(periodicity: PeriodicityRecord, parameters: AnalyticParameters): StructureNumbers {
  return {
    period_s: periodicity.period_s ?? 0,
    jitter_share: periodicity.jitter_share ?? 0,
    periods_seen: periodicity.periods_seen ?? 0,
    limit: parameters.beacon_interval_variance,
  };
}

function framing(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const shown = showing('framing', flows);
  const [first] = shown;
  if (first === undefined) return undefined;
  let best = first.numbers;
  for (const { numbers } of shown) if (numbers['framing_bits'] > best['framing_bits']) best = numbers;
  return feature(
    'framing',
    shown.map(({ flow }) => flow),
    best,
    `frames its messages with a clear length field in ${counted(shown.length, 'flow')} (up to ${decimals(best['framing_bits'], 0)} bits against chance)`,
  );
}

function fixedSizes(flows: readonly ChannelFlow[], limit: number): StructuralFeature | undefined {
  const shown = showing('fixed_sizes', flows, limit);
  const [first] = shown;
  if (first !== undefined) {
    const { cell_bytes: cell } = first.numbers;
    const what = cell === undefined ? 'messages of nearly constant size' : `whole cells of ${cell} bytes`;
    const own = shown.map(({ flow }) => flow);
    return feature('fixed_sizes', own, first.numbers, `sends ${what} in ${counted(shown.length, 'flow')}`);
  }
  const opening = mostCommonOpening(flows);
  if (opening === undefined) return undefined;
  return feature(
    'fixed_sizes',
    opening.flows,
    { opening_bytes: opening.bytes, of: flows.length },
    `opens ${opening.flows.length} of ${flows.length} flows with a message of ${opening.bytes} bytes`,
  );
}

function mostCommonOpening(flows: readonly ChannelFlow[]): { bytes: number; flows: ChannelFlow[] } | undefined {
  const bySize = new Map<number, ChannelFlow[]>();
  for (const flow of flows) {
    const bytes = channelMeasure(flow, 'exchange.first_message_bytes.orig');
    if (bytes === undefined) continue;
    const group = bySize.get(bytes);
    if (group === undefined) bySize.set(bytes, [flow]);
    else group.push(flow);
  }
  for (const [bytes, group] of bySize) if (isUsualOpening(group.length, flows.length)) return { bytes, flows: group };
  return undefined;
}

function rhythm(
  flows: readonly ChannelFlow[],
  periodicity: PeriodicityRecord,
  parameters: AnalyticParameters,
): StructuralFeature {
  const jitter = decimals((periodicity.jitter_share ?? 0) * 100, 1);
  return feature(
    'periodic',
    flows,
    rhythmNumbers(periodicity, parameters),
    `repeats every ${decimals(periodicity.period_s ?? 0, 3)} s (spread ${jitter} %, ${periodicity.periods_seen} periods)`,
  );
}
