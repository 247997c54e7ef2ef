// Does a confidence mean what it says? Flows that were called ciphertext, by their confidence: how many of them are, per bin.
// A reliability diagram as in Murphy and Winkler, Applied Statistics 26 (1977) 41–47. Corpora hold more of one class than a network does:
// the share is of this data.

import { proportion, rounded } from '../proportion.mjs';

const EDGES = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001];

/** `flows`: scored ones; of those with class custom or embedded, rows `{ from, to, mean_confidence, right }`. */
export function calibration(flows) {
  const flagged = flows.filter(({ full }) => full.flagged);
  return EDGES.slice(0, -1).flatMap((from, i) => {
    const inBin = flagged.filter(({ full }) => full.confidence >= from && full.confidence < EDGES[i + 1]);
    if (inBin.length === 0) return [];
    const mean = inBin.reduce((sum, { full }) => sum + full.confidence, 0) / inBin.length;
    const right = inBin.filter(({ group }) => group === 'custom').length;
    const captures = new Set(inBin.map(({ capture }) => capture)).size;
    return [
      {
        from,
        to: Math.min(1, EDGES[i + 1]),
        mean_confidence: rounded(mean),
        right: proportion(right, inBin.length),
        captures,
      },
    ];
  });
}
