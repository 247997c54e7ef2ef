// The shape of the bytes: the share of each high nibble. Sixteen numbers tell text, counters, base64 and uniform bytes apart at a glance.

import type { FeatureDefinition } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import type { FeatureVector } from './feature-vector.ts';

/** Fewer bytes than nibbles say nothing about their shares. */
export const DISTRIBUTION_MIN_BYTES = 16;

export const BYTE_DISTRIBUTION_VECTORS: readonly FeatureDefinition[] = bothDirections([
  {
    name: 'payload.high_nibble_shares',
    unit: 'share',
    summary:
      "Share of the {side}'s measured bytes per high nibble, 0x0_ first (16 numbers); absent below 16 measured bytes.",
    validFor: 'stream',
  },
]);

const NIBBLES = 16;

/** Sixteen shares out of 256 counts that add up to `bytes` > 0. */
export function highNibbleShares(histogram: Uint32Array, bytes: number, shares: FeatureVector): void {
  shares.count = NIBBLES;
  for (let nibble = 0; nibble < NIBBLES; nibble++) {
    let count = 0;
    for (let low = 0; low < NIBBLES; low++) count += histogram[(nibble << 4) | low];
    shares.values[nibble] = count / bytes;
  }
}
