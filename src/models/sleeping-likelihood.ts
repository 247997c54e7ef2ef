// A rhythm on a device that sleeps one to three times and wakes in between: each sleep is one gap, behind which the rhythm begins afresh. Which of
// the longest intervals are sleep is summed over; how likely such sleep is depends on its share of the time only, not on the rhythm.

import { COMB_FROM, COMB_MISSING, combDensity, LOG_STEPS } from './comb-tables.ts';
import { STEADY_LEAST } from './steady-tables.ts';

/** One, two and three sleeps are as likely; they are sought among so many of the longest intervals. All numbers here were chosen on design seeds of eval/beacons. */
const SLEEPS_MAX = 3;
const LONGEST = 6;
/** Most devices are asleep for a quarter to seven tenths of the time, every share of it as likely, others for any share. */
const ASLEEP_FROM = 0.25;
const ASLEEP_TO = 0.7;
const OTHER = 0.1;
/** Sleeps are about as long as each other: Dirichlet's law with weights of this; its factors Γ(number · 4) / Γ(4) ** number. */
const ALIKE = 4;
const ALIKE_FACTORS = [1, 1, 5040 / 36, 39_916_800 / 216];
/** Densities multiplied before a logarithm is taken: at least `STEADY_LEAST` ** 32. */
const RUN = 32;

let lengths = new Float64Array(128);
/** Positions of the longest intervals, longest first. */
const longest = new Int32Array(LONGEST);
let candidates = 0;
/** By sets of candidates, as bits. */
const priors = new Float64Array(1 << LONGEST);
/** How much likelier all intervals are when those of a set are sleep, not turns, but for its prior. */
const gained = new Float64Array(1 << LONGEST);

/** Looks for what may be sleep in `steps[0 … count − 1]`, logarithms of intervals in steps of the scale, in any order; `sleepingLogLikelihood` follows. */
export function takeSleeps(steps: Int32Array, count: number): void {
  if (lengths.length < count) lengths = new Float64Array(count * 2);
  let most = steps[0];
  for (let i = 1; i < count; i++) if (steps[i] > most) most = steps[i];
  let total = 0;
  candidates = 0;
  for (let i = 0; i < count; i++) {
    lengths[i] = Math.exp((steps[i] - most) / LOG_STEPS);
    total += lengths[i];
    takeLongest(i);
  }
  for (let set = 1; set < 1 << candidates; set++) priors[set] = priorOf(set, count, total);
}

function takeLongest(i: number): void {
  let at = candidates < LONGEST ? candidates++ : LONGEST;
  while (at > 0 && lengths[longest[at - 1]] < lengths[i]) {
    if (at < LONGEST) longest[at] = longest[at - 1];
    at--;
  }
  if (at < LONGEST) longest[at] = i;
}

/** Density per unit of the logarithm of each gap, all places alike likely. */
function priorOf(set: number, count: number, total: number): number {
  let number = 0;
  let places = 1;
  let asleep = 0;
  let product = 1;
  for (let bit = 0; bit < candidates; bit++) {
    if ((set & (1 << bit)) === 0) continue;
    places *= (count - number) / (number + 1);
    number++;
    asleep += lengths[longest[bit]];
    product *= lengths[longest[bit]];
  }
  if (number > SLEEPS_MAX) return 0;
  const share = asleep / total;
  const usual = share > ASLEEP_FROM && share < ASLEEP_TO ? (1 - OTHER) / (ASLEEP_TO - ASLEEP_FROM) : 0;
  const alike = ALIKE_FACTORS[number] * (product / asleep ** number) ** ALIKE;
  return ((usual + OTHER) * share * (1 - share) * alike) / (SLEEPS_MAX * places);
}

/**
 * ln of the density of the intervals last given to `takeSleeps`, per unit of their logarithms. −∞ where none can be sleep. `period` in steps;
 * indices of `COMB_SHAPES` and of `COMB_MISSING`.
 */
export function sleepingLogLikelihood(
  steps: Int32Array,
  count: number,
  period: number,
  shape: number,
  missing: number,
): number {
  const density = combDensity(shape * COMB_MISSING.length + missing);
  const start = period + COMB_FROM;
  let logs = 0;
  for (let from = 0; from < count; from += RUN) {
    const to = Math.min(count, from + RUN);
    let product = 1;
    for (let i = from; i < to; i++) product *= turnDensity(density, steps[i] - start);
    logs += Math.log(product);
  }
  let sum = 0;
  gained[0] = 1;
  for (let bit = 0; bit < candidates; bit++) {
    const gain = 1 / turnDensity(density, steps[longest[bit]] - start);
    const from = 1 << bit;
    for (let set = from; set < 2 * from; set++) {
      gained[set] = gained[set - from] * gain;
      sum += gained[set] * priors[set];
    }
  }
  return logs + Math.log(sum);
}

function turnDensity(density: Float64Array, at: number): number {
  return STEADY_LEAST + (at >= 0 && at < density.length ? density[at] : 0);
}
