// A first look at one comb among irregular intervals: its log-likelihood ratio against irregular intervals alone, less what the hypothesis costs.
// What the comb does not explain is irregular, or deferred: longer than a period, every length alike on the logarithmic scale.
// Intervals beyond the comb are gaps (Doze, sleep): the ratio is that of the others, given that they are no gaps.

import {
  COMB_FROM,
  COMB_GAP,
  COMB_MISSING,
  COMB_SHAPES,
  COMB_STEPS,
  combDensity,
  deviationOf,
  LOG_STEPS,
} from './comb-tables.ts';
import type { IrregularModel } from './irregular-model.ts';

/** No single interval may decide: its ratio is cut here. */
const RATIO_MAX = 160_000;
/** Ratios multiplied before a logarithm is taken: RATIO_MAX ** 32 is a finite number. */
const RUN = 32;
/** Deferred intervals: from 0.9 periods on; the least keeps every interval possible. */
const LATE_FROM = Math.round(Math.log(0.9) * LOG_STEPS) - COMB_FROM;
const LATE_DENSITY = LOG_STEPS / (COMB_STEPS - LATE_FROM);
const LATE_LEAST = 0.02;
const GAP_LOG = Math.log(COMB_GAP);

/** Prices of the mixes: a comb of 0.3 or 0.95 of the intervals, the rest irregular, and one of 0.8, the rest deferred. */
const SOME = 0.1;
const MOST = 0.4;
const LATE = 0.2;
/** Narrow combs have as many more periods to choose from as they are narrower (Schwarz 1978 prices parameters alike). */
const COMB_PRICES = COMB_SHAPES.flatMap((shape) => COMB_MISSING.map(() => Math.log(1 + 1 / deviationOf(shape))));

/** Nats. `steps`: logarithms of intervals; `inverse`: 1 / their irregular densities; `period` in steps; `comb`: of `combDensity`. */
export function roughCombRatio(
  steps: Int32Array,
  inverse: Float64Array,
  count: number,
  period: number,
  comb: number,
  irregular: IrregularModel,
): number {
  const density = combDensity(comb);
  const given = irregular.below(period / LOG_STEPS + GAP_LOG);
  const start = period + COMB_FROM;
  let some = Math.log(SOME);
  let most = Math.log(MOST);
  let late = Math.log(LATE);
  for (let from = 0; from < count; from += RUN) {
    const to = Math.min(from + RUN, count);
    let product1 = 1;
    let product3 = 1;
    let product5 = 1;
    for (let i = from; i < to; i++) {
      const step = steps[i] - start;
      if (step >= COMB_STEPS) continue;
      if (step < 0) {
        product1 *= 0.7;
        product3 *= 0.05;
        product5 *= 0.2 * LATE_LEAST;
        continue;
      }
      const over = inverse[i] * given;
      let ratio = density[step] * over;
      if (ratio > RATIO_MAX) ratio = RATIO_MAX;
      product1 *= 0.7 + 0.3 * ratio;
      product3 *= 0.05 + 0.95 * ratio;
      product5 *= 0.8 * ratio + 0.2 * (step >= LATE_FROM ? LATE_LEAST + LATE_DENSITY * over : LATE_LEAST);
    }
    if (count <= RUN) return Math.log(Math.max(SOME * product1, MOST * product3, LATE * product5)) - COMB_PRICES[comb];
    some += Math.log(product1);
    most += Math.log(product3);
    late += Math.log(product5);
  }
  return Math.max(some, most, late) - COMB_PRICES[comb];
}
