// Rates over flows with their flows, captures and bounds. A bound is the worse of two: Wilson's over flows, which takes them for independent,
// and the bootstrap's over captures, which does not.

import { proportion, rounded } from '../proportion.mjs';
import { captureBootstrap, familyBootstrap, grouped } from './bootstrap.mjs';

/** Captures a family needs before it counts in the mean over families. */
export const FAMILY_CAPTURES = 3;

/** `{ count, of, share, at_least, at_most, captures, captures_with }` of the flows for which `holds(flow)`. */
export function rate(flows, holds) {
  const plain = proportion(flows.filter(holds).length, flows.length);
  const captures = countCaptures(flows);
  const seen = { ...plain, captures, captures_with: countCaptures(flows.filter(holds)) };
  const drawn = captureBootstrap(flows, (items) => shareOf(items, holds));
  if (drawn === undefined || plain.share === undefined) return seen;
  return {
    ...seen,
    at_least: Math.min(plain.at_least, drawn.at_least),
    at_most: Math.max(plain.at_most, drawn.at_most),
  };
}

/** Mean of the families' shares, over families with enough captures: `{ share, at_least, at_most, families, flows }`. */
export function macroRate(flows, holds) {
  const families = [...grouped(flows, ({ family }) => family).values()].filter(
    (items) => countCaptures(items) >= FAMILY_CAPTURES,
  );
  if (families.length === 0) return { families: 0, flows: 0 };
  const shares = families.map((items) => shareOf(items, holds));
  const clusters = families.map((items) => [...grouped(items, ({ capture }) => capture).values()]);
  const bounds = familyBootstrap(clusters, (drawn) => shareOf(drawn.flat(), holds));
  const share = rounded(shares.reduce((sum, value) => sum + value, 0) / shares.length);
  return { share, ...bounds, families: families.length, flows: families.flat().length };
}

function shareOf(flows, holds) {
  return flows.length === 0 ? undefined : flows.filter(holds).length / flows.length;
}

function countCaptures(flows) {
  return new Set(flows.map(({ capture }) => capture)).size;
}
