// The log-likelihood ratio of one comb among irregular intervals against irregular intervals alone, less what the hypothesis costs.
// What the comb does not explain is irregular, or deferred: longer than a period, every length alike on the logarithmic scale.
// Intervals beyond the comb are gaps (Doze, sleep): the ratio is that of the others, given that they are no gaps.

import {
  COMB_DENSITIES,
  COMB_FROM,
  COMB_GAP,
  COMB_MISSING,
  COMB_SHAPES,
  COMB_STEPS,
  deviationOf,
  LOG_STEPS,
} from './comb-tables.ts';
import type { IrregularModel } from './irregular-model.ts';

/** No single interval may decide: its ratio is cut here. */
const RATIO_MAX = 160_000;
/** Ratios multiplied before a logarithm is taken: RATIO_MAX ** 32 is a finite number. */
const RUN = 32;
/** With fewer intervals than this, a comb has to explain most of them. */
const FEW = 12;
/** Deferred intervals: from 0.9 periods on; the least keeps every interval possible. */
const LATE_FROM = Math.round(Math.log(0.9) * LOG_STEPS) - COMB_FROM;
const LATE_DENSITY = LOG_STEPS / (COMB_STEPS - LATE_FROM);
const LATE_LEAST = 0.02;
const GAP_LOG = Math.log(COMB_GAP);

/** Chances of `COMB_MISSING`, and of the mixes below, before anything was seen. */
const MISSING_PRIORS = [0.45, 0.25, 0.2, 0.1];
const MIX_PRICES = [0.05, 0.1, 0.15, 0.4, 0.1, 0.2].map((prior) => -Math.log(prior));
/** Narrow combs have as many more periods to choose from as they are narrower (Schwarz 1978 prices parameters alike). */
const COMB_PRICES = COMB_SHAPES.flatMap((shape) =>
  COMB_MISSING.map((_, i) => Math.log(1 + 1 / deviationOf(shape)) - Math.log(MISSING_PRIORS[i])),
);

/** Nats, over all mixes. `steps`: logarithms of intervals; `inverse`: 1 / their irregular densities; `period` in steps; `comb`: of `COMB_DENSITIES`. */
export function combRatio(
  steps: Int32Array,
  inverse: Float64Array,
  count: number,
  period: number,
  comb: number,
  irregular: IrregularModel,
): number {
  const density = COMB_DENSITIES[comb];
  const given = irregular.below(period / LOG_STEPS + GAP_LOG);
  const start = period + COMB_FROM;
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let sum4 = 0;
  let sum5 = 0;
  for (let from = 0; from < count; from += RUN) {
    const to = Math.min(from + RUN, count);
    let product0 = 1;
    let product1 = 1;
    let product2 = 1;
    let product3 = 1;
    let product4 = 1;
    let product5 = 1;
    for (let i = from; i < to; i++) {
      const step = steps[i] - start;
      if (step >= COMB_STEPS) continue;
      let gain = -1;
      let late = LATE_LEAST;
      if (step >= 0) {
        const over = inverse[i] * given;
        gain = density[step] * over - 1;
        if (gain > RATIO_MAX) gain = RATIO_MAX;
        if (step >= LATE_FROM) late += LATE_DENSITY * over;
        if (late > RATIO_MAX) late = RATIO_MAX;
      }
      product0 *= 1 + 0.2 * gain;
      product1 *= 1 + 0.45 * gain;
      product2 *= 1 + 0.75 * gain;
      product3 *= 1 + 0.95 * gain;
      product4 *= 0.5 * (gain + 1 + late);
      product5 *= 0.8 * (gain + 1) + 0.2 * late;
    }
    sum0 += Math.log(product0);
    sum1 += Math.log(product1);
    sum2 += Math.log(product2);
    sum3 += Math.log(product3);
    sum4 += Math.log(product4);
    sum5 += Math.log(product5);
  }
  let best = Math.max(sum2 - MIX_PRICES[2], sum3 - MIX_PRICES[3], sum5 - MIX_PRICES[5]);
  if (count >= FEW) best = Math.max(best, sum0 - MIX_PRICES[0], sum1 - MIX_PRICES[1], sum4 - MIX_PRICES[4]);
  return best - COMB_PRICES[comb];
}

/** The same over three mixes only, for a first look at many combs. */
export function roughCombRatio(
  steps: Int32Array,
  inverse: Float64Array,
  count: number,
  period: number,
  comb: number,
  irregular: IrregularModel,
): number {
  const density = COMB_DENSITIES[comb];
  const given = irregular.below(period / LOG_STEPS + GAP_LOG);
  const start = period + COMB_FROM;
  let some = 0;
  let most = 0;
  let late = 0;
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
    some += Math.log(product1);
    most += Math.log(product3);
    late += Math.log(product5);
  }
  const best = Math.max(most - MIX_PRICES[3], late - MIX_PRICES[5]);
  return (count >= FEW ? Math.max(best, some - MIX_PRICES[1]) : best) - COMB_PRICES[comb];
}
