// Rates from scores: recall at a share of false positives, and the area under the curve.

/** Threshold that at most `share` of the negatives exceed, strictly. */
export function thresholdAt(negatives, share) {
  const sorted = Float64Array.from(negatives).sort().reverse();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export function recallAbove(positives, threshold) {
  return positives.filter((score) => score > threshold).length / Math.max(1, positives.length);
}

/** Mann and Whitney; ties count half. */
export function areaUnderCurve(positives, negatives) {
  const all = [...positives.map((score) => [score, 1]), ...negatives.map((score) => [score, 0])].sort((a, b) =>
    a[0] === b[0] ? 0 : a[0] - b[0],
  );
  let below = 0;
  let area = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    let ups = 0;
    while (end < all.length && all[end][0] === all[start][0]) ups += all[end++][1];
    const downs = end - start - ups;
    area += ups * (below + downs / 2);
    below += downs;
    start = end;
  }
  return area / (positives.length * negatives.length);
}
