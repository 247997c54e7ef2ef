// Median and median absolute deviation over the first values of a scratch array: no allocation, robust against outliers.

/** Below this, sorting by insertion beats the call into the built-in sort. */
const INSERTION_MAX = 32;

/** Sorts `values[0 … count − 1]` ascending, in place. */
export function sortFirst(values: Float64Array, count: number): void {
  if (count > INSERTION_MAX) {
    values.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const value = values[i];
    let at = i - 1;
    while (at >= 0 && values[at] > value) {
      values[at + 1] = values[at];
      at--;
    }
    values[at + 1] = value;
  }
}

/** Median of the sorted `values[0 … count − 1]`; count ≥ 1. */
export function medianOfSorted(values: Float64Array, count: number): number {
  const middle = count >> 1;
  return (count & 1) === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/** Median of |v − median| over the sorted `values[0 … count − 1]`: the deviations are merged outward from the median. */
export function deviationOfSorted(values: Float64Array, count: number, median: number): number {
  let above = count >> 1;
  let below = above - 1;
  const wanted = count >> 1;
  let previous = 0;
  let current = 0;
  for (let taken = 0; taken <= wanted; taken++) {
    previous = current;
    const up = above < count ? values[above] - median : Number.POSITIVE_INFINITY;
    const down = below >= 0 ? median - values[below] : Number.POSITIVE_INFINITY;
    if (up <= down) {
      current = up;
      above++;
    } else {
      current = down;
      below--;
    }
  }
  return (count & 1) === 1 ? current : (previous + current) / 2;
}
