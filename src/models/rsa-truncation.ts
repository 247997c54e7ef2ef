// The RSA truncated-leading-byte test over a channel: ciphertexts under one modulus are below it (RFC 8017 §5.1.1), so the first two bytes of
// many never reach what random bytes reach. P(the largest of m random values is at most M) = ((M + 1) / 65536)^m, exactly.

import type { ChannelFlow } from '../features/channel.ts';
import { channelMeasurePosition, measureAt } from '../features/channel-measures.ts';

export interface RsaTruncation {
  readonly side: 'orig' | 'resp';
  /** The name of the fields that hold them; undefined for messages. */
  readonly field: string | undefined;
  /** Size of the modulus. */
  readonly unitBytes: number;
  readonly units: number;
  readonly largest: number;
  readonly mean: number;
  /** Sizes, sides and names that were looked at, eight at least. */
  readonly tried: number;
  /** −log2 of the chance that uniform bytes stop so early, less the pools that were tried. */
  readonly chanceBits: number;
  readonly flows: readonly ChannelFlow[];
}

const VALUES = 65_536;
/** A modulus fills its bytes: the top bit is set. */
const SMALLEST_MODULUS = 0x8000;
/** Four sizes on two sides; fields of many names are more. */
const TRIED_POOLS = 8;
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

/** The pieces with most bits: messages of a side and size, or fields of a name; undefined where none has enough. `flows`: of one channel. */
export function findRsaTruncation(flows: readonly ChannelFlow[]): RsaTruncation | undefined {
  const pools = new Map<string, Pool>();
  for (const flow of flows) {
    for (const side of SIDES) addUnits(pools, flow, side);
    for (const { name, from, unitBytes, ...numbers } of flow.rsaFields) {
      add(pools, { side: from, field: name, unitBytes }, numbers, flow);
    }
  }
  const tried = Math.max(TRIED_POOLS, pools.size);
  let best: RsaTruncation | undefined;
  for (const { of, units, sum, largest, flows: own } of pools.values()) {
    const chanceBits = truncationBits(units, largest, sum / units, tried);
    if (chanceBits >= TRUNCATION_MIN_BITS && chanceBits > (best?.chanceBits ?? 0)) {
      best = { ...of, units, largest, mean: sum / units, tried, chanceBits, flows: own };
    }
  }
  return best;
}

type PoolOf = Pick<RsaTruncation, 'side' | 'field' | 'unitBytes'>;

interface Pool {
  readonly of: PoolOf;
  units: number;
  sum: number;
  largest: number;
  readonly flows: ChannelFlow[];
}

/** Whole messages, or what stands behind a length field in them. */
function addUnits(pools: Map<string, Pool>, flow: ChannelFlow, at: (typeof SIDES)[number]): void {
  const units = measureAt(flow, at.units);
  if (units === undefined) return;
  const leadingMax = measureAt(flow, at.max) ?? 0;
  const leadingSum = units * (measureAt(flow, at.mean) ?? 0);
  const of = { side: at.side, field: undefined, unitBytes: measureAt(flow, at.unitBytes) ?? 0 };
  add(pools, of, { units, leadingMax, leadingSum }, flow);
}

function add(
  pools: Map<string, Pool>,
  of: PoolOf,
  { units, leadingMax, leadingSum }: { units: number; leadingMax: number; leadingSum: number },
  flow: ChannelFlow,
): void {
  const key = `${of.side} ${of.unitBytes} ${of.field ?? ''}`;
  const pool = pools.get(key) ?? { of, units: 0, sum: 0, largest: 0, flows: [] };
  pools.set(key, pool);
  pool.units += units;
  pool.sum += leadingSum;
  pool.largest = Math.max(pool.largest, leadingMax);
  pool.flows.push(flow);
}

/** Of `units` values with this largest and mean, of `tried` pools; 0 where they are no ciphertexts of a whole modulus. */
export function truncationBits(units: number, largest: number, mean: number, tried: number = TRIED_POOLS): number {
  if (largest < SMALLEST_MODULUS && ((largest + 1) / SMALLEST_MODULUS) ** units < MIN_RSA_CHANCE) return 0;
  // Below the bound the values are uniform: a counter or a type byte is not. A uniform value deviates by its range over √12.
  const range = largest * ((units + 1) / units);
  const deviation = range / Math.sqrt(12 * units);
  if (Math.abs(mean - range / 2) > MAX_MEAN_DEVIATION * deviation) return 0;
  return Math.max(0, units * Math.log2(VALUES / (largest + 1)) - Math.log2(tried));
}
