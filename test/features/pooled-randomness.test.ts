import { describe, expect, it } from 'vitest';
import { createFeatureRow, featureIndex, measureFlow } from '../../src/features/feature-registry.ts';
import { finishedFlow } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(12);
const header = Buffer.of(0, 0, 0, 0, 0, 1, 0, 0);
const flow = finishedFlow([
  ...Array.from({ length: 6 }, () => ({
    from: 'orig' as const,
    bytes: Buffer.concat([header, randomBytes(92, random)]),
  })),
  { from: 'resp', bytes: Buffer.alloc(200, 'text and more text ') },
]);

describe('pooled randomness', () => {
  it('is told with the header that was skipped, and is absent where nothing passes', () => {
    const { number } = measured(flow);
    const skipped = number('random.skipped_bytes.orig');
    expect(skipped).toBeGreaterThan(4);
    expect(skipped).toBeLessThanOrEqual(8);
    expect(number('random.tested_bytes.orig')).toBe(6 * (100 - skipped));
    expect(number('random.opening_messages.orig')).toBe(0);
    expect(number('random.tested_bytes.resp')).toBe(200);
    expect(number('random.skipped_bytes.resp')).toBeNaN();
    expect(number('random.opening_messages.resp')).toBeNaN();
  });

  it('does not take ids for more: lists speak against ciphertext, one in each message says nothing', () => {
    const said = (bodies: readonly Uint8Array[]) =>
      measured(
        finishedFlow(
          bodies.map((body, i) => ({
            from: 'orig',
            bytes: Buffer.concat([Buffer.of(7, 1, i, 0, 0, 0, 0, body.length / 32), body]),
          })),
        ),
      ).row.origUniformity;
    const hashes = (count: number) => randomBytes(32 * count, random);
    expect(said([1, 3, 2, 6, 4, 9].map(hashes))).toMatchObject({
      verdict: 'not_uniform',
      ids: { bytes: 32, isList: true },
    });
    expect(said([1, 1, 1, 1, 1, 1].map(hashes))).toMatchObject({ verdict: 'too_few', ids: { isList: false } });
  });

  it('is not measured where a recogniser knows the protocol, or a side was silent', () => {
    const row = createFeatureRow();
    measureFlow(flow, row, { service: 'x', kind: 'cleartext', reason: 'x' });
    expect(row.numbers[featureIndex('random.tested_bytes.orig')]).toBeNaN();
    expect(row.origUniformity).toBeUndefined();
    expect(measured(finishedFlow([{ from: 'orig', bytes: header }])).number('random.tested_bytes.resp')).toBeNaN();
  });
});
