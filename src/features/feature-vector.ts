// Several numbers of one feature, in room that is used again for the next flow: arrays of whole numbers beside arrays of others, made for each
// flow, cost more than what is counted into them.

import { PACKET_LOG_CAP, TLS_RECORD_LOG_CAP } from '../flows/finished-flow.ts';

/** No feature has more numbers. */
export const VECTOR_CAP: number = Math.max(PACKET_LOG_CAP, TLS_RECORD_LOG_CAP);

export interface FeatureVector {
  /** How many of `values` count; 0: cannot say. */
  count: number;
  readonly values: Float64Array;
}

export function createFeatureVector(): FeatureVector {
  return { count: 0, values: new Float64Array(VECTOR_CAP) };
}

/** A copy of the numbers; undefined where the feature cannot say, or one of them is not finite. */
export function finiteNumbers({ count, values }: FeatureVector): number[] | undefined {
  if (count === 0) return undefined;
  const numbers = [...values.subarray(0, count)];
  return numbers.every(Number.isFinite) ? numbers : undefined;
}
