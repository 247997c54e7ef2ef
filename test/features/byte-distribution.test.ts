import { describe, expect, it } from 'vitest';
import { BYTE_DISTRIBUTION_VECTORS, highNibbleShares } from '../../src/features/byte-distribution.ts';
import { ByteHistogram } from '../../src/features/byte-histogram.ts';
import { createFeatureVector } from '../../src/features/feature-vector.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';

describe('high nibble shares', () => {
  it('add up the counts of sixteen bytes each', () => {
    const histogram = new ByteHistogram();
    const bytes = Uint8Array.of(0x00, 0x0f, 0x41, 0x4f, 0x4a, 0xf0, 0xff, 0xfe);
    histogram.add(bytes, 0, bytes.length);
    const wanted = new Array(16).fill(0);
    wanted[0] = 2 / 8;
    wanted[4] = 3 / 8;
    wanted[15] = 3 / 8;
    const shares = createFeatureVector();
    highNibbleShares(histogram.counts, 8, shares);
    expect([...shares.values.subarray(0, shares.count)]).toEqual(wanted);
  });

  it('are measured per direction, from sixteen bytes on', () => {
    const flow = finishedFlow([
      { from: 'orig', bytes: Buffer.from('ABCDEFGHabcdefgh') },
      { from: 'resp', bytes: Buffer.from('fifteen bytes..') },
    ]);
    const { vector } = measured(flow);
    const [orig, resp] = BYTE_DISTRIBUTION_VECTORS.map(({ name }) => vector(name));
    expect(orig?.[4]).toBe(0.5);
    expect(orig?.[6]).toBe(0.5);
    expect(resp).toBeUndefined();
  });
});
