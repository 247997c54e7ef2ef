// Shares with their bounds. One-sided 95 % Wilson score bounds: E. B. Wilson, JASA 22 (1927) 209–212.
// They take flows for independent draws, which flows of one program to one server are not: read them as the best case.

/** 95 % quantile of the standard normal distribution. */
const Z = 1.6448536269514722;

/** The share is at least this, with 95 % confidence; undefined where there is nothing to count. */
export function wilsonLower(successes, trials) {
  return trials === 0 ? undefined : (centre(successes, trials) - margin(successes, trials)) / (1 + Z ** 2 / trials);
}

/** The share is at most this, with 95 % confidence. */
export function wilsonUpper(successes, trials) {
  return trials === 0 ? undefined : (centre(successes, trials) + margin(successes, trials)) / (1 + Z ** 2 / trials);
}

/** `{ count, of, share, at_least, at_most }`, shares to four digits; without shares where `of` is 0. */
export function proportion(count, of) {
  if (of === 0) return { count, of };
  const bounds = { at_least: rounded(wilsonLower(count, of)), at_most: rounded(wilsonUpper(count, of)) };
  return { count, of, share: rounded(count / of), ...bounds };
}

export function rounded(value, digits = 4) {
  return Number(value.toFixed(digits));
}

function centre(successes, trials) {
  return successes / trials + Z ** 2 / (2 * trials);
}

function margin(successes, trials) {
  const share = successes / trials;
  return Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
}
