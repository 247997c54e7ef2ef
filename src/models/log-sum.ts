// Sums of likelihoods that are too small or too large for a number: kept as a logarithm. And the logarithm of the gamma function.

/** Nats below the largest, from which on a term adds nothing. */
export const NOTHING = 12;

/** ln Σ weight · exp(value), to 0.001 %. */
export class LogSum {
  #most = Number.NEGATIVE_INFINITY;
  #sum = 0;

  clear(): void {
    this.#most = Number.NEGATIVE_INFINITY;
    this.#sum = 0;
  }

  add(value: number, weight: number): void {
    if (value === Number.NEGATIVE_INFINITY || value < this.#most - NOTHING) return;
    if (value <= this.#most) {
      this.#sum += weight * Math.exp(value - this.#most);
    } else {
      this.#sum = this.#sum * Math.exp(this.#most - value) + weight;
      this.#most = value;
    }
  }

  /** −∞ when nothing was added. */
  value(): number {
    return this.#most + Math.log(this.#sum);
  }
}

const TWO_PI = 2 * Math.PI;
const FACTORIALS = 512;
const logFactorials = new Float64Array(FACTORIALS);
for (let i = 2; i < FACTORIALS; i++) logFactorials[i] = logFactorials[i - 1] + Math.log(i);

/** ln Γ(x), x > 0; Stirling's series above 7 (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  if (x <= FACTORIALS && Number.isInteger(x)) return logFactorials[x - 1];
  let shifted = x;
  let product = 1;
  while (shifted < 7) product *= shifted++;
  const z = 1 / (shifted * shifted);
  const series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z / 1680))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(TWO_PI) + series - Math.log(product);
}
