import { expect, it } from 'vitest';
import { FEATURE_FAMILIES } from '../../src/features/feature-registry.ts';
import { createFeatureVector, finiteNumbers, VECTOR_CAP } from '../../src/features/feature-vector.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

it('says nothing until it has numbers, and nothing where one of them is not finite', () => {
  const vector = createFeatureVector();
  expect(finiteNumbers(vector)).toBeUndefined();
  vector.values.set([1, Number.NaN, 3]);
  vector.count = 1;
  expect(finiteNumbers(vector)).toEqual([1]);
  vector.count = 3;
  expect(finiteNumbers(vector)).toBeUndefined();
});

it('has room for every vector of a flow that filled its logs', () => {
  const packets = Array.from({ length: 3 * VECTOR_CAP }, (_, i) => ({
    from: i % 2 === 0 ? ('orig' as const) : ('resp' as const),
    bytes: Uint8Array.from({ length: 40 }, (_, at) => at * (i + 1)),
  }));
  const { row } = measured(finishedFlow(packets));
  const known = row.vectors.filter(({ count }) => count > 0);
  expect(known.length).toBeGreaterThanOrEqual(4);
  expect(known.filter(({ count, values }) => count > values.length)).toEqual([]);
  expect(FEATURE_FAMILIES.flatMap(({ vectors }) => vectors ?? [])).toHaveLength(row.vectors.length);
});
