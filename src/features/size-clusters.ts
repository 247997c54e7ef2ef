// Clusters of sizes: a beacon sends much the same each time, people do not. A cluster is a window of sizes that holds far more events than
// its neighbourhood makes likely. Facts only: which events have such a size.

import { sortFirst } from './order-statistics.ts';

/** Largest over smallest size of a cluster: sizes of one kind of request differ by a counter or a time (chosen on design seeds of eval/beacons). */
const WIDTH = 1.045;
/** Sizes up to this factor away are the neighbourhood. */
const AROUND = 1.5;
/** A cluster holds this many times what its neighbourhood makes likely. */
const EXCESS = 4;
const CLUSTER_MIN_EVENTS = 5;
const CLUSTERS_MAX = 3;
/** A cluster with more of the events than this says no more than all events do. */
const NEARLY_ALL = 0.9;

export interface SizeCluster {
  readonly lowBytes: number;
  readonly highBytes: number;
  readonly events: number;
}

let sorted = new Float64Array(256);

/** `sizes[0 … count − 1]` in bytes; sizes of 0 or NaN are unknown and in no cluster. Largest cluster first, none when nearly all are alike. */
export function findSizeClusters(sizes: Float64Array, count: number): SizeCluster[] {
  if (count < CLUSTER_MIN_EVENTS) return [];
  if (sorted.length < count) sorted = new Float64Array(count * 2);
  let known = 0;
  for (let i = 0; i < count; i++) if (sizes[i] > 0) sorted[known++] = sizes[i];
  sortFirst(sorted, known);
  const clusters: SizeCluster[] = [];
  while (clusters.length < CLUSTERS_MAX) {
    const cluster = largestCluster(known, clusters);
    if (cluster === undefined) break;
    if (cluster.events >= NEARLY_ALL * count) return [];
    clusters.push(cluster);
  }
  return clusters;
}

function largestCluster(known: number, taken: readonly SizeCluster[]): SizeCluster | undefined {
  let best: SizeCluster | undefined;
  let most = CLUSTER_MIN_EVENTS - 1;
  let end = 0;
  let below = 0;
  let above = 0;
  for (let start = 0; start < known; start++) {
    const low = sorted[start];
    while (end < known && sorted[end] <= low * WIDTH) end++;
    while (sorted[below] < low / AROUND) below++;
    while (above < known && sorted[above] <= low * AROUND) above++;
    const events = end - start;
    if (events <= most || taken.some((other) => low <= other.highBytes && sorted[end - 1] >= other.lowBytes)) continue;
    const share = Math.log(WIDTH) / (2 * Math.log(AROUND) - Math.log(WIDTH));
    if (events < EXCESS * (above - below - events) * share) continue;
    most = events;
    best = { lowBytes: low, highBytes: sorted[end - 1], events };
  }
  return best;
}
