// A `LogSum` of few values that come again and again: the exponential of each is taken once, as long as the largest stays. The same to the last bit.

import { NOTHING } from './log-sum.ts';

/** ln Σ weight · exp(value), where one number names one value and all weights are the same. */
export class RepeatedLogSum {
  readonly #terms: Float64Array;
  /** The largest value that each term is over; NaN: there is none. */
  readonly #termMost: Float64Array;
  readonly #weight: number;
  #most = Number.NEGATIVE_INFINITY;
  #sum = 0;

  /** `values`: how many different ones there may be. */
  constructor(values: number, weight: number) {
    this.#terms = new Float64Array(values);
    this.#termMost = new Float64Array(values);
    this.#weight = weight;
  }

  /** Empties the sum; `values`: how many different ones come. */
  clear(values: number): void {
    this.#most = Number.NEGATIVE_INFINITY;
    this.#sum = 0;
    for (let at = 0; at < values; at++) this.#termMost[at] = Number.NaN;
  }

  /** `at`: the number of the value. */
  add(at: number, value: number): void {
    const most = this.#most;
    if (value === Number.NEGATIVE_INFINITY || value < most - NOTHING) return;
    if (value > most) {
      this.#sum = this.#sum * Math.exp(most - value) + this.#weight;
      this.#most = value;
      return;
    }
    if (this.#termMost[at] !== most) {
      this.#termMost[at] = most;
      this.#terms[at] = this.#weight * Math.exp(value - most);
    }
    this.#sum += this.#terms[at];
  }

  /** −∞ when nothing was added. */
  value(): number {
    return this.#most + Math.log(this.#sum);
  }
}
