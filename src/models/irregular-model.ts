// What intervals look like that are no beacon: one or two log-normal humps, none narrower than a spread of 0.5 in the logarithm, a power law, or
// a power law and a hump. That floor is the definition of "not a beacon": a jitter of ± 50 % has a spread of 0.3.

import { LOG_STEPS, normalShare } from './comb-tables.ts';
import { fitPowerAndHump } from './power-and-hump.ts';

const SPREAD_FLOOR = 0.5;
/** With few intervals a steep edge is too easy to find: it would explain beacons with jitter. */
const MANY = 50;
const STEEP_FEW = 1.25;
const ROUNDS = 12;
/** Three parameters more, each half the logarithm of the number of intervals (Schwarz 1978). */
const MORE_PARAMETERS = 1.5;
/** So much of the humps may be cut off at most: what is left could not be told otherwise. */
const CUT_MAX = 0.8;
/** Two humps are fitted from so many intervals on. */
const TWO_HUMPS_MIN = 12;
/** Bins for the fit, in steps of the logarithmic scale: an eighth of the floor. */
const BIN_STEPS = LOG_STEPS / 16;
/** ln of 1 µs to ln of 300 years fits. */
const BINS = 16 * 50;
const FIRST_BIN = -16 * 15;

const counts = new Float64Array(BINS);
const occupied = new Int32Array(BINS);

/** Mutable, reused: one fit at a time. */
export class IrregularModel {
  #share = 1;
  #mean1 = 0;
  #spread1 = SPREAD_FLOOR;
  #mean2 = 0;
  #spread2 = SPREAD_FLOOR;

  /** Steepness of a power law above `#edge`, 0 where humps fit better; its share, and what of the hump beside it is above the edge. */
  #steepness = 0;
  #edge = 0;
  #powerShare = 1;
  #above = 1;

  /** Share of the humps below the shortest interval that there can be, and what is left. */
  #cut = 0;
  #left = 1;

  /** `steps[0 … count − 1]`: logarithms of the intervals in steps of the scale, all at least `least`, because nearer events were coalesced. */
  fit(steps: Int32Array, count: number, least = Number.NEGATIVE_INFINITY): void {
    this.#cut = 0;
    this.#left = 1;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const value = steps[i] / LOG_STEPS;
      sum += value;
      squares += value * value;
    }
    const mean = sum / count;
    const spread = Math.sqrt(Math.max(0, squares / count - mean * mean));
    this.#share = 1;
    this.#mean1 = this.#mean2 = mean;
    this.#spread1 = this.#spread2 = Math.max(SPREAD_FLOOR, spread);
    this.#steepness = 0;
    this.#powerShare = 1;
    if (count >= TWO_HUMPS_MIN && spread > SPREAD_FLOOR) this.#fitTwo(steps, count, mean, spread);
    if (least > Number.NEGATIVE_INFINITY) {
      this.#cut = Math.min(CUT_MAX, this.#humpsBelow(least / LOG_STEPS));
      this.#left = 1 - this.#cut;
    }
    this.#fitPowerLaw(steps, count, mean);
  }

  /** Pareto's law from the shortest interval on; its spread in the logarithm is 1 / steepness, which has the same floor. */
  #fitPowerLaw(steps: Int32Array, count: number, mean: number): void {
    let least = steps[0];
    for (let i = 1; i < count; i++) if (steps[i] < least) least = steps[i];
    const edge = (least - 1) / LOG_STEPS;
    const steepness = Math.min(count < MANY ? STEEP_FEW : 1 / SPREAD_FLOOR, 1 / Math.max(1e-6, mean - edge));
    const power = count * (Math.log(steepness) - steepness * (mean - edge));
    let humps = 0;
    for (let i = 0; i < count; i++) humps += Math.log(this.#humps(steps[i] / LOG_STEPS) + 1e-300);
    if (power > humps) {
      this.#steepness = steepness;
      this.#edge = edge;
    }
    if (count < MANY) return;
    const both = fitPowerAndHump(steps, count, edge);
    if (both.logLikelihood <= Math.max(power, humps) + MORE_PARAMETERS * Math.log(count)) return;
    this.#edge = edge;
    this.#steepness = both.steepness;
    this.#powerShare = both.share;
    this.#mean1 = both.mean;
    this.#spread1 = both.spread;
    this.#above = both.above;
  }

  #humps(value: number): number {
    const first = humpDensity(value, this.#mean1, this.#spread1);
    if (this.#share === 1) return first / this.#left;
    return (this.#share * first + (1 - this.#share) * humpDensity(value, this.#mean2, this.#spread2)) / this.#left;
  }

  /** Expectation and maximisation (Dempster et al. 1977) on binned logarithms, from humps on both sides of the mean. */
  #fitTwo(steps: Int32Array, count: number, mean: number, spread: number): void {
    let bins = 0;
    for (let i = 0; i < count; i++) {
      const bin = binOf(steps[i]);
      if (counts[bin]++ === 0) occupied[bins++] = bin;
    }
    let share = 0.5;
    let mean1 = mean - 0.8 * spread;
    let mean2 = mean + 0.8 * spread;
    let spread1 = Math.max(SPREAD_FLOOR, 0.6 * spread);
    let spread2 = spread1;
    for (let round = 0; round < ROUNDS; round++) {
      let weight = 0;
      let sum1 = 0;
      let squares1 = 0;
      let sum2 = 0;
      let squares2 = 0;
      const tall1 = share / spread1;
      const tall2 = (1 - share) / spread2;
      for (let i = 0; i < bins; i++) {
        const value = (occupied[i] + FIRST_BIN) / 16;
        const z1 = (value - mean1) / spread1;
        const z2 = (value - mean2) / spread2;
        const density1 = tall1 * Math.exp(-0.5 * z1 * z1) + 1e-300;
        const density2 = tall2 * Math.exp(-0.5 * z2 * z2) + 1e-300;
        const all = counts[occupied[i]];
        const first = (all * density1) / (density1 + density2);
        const second = all - first;
        weight += first;
        sum1 += first * value;
        squares1 += first * value * value;
        sum2 += second * value;
        squares2 += second * value * value;
      }
      share = Math.min(0.98, Math.max(0.02, weight / count));
      mean1 = sum1 / Math.max(weight, 1e-9);
      mean2 = sum2 / Math.max(count - weight, 1e-9);
      spread1 = Math.max(SPREAD_FLOOR, Math.sqrt(Math.max(0, squares1 / Math.max(weight, 1e-9) - mean1 * mean1)));
      spread2 = Math.max(
        SPREAD_FLOOR,
        Math.sqrt(Math.max(0, squares2 / Math.max(count - weight, 1e-9) - mean2 * mean2)),
      );
    }
    let gain = 0;
    for (let i = 0; i < bins; i++) {
      const value = (occupied[i] + FIRST_BIN) / 16;
      const one = humpDensity(value, this.#mean1, this.#spread1);
      const two = share * humpDensity(value, mean1, spread1) + (1 - share) * humpDensity(value, mean2, spread2);
      gain += counts[occupied[i]] * Math.log((two + 1e-300) / (one + 1e-300));
      counts[occupied[i]] = 0;
    }
    if (gain <= 0) return;
    this.#share = share;
    this.#mean1 = mean1;
    this.#spread1 = spread1;
    this.#mean2 = mean2;
    this.#spread2 = spread2;
  }

  /** Writes 1 / density per unit of the logarithm for every interval. */
  writeInverse(steps: Int32Array, count: number, inverse: Float64Array): void {
    for (let i = 0; i < count; i++) inverse[i] = 1 / this.#density(steps[i] / LOG_STEPS);
  }

  /** Nats, per unit of the logarithm of each interval. */
  logLikelihood(steps: Int32Array, count: number): number {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.log(this.#density(steps[i] / LOG_STEPS));
    return sum;
  }

  #density(value: number): number {
    if (this.#steepness > 0) {
      if (value < this.#edge) return 1e-12;
      const power = this.#steepness * Math.exp(this.#steepness * (this.#edge - value)) + 1e-12;
      if (this.#powerShare === 1) return power;
      const hump = humpDensity(value, this.#mean1, this.#spread1) / this.#above;
      return this.#powerShare * power + (1 - this.#powerShare) * hump;
    }
    return this.#humps(value) + 1e-12;
  }

  /** Share of intervals with a logarithm below `value`. */
  below(value: number): number {
    if (this.#steepness > 0) {
      if (value <= this.#edge) return 0;
      const power = 1 - Math.exp(this.#steepness * (this.#edge - value));
      if (this.#powerShare === 1) return power;
      const hump = 1 - (1 - normalShare((value - this.#mean1) / this.#spread1)) / this.#above;
      return this.#powerShare * power + (1 - this.#powerShare) * Math.max(0, hump);
    }
    return Math.max(0, (this.#humpsBelow(value) - this.#cut) / this.#left);
  }

  #humpsBelow(value: number): number {
    const first = normalShare((value - this.#mean1) / this.#spread1);
    if (this.#share === 1) return first;
    return this.#share * first + (1 - this.#share) * normalShare((value - this.#mean2) / this.#spread2);
  }
}

function binOf(step: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor(step / BIN_STEPS) - FIRST_BIN));
}

function humpDensity(value: number, mean: number, spread: number): number {
  const z = (value - mean) / spread;
  return Math.exp(-0.5 * z * z) / (spread * 2.5066282746310002);
}
