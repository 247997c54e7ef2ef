// The RSA truncated-leading-byte test over a channel: ciphertexts under one modulus are below it (RFC 8017 §5.1.1), so the first two bytes of
// many never reach what random bytes reach. P(the largest of m random values is at most M) = ((M + 1) / 65536)^m, exactly.

import type { ChannelFlow } from '../features/channel.ts';
import { channelMeasurePosition, measureAt } from '../features/channel-measures.ts';

export interface RsaTruncation {
  readonly side: 'orig' | 'resp';
  /** Size of the modulus. */
  readonly unitBytes: number;
  readonly units: number;
  readonly largest: number;
  readonly mean: number;
  /** −log2 of the chance that uniform bytes stop so early, less the sizes and sides that were tried. */
  readonly chanceBits: number;
  readonly flows: readonly ChannelFlow[];
}

const VALUES = 65_536;
/** A modulus fills its bytes: the top bit is set. */
const SMALLEST_MODULUS = 0x8000;
/** Four sizes on two sides. */
const TRIED_BITS = 3;
/** Lower ones are met by chance in a run of many channels. */
export const TRUNCATION_MIN_BITS = 10;
/** The mean of uniform values lies this many deviations from the middle at most. */
const MAX_MEAN_DEVIATION = 3.3;
/** Under a modulus with its top bit set, all values are this small less often. */
const MIN_RSA_CHANCE = 0.01;

const SIDES = (['orig', 'resp'] as const).map((side) => ({
  side,
  units: channelMeasurePosition(`cipher.rsa_units.${side}`),
  unitBytes: channelMeasurePosition(`cipher.rsa_unit_bytes.${side}`),
  max: channelMeasurePosition(`cipher.rsa_leading_max.${side}`),
  mean: channelMeasurePosition(`cipher.rsa_leading_mean.${side}`),
}));

/** The side and size with most bits; undefined where none has enough. `flows`: of one channel. */
export function findRsaTruncation(flows: readonly ChannelFlow[]): RsaTruncation | undefined {
  let best: RsaTruncation | undefined;
  for (const { side, units: unitsAt, unitBytes: bytesAt, max: maxAt, mean: meanAt } of SIDES) {
    const pools = new Map<number, { units: number; sum: number; largest: number; flows: ChannelFlow[] }>();
    for (const flow of flows) {
      const units = measureAt(flow, unitsAt);
      if (units === undefined) continue;
      const size = measureAt(flow, bytesAt) ?? 0;
      const pool = pools.get(size) ?? { units: 0, sum: 0, largest: 0, flows: [] };
      pools.set(size, pool);
      pool.units += units;
      pool.sum += units * (measureAt(flow, meanAt) ?? 0);
      pool.largest = Math.max(pool.largest, measureAt(flow, maxAt) ?? 0);
      pool.flows.push(flow);
    }
    for (const [unitBytes, { units, sum, largest, flows: own }] of pools) {
      const chanceBits = truncationBits(units, largest, sum / units);
      if (chanceBits >= TRUNCATION_MIN_BITS && chanceBits > (best?.chanceBits ?? 0)) {
        best = { side, unitBytes, units, largest, mean: sum / units, chanceBits, flows: own };
      }
    }
  }
  return best;
}

/** Of `units` values with this largest and mean; 0 where they are no ciphertexts of a whole modulus. */
export function truncationBits(units: number, largest: number, mean: number): number {
  if (largest < SMALLEST_MODULUS && ((largest + 1) / SMALLEST_MODULUS) ** units < MIN_RSA_CHANCE) return 0;
  // Below the bound the values are uniform: a counter or a type byte is not. A uniform value deviates by its range over √12.
  const range = largest * ((units + 1) / units);
  const deviation = range / Math.sqrt(12 * units);
  if (Math.abs(mean - range / 2) > MAX_MEAN_DEVIATION * deviation) return 0;
  return Math.max(0, units * Math.log2(VALUES / (largest + 1)) - TRIED_BITS);
}
