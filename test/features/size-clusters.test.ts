import { expect, it } from 'vitest';
import { findSizeClusters } from '../../src/features/size-clusters.ts';
import { drawFrom, repeated } from '../support/event-series.ts';

const { normal } = drawFrom(3);
const anySize = () => 60 + 800 * Math.exp(normal());

it('sizes that repeat among others are a cluster with its bounds and count', () => {
  const sizes = Float64Array.from([...repeated(20, (i) => 512 + (i % 3)), ...repeated(20, anySize)]);
  const [cluster] = findSizeClusters(sizes, sizes.length);
  expect(cluster?.lowBytes).toBeGreaterThan(480);
  expect(cluster?.highBytes).toBeLessThan(545);
  expect(cluster?.events).toBeGreaterThanOrEqual(20);
});

it('two sizes are two clusters, the larger first', () => {
  const sizes = Float64Array.from([...repeated(8, () => 300), ...repeated(12, () => 900)]);
  expect(findSizeClusters(sizes, sizes.length).map(({ lowBytes, events }) => [lowBytes, events])).toEqual([
    [900, 12],
    [300, 8],
  ]);
});

it('sizes five in a hundred apart are two kinds of request', () => {
  const sizes = Float64Array.from([...repeated(12, () => 500), ...repeated(10, () => 526), ...repeated(12, anySize)]);
  const [first, second] = findSizeClusters(sizes, sizes.length);
  expect(first?.highBytes).toBeLessThan(526);
  expect(second?.lowBytes).toBeGreaterThan(500);
});

it('where all sizes are alike, or none, there is no cluster', () => {
  const alike = new Float64Array(30).fill(700);
  expect(findSizeClusters(alike, alike.length)).toEqual([]);
  const spread = Float64Array.from(repeated(12, (i) => 100 * 1.3 ** i));
  expect(findSizeClusters(spread, spread.length)).toEqual([]);
});

it('unknown sizes are in no cluster, and few events have none', () => {
  const sizes = Float64Array.from([...repeated(10, () => 0), ...repeated(10, () => Number.NaN), 5, 6, 7]);
  expect(findSizeClusters(sizes, sizes.length)).toEqual([]);
  expect(findSizeClusters(Float64Array.of(5, 5, 5, 5), 4)).toEqual([]);
});
