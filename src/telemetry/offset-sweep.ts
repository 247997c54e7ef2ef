// Which clock offset satisfies most constraints? Each constraint is a set of intervals of admissible offsets; a sweep over their ends
// gives the count at every offset. O(n log n), exact, no search grid.

export interface OffsetRange {
  readonly low: number;
  readonly high: number;
}

export interface OffsetRegion extends OffsetRange {
  /** How many constraints admit the offsets of the region. */
  readonly count: number;
}

/** Regions of constant count, ascending, outermost ones (count 0) left out. Ranges are closed; those of one constraint must not overlap. */
export function sweepOffsets(ranges: readonly OffsetRange[]): OffsetRegion[] {
  const lows = Float64Array.from(ranges, ({ low }) => low).sort();
  const highs = Float64Array.from(ranges, ({ high }) => high).sort();
  const regions: OffsetRegion[] = [];
  let count = 0;
  let from = Number.NaN;
  let i = 0;
  let j = 0;
  while (j < highs.length) {
    // At a tie the range that begins is counted before the one that ends: both hold at that offset.
    const opens = i < lows.length && lows[i] <= highs[j];
    const at = opens ? lows[i++] : highs[j++];
    if (count > 0 && (at > from || !opens)) regions.push({ low: from, high: at, count });
    count += opens ? 1 : -1;
    from = at;
  }
  return regions;
}

/** How many constraints the best offset satisfies. */
export function highestCount(ranges: readonly OffsetRange[]): number {
  const lows = Float64Array.from(ranges, ({ low }) => low).sort();
  const highs = Float64Array.from(ranges, ({ high }) => high).sort();
  let best = 0;
  for (let i = 0, ended = 0; i < lows.length; i++) {
    while (highs[ended] < lows[i]) ended++;
    best = Math.max(best, i + 1 - ended);
  }
  return best;
}

export function countAt(regions: readonly OffsetRegion[], offset: number): number {
  let best = 0;
  for (const region of regions)
    if (region.low <= offset && offset <= region.high && region.count > best) best = region.count;
  return best;
}

/** The region with the highest count; among equals the one nearest to zero. */
export function bestRegion(regions: readonly OffsetRegion[]): OffsetRegion | undefined {
  let best: OffsetRegion | undefined;
  for (const region of regions) {
    if (
      best === undefined ||
      region.count > best.count ||
      (region.count === best.count && distance(region) < distance(best))
    )
      best = region;
  }
  return best;
}

/** Ranges of one constraint, joined where they touch, so that it counts once. */
export function mergedRanges(ranges: readonly OffsetRange[]): OffsetRange[] {
  const sorted = [...ranges].sort((a, b) => a.low - b.low);
  const merged: { low: number; high: number }[] = [];
  for (const range of sorted) {
    const last = merged[merged.length - 1];
    if (last !== undefined && range.low <= last.high) last.high = Math.max(last.high, range.high);
    else merged.push({ ...range });
  }
  return merged;
}

function distance(range: OffsetRange): number {
  return range.low <= 0 && range.high >= 0 ? 0 : Math.min(Math.abs(range.low), Math.abs(range.high));
}
