// How long the gaps are that a resting device makes of a rhythm, as densities per unit of the logarithm. A first window comes 1.5 to 4 periods after the
// device fell asleep, each further one after 1.3 to 2 times as long (as the deferred beacons of eval/beacons; Android's windows grow by 1.5 to 2).

import { COMB_FROM, LOG_STEPS } from './comb-tables.ts';

/** The wait for the first window, in periods, and how much longer each wait is than the one before. */
const WAIT_FROM = 1.5;
const WAIT_TO = 4;
const GROWTH_FROM = 1.3;
const GROWTH_TO = 2;
/** Seconds of delay and single missed turns soften the edges of the growth by this. */
const SOFT = 0.05;
/** Of each quantity that a density is averaged over. */
const MIDDLES = 16;
/** Steps that one of them stands for, on either side. */
const SPREAD = 10;

export const OPENING_STEPS = Math.round(Math.log(WAIT_TO + 1.5) * LOG_STEPS) - COMB_FROM;
/** A gap over the one before, in steps of the logarithmic scale: from a sixteenth to 2.1. */
export const RATIO_FROM = Math.round(Math.log(1 / 16) * LOG_STEPS);
export const RATIO_STEPS = Math.round(Math.log(2.1) * LOG_STEPS) - RATIO_FROM;

interface RestingTables {
  /** A first gap: the wait for the first window and what had passed of a turn; by step of ln(gap / period) from `COMB_FROM`. */
  readonly opening: Float64Array;
  /** A gap over the first gap before it, of which a part was a turn; over a later one; and a last gap over the one before it; from `RATIO_FROM`. */
  readonly grownFirst: Float64Array;
  readonly grown: Float64Array;
  readonly cut: Float64Array;
}

/** Made when first asked for. */
let tables: RestingTables | undefined;

export function restingTables(): RestingTables {
  tables ??= makeTables();
  return tables;
}

function makeTables(): RestingTables {
  return {
    opening: Float64Array.from({ length: OPENING_STEPS }, (_, step) => {
      const periods = Math.exp((step + COMB_FROM) / LOG_STEPS);
      const waits = Math.min(WAIT_TO, periods) - Math.max(WAIT_FROM, periods - 1);
      return (periods * Math.max(0, waits)) / (WAIT_TO - WAIT_FROM);
    }),
    grownFirst: overFirst(),
    grown: byRatio((ratio) => {
      const from = GROWTH_FROM - SOFT;
      const to = GROWTH_TO + SOFT;
      return ratio < from || ratio > to ? 0 : ratio / (to - from);
    }),
    // The rest ends at any time of the wait for the next window.
    cut: byRatio((ratio) => {
      const longer = Math.min(1, Math.max(0, (GROWTH_TO - ratio) / (GROWTH_TO - GROWTH_FROM)));
      return (longer * ratio) / ((GROWTH_FROM + GROWTH_TO) / 2);
    }),
  };
}

function byRatio(density: (ratio: number) => number): Float64Array {
  return Float64Array.from({ length: RATIO_STEPS }, (_, step) => density(Math.exp((step + RATIO_FROM) / LOG_STEPS)));
}

/** The second gap over the first. */
function overFirst(): Float64Array {
  const density = new Float64Array(RATIO_STEPS);
  const weight = LOG_STEPS / (2 * SPREAD + 1) / MIDDLES ** 3;
  for (let a = 0; a < MIDDLES; a++) {
    const wait = between(WAIT_FROM, WAIT_TO, a);
    for (let b = 0; b < MIDDLES; b++) {
      const next = wait * between(GROWTH_FROM, GROWTH_TO, b);
      for (let c = 0; c < MIDDLES; c++) {
        const step = Math.round(Math.log(next / (wait + between(0, 1, c))) * LOG_STEPS) - RATIO_FROM;
        const to = Math.min(RATIO_STEPS - 1, step + SPREAD);
        for (let near = step - SPREAD; near <= to; near++) density[near] += weight;
      }
    }
  }
  return density;
}

/** The middle of one of `MIDDLES` equal parts. */
function between(from: number, to: number, part: number): number {
  return from + ((to - from) * (part + 0.5)) / MIDDLES;
}
