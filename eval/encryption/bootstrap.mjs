// Cluster bootstrap: captures are drawn with replacement, never flows, because flows of one capture succeed and fail together
// (Field and Welsh, JRSS B 69 (2007) 369–390). Percentile bounds, one-sided 95 %; seeded, so that a run can be repeated.

import { rounded } from '../proportion.mjs';

export const BOOTSTRAP_SEED = 20_261_126;
const DRAWS = 2000;
const TAIL = 0.05;

/** `items`: anything with `capture`; `statistic(items)` → number or undefined. Returns `{ at_least, at_most }`, or undefined below three captures. */
export function captureBootstrap(items, statistic) {
  const clusters = [...grouped(items, ({ capture }) => capture).values()];
  if (clusters.length < 3) return undefined;
  const random = generator(BOOTSTRAP_SEED);
  const values = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = [];
    for (let i = 0; i < clusters.length; i++) drawn.push(...clusters[Math.floor(random() * clusters.length)]);
    const value = statistic(drawn);
    if (value !== undefined) values.push(value);
  }
  values.sort((a, b) => a - b);
  return { at_least: rounded(quantile(values, TAIL)), at_most: rounded(quantile(values, 1 - TAIL)) };
}

/** The same with strata: captures are drawn within each family, the statistic is of all. */
export function familyBootstrap(families, statistic) {
  const random = generator(BOOTSTRAP_SEED);
  const values = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const shares = families.map((clusters) => {
      const drawn = clusters.flatMap(() => clusters[Math.floor(random() * clusters.length)]);
      return statistic(drawn);
    });
    values.push(shares.reduce((sum, share) => sum + share, 0) / shares.length);
  }
  values.sort((a, b) => a - b);
  return { at_least: rounded(quantile(values, TAIL)), at_most: rounded(quantile(values, 1 - TAIL)) };
}

/** Map from key to the items that have it, in order of appearance. */
export function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty to draw captures with. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  };
}
