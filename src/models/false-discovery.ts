// Many channels are tested in a run, and some look periodic by chance: q-values after Benjamini and Hochberg (1995). Calling everything with
// q ≤ 0.05 periodic makes one in twenty of these calls wrong on average.

/** The q-value of each p-value, in the same order; `tests` counts those that are not listed as well, each with a p-value of 1. */
export function falseDiscoveryRates(pValues: readonly number[], tests = pValues.length): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b] - pValues[a]);
  const rates = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((at, place) => {
    const rank = pValues.length - place;
    least = Math.min(least, (pValues[at] * tests) / rank);
    rates[at] = least;
  });
  return rates;
}
