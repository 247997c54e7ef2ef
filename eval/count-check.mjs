// Whether a count agrees with the chance that theory gives: the two-sided p-value of a binomial law, exact where few are expected.

/** From so many expected on, the normal law with its continuity correction is as good. */
const NORMAL_FROM = 1000;

/** Twice the smaller tail, 1 at most: P(X ≤ found) or P(X ≥ found) where X counts `trials` draws that pass with `chance`. */
export function twoSidedP(found, trials, chance) {
  const expected = trials * chance;
  if (expected >= NORMAL_FROM) return normalP(found, expected, Math.sqrt(expected * (1 - chance)));
  // Poisson: chances are far below one where so few are expected.
  let term = Math.exp(-expected);
  let below = 0;
  for (let k = 0; k < found; k++) {
    below += term;
    term *= expected / (k + 1);
  }
  return Math.min(1, 2 * Math.min(below + term, upperTail(found, expected, below)));
}

/** 1 − P(X < found), summed upwards where the difference would have no digits. */
function upperTail(found, expected, below) {
  if (1 - below > 1e-6 || found === 0) return 1 - below;
  let term = Math.exp(found * Math.log(expected) - expected - logFactorial(found));
  let tail = 0;
  for (let k = found; term > 0 && k < found + 1000; k++) {
    tail += term;
    term *= expected / (k + 1);
  }
  return tail;
}

function logFactorial(n) {
  let sum = 0;
  for (let k = 2; k <= n; k++) sum += Math.log(k);
  return sum;
}

function normalP(found, expected, deviation) {
  const z = Math.max(0, Math.abs(found - expected) - 0.5) / deviation;
  return complementaryError(z / Math.SQRT2);
}

/** Abramowitz and Stegun 7.1.26: absolute error below 1.5e-7. */
function complementaryError(x) {
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return polynomial * Math.exp(-x * x);
}
