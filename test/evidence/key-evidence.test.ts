import { describe, expect, it } from 'vitest';
import { AN1731, AN1762 } from '../../src/evidence/analytic.ts';
import { keyEvidence } from '../../src/evidence/key-evidence.ts';
import { appCase, crypto } from '../support/app-case.ts';
import { START_US } from '../support/channel-flow.ts';

const of = (events: ReturnType<typeof crypto>[], parameters = {}) =>
  keyEvidence(appCase([{}], { crypto: events, parameters }), AN1762);

describe('evidence of the key lifecycle', () => {
  it('says what was done with keys, and cites the lines', () => {
    const [item] = of([crypto(1, 'keypair_generated', { algorithm: 'EC' }), crypto(2, 'keypair_destroyed')]);
    expect(item).toMatchObject({ kind: 'key_events', bits: 1, sources: ['crypto.ndjson:1001', 'crypto.ndjson:2001'] });
    expect(item!.statement).toBe(
      "The app's keys: 1 key pair destroyed, 1 key pair generated (EC). No earlier session of the app in which keys were logged is at hand.",
    );
  });

  it('is nothing without keys, and a failure is no key', () => {
    expect(of([crypto(1, 'cipher_final')])).toEqual([]);
    expect(of([crypto(1, 'keypair_generated', { outcome: 'failure' })])).toEqual([]);
    // A key that lies there was not used.
    expect(of([crypto(1, 'keypair_present')])).toEqual([]);
  });

  it('finds more keys an hour than are ordinary, by the threshold that is configured', () => {
    const many = Array.from({ length: 12 }, (_, i) => crypto(i * 300, 'keypair_generated'));
    const [, rate] = of(many);
    expect(rate?.statement).toMatch(/^The app made 12 keys in less than an hour, where /);
    const slow = Array.from({ length: 24 }, (_, i) => crypto(i * 600, 'keypair_generated'));
    expect(of(slow)[1]?.statement).toMatch(/^The app made 24 keys in 3\.83 h, where /);
    expect(of(many).map(({ kind }) => kind)).toEqual(['key_events', 'key_rate']);
    expect(of(many, { key_generations_per_hour: 10 }).map(({ kind }) => kind)).toEqual(['key_events']);
    expect(of(many.slice(0, 2)).map(({ kind }) => kind)).toEqual(['key_events']);
  });

  it('holds keys against what the log shows of the time before the capture', () => {
    // A key every two hours for a day, then four within an hour: no more than four an hour are configured as ordinary.
    const before = Array.from({ length: 12 }, (_, i) => crypto((i - 12) * 7200, 'keypair_generated'));
    const now = Array.from({ length: 6 }, (_, i) => crypto(60 + i * 500, 'keypair_generated'));
    const parameters = { key_generations_per_hour: 4 };
    const rate = (events: ReturnType<typeof crypto>[]) =>
      of(events, parameters).find(({ kind }) => kind === 'key_rate');
    expect(rate(now)).toBeUndefined();
    const found = rate([...before, ...now]);
    expect(found).toMatchObject({ numbers: { keys: 6, keys_before: 12, tests: 2 }, sources: { length: 6 } });
    expect(found?.numbers['hours_before']).toBeCloseTo(24, 1);
    expect(found?.statement).toContain('after 12 in the 24 h of the log before the capture');
    // As many as ever: nothing to say.
    expect(rate([...before, crypto(60, 'keypair_generated'), crypto(1900, 'keypair_generated')])).toBeUndefined();
  });

  it('of the system may be of any kind, and that is said', () => {
    const system = (at: number) => crypto(at, 'keypair_generated', { cryptoClass: 'unknown' });
    expect(of([system(1), system(2), crypto(3, 'keypair_generated', { algorithm: 'EC' })])[0]?.statement).toContain(
      "The app's keys: 2 keys generated, 1 key pair generated (EC). Of 2 events the log does not tell whether it is about a key pair.",
    );
  });

  it('are those that can belong to what was captured: a log lasts for days', () => {
    const events = [-3600, -5, 5, 25, 3600].map((at) => crypto(at, 'keypair_generated'));
    const app = appCase([{}], { crypto: events, sentToUs: START_US + 20e6 });
    const [keys] = keyEvidence(app, AN1762);
    expect(keys).toMatchObject({ numbers: { events: 3 }, startUs: START_US - 5e6, endUs: START_US + 25e6 });
    const late = { crypto: [crypto(3600, 'keypair_generated')], sentToUs: START_US + 20e6 };
    expect(keyEvidence(appCase([{}], late), AN1762)).toEqual([]);
  });

  it('calls no public key a secret one, however often it is used', () => {
    const events = [
      crypto(0, 'secret_key_created', { cryptoClass: 'symmetric' }),
      ...Array.from({ length: 20 }, (_, i) => crypto(i + 1, 'cipher_final', { keyId: 'k', cryptoClass: 'asymmetric' })),
    ];
    expect(keyEvidence(appCase([{}], { crypto: events }), AN1731).map(({ kind }) => kind)).toEqual(['key_events']);
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
