import { describe, expect, it } from 'vitest';
import { recomputedBits } from '../../src/evidence/formulas.ts';
import { analyze } from '../../src/run/analyze.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';

describe('the formulas of evidence', () => {
  it('give the bits of every record of the demo from its own numbers', async () => {
    const run = analyze(demoCapture, { telemetry: [demoLogs], workers: 1, max_flows: 10_000 });
    let step = await run.next();
    while (!step.done) step = await run.next();
    const evidence = step.value.findings.flatMap((finding) => finding.evidence);
    const kinds = new Set<string>();
    for (const { kind, numbers, bits } of evidence) {
      const again = recomputedBits(kind, numbers);
      kinds.add(kind);
      if (again === undefined) throw new Error(`no formula for ${kind}`);
      expect(Math.abs(again - bits), `${kind} ${JSON.stringify(numbers)}`).toBeLessThan(0.011);
    }
    expect([...kinds].sort()).toEqual([
      'background',
      'bare_keys',
      'ciphertext',
      'content_match',
      'crypto_use',
      'fixed_sizes',
      'foreground',
      'framing',
      'key_events',
      'key_exchange',
      'key_rate',
      'not_in_use',
      'periodic',
      'sequence',
    ]);
  });

  it('are worked out by hand for the others', () => {
    expect(recomputedBits('length_match', { events: 16, hits: 16, chance: 0.01 })).toBe(4);
    expect(recomputedBits('length_match', { events: 3, hits: 3, chance: 0.1 })).toBeCloseTo(-Math.log2(0.001 * 291));
    expect(recomputedBits('key_reuse', { operations: 20, threshold: 20 })).toBe(2);
    expect(recomputedBits('blob_written', { files: 1 })).toBe(1);
    expect(recomputedBits('carrier', {})).toBe(4);
    expect(recomputedBits('not_in_use', { known: 4, foreground: 2, background: 1 })).toBe(0);
    expect(recomputedBits('out_of_place', {})).toBe(2);
    expect(recomputedBits('framing', { flows: 3, framing_bits: 41 })).toBe(4);
    expect(recomputedBits('periodic', { period_s: 60, jitter_share: 0.6, limit: 0.5 })).toBe(0);
    expect(recomputedBits('no such kind', { flows: 3 })).toBeUndefined();
  });
});
