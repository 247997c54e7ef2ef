// Structure that a made-up protocol leaves although its bytes are uniform: keys in the opening, framing, fixed sizes, whole blocks, a rhythm.
// Each is worth a number of bits, capped: the shares of benign apps that show them were not measured yet, so the caps are assumptions.

import { counted } from '../base/counted.ts';
import type { ChannelFlow } from '../features/channel.ts';
import { type ChannelMeasure, channelMeasure } from '../features/channel-measures.ts';
import type { PeriodicityRecord } from '../features/channel-record.ts';
import { type AnalyticParameters, DEFAULT_PARAMETERS } from './analytic-parameters.ts';
import { decimals } from './reason-text.ts';

export type StructureKind = 'key_exchange' | 'framing' | 'fixed_sizes' | 'block_sizes' | 'periodic';

export interface StructuralFeature {
  readonly kind: StructureKind;
  readonly bits: number;
  /** Continues "the channel …": what was seen, with its numbers. */
  readonly statement: string;
  /** The flows that show it, in order of time. */
  readonly flows: readonly ChannelFlow[];
}

/** Opening lengths of known exchanges: X25519, Noise, P-256 points with and without tags, RSA blocks. */
const OPENING_LENGTHS = new Set([32, 33, 48, 64, 65, 96, 97, 128, 133, 256]);
/** Below this the opening is too regular to be a key. */
const OPENING_MIN_Z = -3.1;

// When sizes count as fixed, beside PayloadSizeVariance of DET0667.
const FIXED_MIN_MODE_SHARE = 0.6;
const FIXED_MIN_MESSAGES = 5;
/** Four distinct sizes in one residue class modulo 16 happen by chance once in 4096. */
const BLOCK_MIN_BITS = 12;

const PROVED_KEY_BITS = 10;
const OPENING_BITS = 4;
const FRAMING_BITS = 4;
const FIXED_BITS = 2;
const BLOCK_BITS = 3;
const PERIODIC_BITS = 4;

/** `flows`: those of the channel whose ciphertext no standard explains. */
export function findStructure(
  flows: readonly ChannelFlow[],
  periodicity: PeriodicityRecord,
  parameters: AnalyticParameters = DEFAULT_PARAMETERS,
): StructuralFeature[] {
  const found = [
    keyExchange(flows),
    framing(flows),
    fixedSizes(flows, parameters.payload_size_variance),
    blockSizes(flows),
  ];
  if (isBeacon(periodicity, parameters)) {
    const jitter = decimals((periodicity.jitter_share ?? 0) * 100, 1);
    found.push({
      kind: 'periodic',
      bits: PERIODIC_BITS,
      statement: `repeats every ${decimals(periodicity.period_s ?? 0, 3)} s (spread ${jitter} %, ${periodicity.periods_seen} periods)`,
      flows,
    });
  }
  return found.filter((feature) => feature !== undefined);
}

/** Periodic, within BeaconIntervalVariance. */
export function isBeacon(periodicity: PeriodicityRecord, parameters: AnalyticParameters): boolean {
  return periodicity.verdict === 'periodic' && (periodicity.jitter_share ?? 0) <= parameters.beacon_interval_variance;
}

function keyExchange(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const proved = flows.filter((flow) => keysOf(flow) > 0);
  if (proved.length > 0) {
    const keys = proved.reduce((sum, flow) => sum + keysOf(flow), 0);
    return {
      kind: 'key_exchange',
      bits: PROVED_KEY_BITS,
      statement: `opens with public keys: ${counted(keys, 'coded key or point')} on a standard curve in ${counted(proved.length, 'flow')}`,
      flows: proved,
    };
  }
  const opened = flows.filter(hasKeyLikeOpening);
  if (opened.length === 0) return undefined;
  const bytes = channelMeasure(opened[0], 'exchange.first_message_bytes.orig');
  return {
    kind: 'key_exchange',
    bits: OPENING_BITS,
    statement: `opens with ${bytes} uniform bytes from each side, a length of key exchanges, in ${counted(opened.length, 'flow')}`,
    flows: opened,
  };
}

/** A point inside a coded key counts twice: the number only has to tell some from none. */
function keysOf(flow: ChannelFlow): number {
  return Math.max(
    sum(flow, 'exchange.public_keys.orig', 'exchange.public_keys.resp'),
    sum(flow, 'exchange.curve_points.orig', 'exchange.curve_points.resp'),
  );
}

function sum(flow: ChannelFlow, a: ChannelMeasure, b: ChannelMeasure): number {
  return (channelMeasure(flow, a) ?? 0) + (channelMeasure(flow, b) ?? 0);
}

function hasKeyLikeOpening(flow: ChannelFlow): boolean {
  return (
    channelMeasure(flow, 'exchange.symmetric_opening') === 1 &&
    OPENING_LENGTHS.has(channelMeasure(flow, 'exchange.first_message_bytes.orig') ?? 0) &&
    (channelMeasure(flow, 'payload.first_message_entropy_z.orig') ?? Number.NEGATIVE_INFINITY) > OPENING_MIN_Z &&
    (channelMeasure(flow, 'payload.first_message_entropy_z.resp') ?? Number.NEGATIVE_INFINITY) > OPENING_MIN_Z
  );
}

function framing(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const framed = flows.filter((flow) => framingBits(flow) > 0);
  if (framed.length === 0) return undefined;
  const best = Math.max(...framed.slice(0, 1024).map(framingBits));
  return {
    kind: 'framing',
    bits: FRAMING_BITS,
    statement: `frames its messages with a clear length field in ${counted(framed.length, 'flow')} (up to ${decimals(best, 0)} bits against chance)`,
    flows: framed,
  };
}

function framingBits(flow: ChannelFlow): number {
  return Math.max(channelMeasure(flow, 'framing.bits.orig') ?? 0, channelMeasure(flow, 'framing.bits.resp') ?? 0);
}

function fixedSizes(flows: readonly ChannelFlow[], maxDispersion: number): StructuralFeature | undefined {
  const fixed = flows.filter((flow) => isFixed(flow, 'orig', maxDispersion) || isFixed(flow, 'resp', maxDispersion));
  if (fixed.length > 0) {
    return {
      kind: 'fixed_sizes',
      bits: FIXED_BITS,
      statement: `sends messages of nearly constant size in ${counted(fixed.length, 'flow')}`,
      flows: fixed,
    };
  }
  const opening = mostCommonOpening(flows);
  if (opening === undefined) return undefined;
  return {
    kind: 'fixed_sizes',
    bits: FIXED_BITS,
    statement: `opens ${opening.flows.length} of ${flows.length} flows with a message of ${opening.bytes} bytes`,
    flows: opening.flows,
  };
}

function isFixed(flow: ChannelFlow, side: 'orig' | 'resp', maxDispersion: number): boolean {
  if ((channelMeasure(flow, `message.count.${side}`) ?? 0) < FIXED_MIN_MESSAGES) return false;
  const dispersion = channelMeasure(flow, `message.relative_dispersion.${side}`) ?? Number.POSITIVE_INFINITY;
  return (
    dispersion <= maxDispersion || (channelMeasure(flow, `message.mode_share.${side}`) ?? 0) >= FIXED_MIN_MODE_SHARE
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
  for (const [bytes, group] of bySize) {
    if (group.length >= FIXED_MIN_MESSAGES && group.length >= FIXED_MIN_MODE_SHARE * flows.length) {
      return { bytes, flows: group };
    }
  }
  return undefined;
}

function blockSizes(flows: readonly ChannelFlow[]): StructuralFeature | undefined {
  const whole = flows.filter((flow) => blockBitsOf(flow) >= BLOCK_MIN_BITS);
  if (whole.length === 0) return undefined;
  return {
    kind: 'block_sizes',
    bits: BLOCK_BITS,
    statement: `sends message sizes that differ by whole 16-byte blocks in ${counted(whole.length, 'flow')}`,
    flows: whole,
  };
}

function blockBitsOf(flow: ChannelFlow): number {
  return Math.max(
    channelMeasure(flow, 'message.block16_bits.orig') ?? 0,
    channelMeasure(flow, 'message.block16_bits.resp') ?? 0,
  );
}
