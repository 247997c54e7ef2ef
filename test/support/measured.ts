// Measures a flow with every family and reads the result by name: NaN stays NaN, so that a test sees what a row holds.

import type { FeatureRow } from '../../src/features/feature.ts';
import { createFeatureRow, featureIndex, measureFlow, VECTOR_FEATURES } from '../../src/features/feature-registry.ts';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';

export interface Measured {
  row: FeatureRow;
  number(name: string): number;
  vector(name: string): readonly number[] | undefined;
}

export function measured(flow: FinishedFlow): Measured {
  const row = createFeatureRow();
  measureFlow(flow, row);
  return {
    row,
    number: (name) => row.numbers[featureIndex(name)] as number,
    vector: (name) => {
      const vector = row.vectors[VECTOR_FEATURES.findIndex((feature) => feature.name === name)];
      return vector === undefined || vector.count === 0 ? undefined : [...vector.values.subarray(0, vector.count)];
    },
  };
}
