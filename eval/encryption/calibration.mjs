// Does a confidence mean what it says? Flows that were called ciphertext, by their confidence: how many of them are, per bin.
// A reliability diagram as in Murphy and Winkler, Applied Statistics 26 (1977) 41–47, and the expected calibration error of Naeini and others
// (AAAI 2015). Corpora hold more of one class than a network does: the share is of this data.

import { proportion, rounded } from '../proportion.mjs';
import { captureBootstrap, grouped } from './bootstrap.mjs';

const EDGES = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001];

/** `flows`: scored ones; of those with class custom or embedded, rows `{ from, to, mean_confidence, right }`. */
export function calibration(flows) {
  return binned(flows).map(({ from, to, items }) => ({
    from,
    to: Math.min(1, to),
    mean_confidence: rounded(meanConfidence(items)),
    right: proportion(items.filter(isRight).length, items.length),
    captures: new Set(items.map(({ capture }) => capture)).size,
  }));
}

/**
 * Mean over flows of |share right − mean confidence| of their bin, `{ flows, captures, error, at_most, too_modest, too_sure }`: `by_capture` where
 * every capture counts once; `too_modest` and `too_sure` are the two parts of `error`. Undefined where nothing was called ciphertext.
 */
export function calibrationError(flows) {
  const flagged = flows.filter(({ full }) => full.flagged);
  if (flagged.length === 0) return undefined;
  const [modest, sure] = [1, -1].map((sign) => errorOf(flagged, (gap) => Math.max(0, sign * gap), flowWeight));
  const ofCapture = new Map(
    [...grouped(flagged, ({ capture }) => capture)].map(([name, items]) => [name, items.length]),
  );
  return {
    flows: flagged.length,
    captures: ofCapture.size,
    error: rounded(errorOf(flagged, Math.abs, flowWeight)),
    at_most: captureBootstrap(flagged, (items) => errorOf(items, Math.abs, flowWeight))?.at_most,
    by_capture: rounded(errorOf(flagged, Math.abs, ({ capture }) => 1 / ofCapture.get(capture))),
    too_modest: rounded(modest),
    too_sure: rounded(sure),
  };
}

/** `cost(gap)`: of a bin's share right less its mean confidence; `weight(flow)`. */
function errorOf(flows, cost, weight) {
  let error = 0;
  let all = 0;
  for (const { items } of binned(flows)) {
    const of = items.reduce((sum, flow) => sum + weight(flow), 0);
    const right = items.reduce((sum, flow) => sum + (isRight(flow) ? weight(flow) : 0), 0);
    const confidence = items.reduce((sum, flow) => sum + weight(flow) * flow.full.confidence, 0);
    error += of * cost((right - confidence) / of);
    all += of;
  }
  return all === 0 ? 0 : error / all;
}

function binned(flows) {
  const flagged = flows.filter(({ full }) => full.flagged);
  return EDGES.slice(0, -1).flatMap((from, i) => {
    const to = EDGES[i + 1];
    const items = flagged.filter(({ full }) => full.confidence >= from && full.confidence < to);
    return items.length === 0 ? [] : [{ from, to, items }];
  });
}

function meanConfidence(items) {
  return items.reduce((sum, { full }) => sum + full.confidence, 0) / items.length;
}

export function isRight({ group }) {
  return group === 'custom';
}

function flowWeight() {
  return 1;
}
