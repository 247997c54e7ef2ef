import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AN1716, AN1731, AN1762 } from '../../src/evidence/analytic.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { recomputedBits } from '../../src/evidence/formulas.ts';
import { analyze } from '../../src/run/analyze.ts';
import { appCase, crypto, state } from '../support/app-case.ts';
import { app } from '../support/channel-flow.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';

const seconds = fc.integer({ min: 0, max: 4000 });
const calls = fc.array(
  fc.record({
    at: seconds,
    action: fc.constantFrom(
      'keypair_generated',
      'keypair_accessed',
      'public_key_loaded',
      'sign',
      'file_write',
      'cipher_final',
    ),
    cryptoClass: fc.constantFrom('asymmetric', 'symmetric', undefined),
  } as const),
  { maxLength: 40 },
);
const states = fc.array(
  fc.record({
    at: seconds,
    action: fc.constantFrom(
      'activity_resumed',
      'activity_paused',
      'process_start',
      'fgs_start',
      'fgs_stop',
      'screen_off',
      'log_gap',
    ),
    startReason: fc.constantFrom('broadcast', 'top-activity', undefined),
    notificationShown: fc.constantFrom(true, false, undefined),
  } as const),
  { maxLength: 12 },
);
const flows = fc.array(
  fc.record({
    at: seconds,
    measured: fc.record({
      'framing.bits.orig': fc.constantFrom(0, 12, 30, 41),
      'payload.measured_bytes.orig': fc.constantFrom(64, 4096),
    }),
  }),
  { minLength: 1, maxLength: 24 },
);

it('change where their words say', () => {
  const bits = (kind: string, numbers: Record<string, number>) => recomputedBits(kind, numbers);
  expect([1023, 1024].map((most) => bits('ciphertext', { most_in_a_flow: most }))).toEqual([4, 6]);
  expect([4, 5].map((locked) => bits('background', { known: 10, background: 10, locked }))).toEqual([2, 3]);
  expect([17, 18].map((foreground) => bits('foreground', { known: 20, foreground }))).toEqual([0, 4]);
  expect([19, 20].map((flows) => bits('sent_key_reuse', { flows, threshold: 20 }))).toEqual([0, 2]);
  expect(bits('length_match', { events: 3, hits: 3, chance: 0.1, channels: 1 })).toBeCloseTo(-Math.log2(0.291), 9);
  expect(bits('a kind of tomorrow', {})).toBeUndefined();
});

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
    expect(recomputedBits('length_match', { events: 3, hits: 3, chance: 0.01, channels: 8 })).toBe(4);
    expect(recomputedBits('length_match', { events: 3, hits: 3, chance: 0.05, channels: 8 })).toBeCloseTo(
      -Math.log2(0.05 ** 3 * 291 * 8),
    );
    expect(recomputedBits('key_reuse', { operations: 20, threshold: 20 })).toBe(2);
    expect(recomputedBits('blob_written', { files: 1 })).toBe(1);
    expect(recomputedBits('carrier', {})).toBe(4);
    expect(recomputedBits('not_in_use', { known: 4, foreground: 2, background: 1 })).toBe(0);
    expect(recomputedBits('device_unattended', { sends: 4, locked: 2 })).toBe(0);
    expect(recomputedBits('out_of_place', {})).toBe(2);
    expect(recomputedBits('framing', { flows: 3, framing_bits: 41 })).toBe(4);
    expect(recomputedBits('periodic', { period_s: 60, jitter_share: 0.6, limit: 0.5 })).toBe(0);
    expect(recomputedBits('no such kind', { flows: 3 })).toBeUndefined();
  });

  it('give the bits of every record of any app again, and the same whatever the order of its flows and calls', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(flows, calls, fc.option(states, { nil: undefined }), (flowPlans, callPlans, statePlans) => {
        const judged = (isTurned: boolean) => {
          const inOrder = <T>(list: readonly T[]) => (isTurned ? [...list].reverse() : [...list]);
          const events = inOrder(callPlans)
            .sort((a, b) => a.at - b.at)
            .map(({ at, action, ...fields }) => crypto(at, action, fields));
          const told = statePlans
            ?.map(({ at, action, ...fields }) => state(at, action, fields))
            .sort((a, b) => a.captureUs - b.captureUs);
          const plans = inOrder(flowPlans)
            .sort((a, b) => a.at - b.at)
            .map((plan) => ({ ...plan, app: app(10_101) }));
          const one = appCase(plans, { crypto: events, ...(told === undefined ? {} : { states: told }) });
          return judgeApps([one], [AN1762, AN1716, AN1731], [], undefined).findings;
        };
        const found = judged(false);
        for (const { evidence } of found) {
          for (const { kind, numbers, bits } of evidence) {
            kinds.add(kind);
            expect(
              Math.abs((recomputedBits(kind, numbers) ?? Number.NaN) - bits),
              `${kind} ${JSON.stringify(numbers)}`,
            ).toBeLessThan(0.011);
          }
        }
        expect(judged(false)).toEqual(found);
        const sum = (list: typeof found) =>
          list.map(({ analytic, verdict, level, score }) => ({ analytic, verdict, level, score }));
        expect(sum(judged(true))).toEqual(sum(found));
      }),
      { numRuns: 300 },
    );
    expect(kinds.size).toBeGreaterThan(6);
  });
});
