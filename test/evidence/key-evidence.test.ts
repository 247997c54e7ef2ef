import { describe, expect, it } from 'vitest';
import { AN1731, AN1762 } from '../../src/evidence/analytic.ts';
import { keyEvidence, poissonTail } from '../../src/evidence/key-evidence.ts';
import { appCase, crypto } from '../support/app-case.ts';

const of = (events: ReturnType<typeof crypto>[], parameters = {}) =>
  keyEvidence(appCase([{}], { crypto: events, parameters }), AN1762);

describe('evidence of the key lifecycle', () => {
  it('says what was done with keys, and cites the lines', () => {
    const [item] = of([crypto(1, 'keypair_generated', { algorithm: 'EC' }), crypto(2, 'keypair_destroyed')]);
    expect(item).toMatchObject({ kind: 'key_events', bits: 1, sources: ['crypto.ndjson:1001', 'crypto.ndjson:2001'] });
    expect(item!.statement).toBe("The app's keys: 1 keypair_destroyed, 1 keypair_generated (EC).");
  });

  it('is nothing without keys, and a failure is no key', () => {
    expect(of([crypto(1, 'cipher_final')])).toEqual([]);
    expect(of([crypto(1, 'keypair_generated', { outcome: 'failure' })])).toEqual([]);
    // A key that lies there was not used.
    expect(of([crypto(1, 'keypair_present')])).toEqual([]);
  });

  it('finds more keys an hour than are ordinary, by the threshold that is configured', () => {
    const many = Array.from({ length: 12 }, (_, i) => crypto(i * 300, 'keypair_generated'));
    expect(of(many).map(({ kind }) => kind)).toEqual(['key_events', 'key_rate']);
    expect(of(many, { key_generations_per_hour: 10 }).map(({ kind }) => kind)).toEqual(['key_events']);
    expect(of(many.slice(0, 2)).map(({ kind }) => kind)).toEqual(['key_events']);
  });

  it('finds one secret key over many operations where the analytic asks for it', () => {
    const events = [
      crypto(0, 'secret_key_created', { cryptoClass: 'symmetric', keyId: 'k' }),
      ...Array.from({ length: 20 }, (_, i) => crypto(i + 1, 'cipher_final', { keyId: 'k' })),
    ];
    const kinds = (count: number) =>
      keyEvidence(appCase([{}], { crypto: events.slice(0, count) }), AN1731).map(({ kind }) => kind);
    expect(kinds(21)).toEqual(['key_events', 'key_reuse']);
    expect(kinds(20)).toEqual(['key_events']);
  });
});

describe('the Poisson tail', () => {
  it('agrees with values worked out by hand', () => {
    expect(poissonTail(1, 1)).toBeCloseTo(1 - Math.exp(-1));
    expect(poissonTail(0, 5)).toBe(1);
    // P(X ≥ 19) for mean 1: e⁻¹/19! and what follows.
    expect(poissonTail(19, 1)).toBeGreaterThan(3.0e-18);
    expect(poissonTail(19, 1)).toBeLessThan(3.3e-18);
  });
});
