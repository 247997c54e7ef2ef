import { describe, expect, it } from 'vitest';
import { AN1731, AN1762 } from '../../src/evidence/analytic.ts';
import {
  activityOf,
  cryptoEvidence,
  outputEvents,
  sequenceEvidence,
  timelyOutputs,
  useEvents,
} from '../../src/evidence/crypto-evidence.ts';
import { appCase, crypto } from '../support/app-case.ts';
import { START_US } from '../support/channel-flow.ts';

const asymmetric = { cryptoClass: 'asymmetric', algorithm: 'RSA', operation: 'wrap' } as const;
const times = Array.from({ length: 20 }, (_, i) => 50 + i * 97 + ((i * i * 31) % 53));
const us = (list: number[], lag: number) => list.map((at) => START_US + (at + lag) * 1e6);

describe('evidence of crypto calls', () => {
  it('counts calls of the analytic’s kind only, and nothing that opens what came in', () => {
    const app = appCase([{}], {
      crypto: [
        crypto(1, 'key_wrap', asymmetric),
        crypto(2, 'cipher_final', { cryptoClass: 'symmetric', operation: 'encrypt' }),
        crypto(3, 'cipher_final', { cryptoClass: 'asymmetric', operation: 'decrypt' }),
        crypto(4, 'sign'),
      ],
    });
    expect(useEvents(app, AN1762).map(({ event }) => event.action)).toEqual(['key_wrap', 'sign']);
    expect(useEvents(app, AN1731).map(({ event }) => event.action)).toEqual(['cipher_final']);
    expect(outputEvents(app).map(({ event }) => event.action)).toEqual(['key_wrap', 'cipher_final']);
    expect(cryptoEvidence(app, AN1762)[0]).toMatchObject({ kind: 'crypto_use', bits: 1, numbers: { calls: 2 } });
    expect(cryptoEvidence(appCase([{}]), AN1762)).toEqual([]);
  });

  it('are none of what was called at another time than the app was captured', () => {
    const at = (seconds: number) => {
      const calls = { crypto: [crypto(seconds, 'key_wrap', asymmetric)], sentToUs: START_US + 20e6 };
      return appCase([{}], calls);
    };
    expect([-3600, -5, 25, 3600].map((seconds) => useEvents(at(seconds), AN1762).length)).toEqual([0, 1, 1, 0]);
    // Bytes found on the wire place themselves.
    expect(outputEvents(at(3600))).toHaveLength(1);
    expect(timelyOutputs(at(3600))).toEqual([]);
    expect(activityOf(at(3600))).toHaveLength(2);
  });

  it('are of no order where the log tells no times, whenever it was taken', () => {
    const undated = { ...asymmetric, isUndated: true };
    const calls = times.map(() => crypto(90, 'key_wrap', undated));
    const app = appCase([{}], { crypto: calls, sentToUs: START_US + 20e6 });
    expect(cryptoEvidence(app, AN1762)[0]).toMatchObject({ numbers: { calls: times.length } });
    const sends = times.map((at) => START_US + at * 1e6);
    expect(sequenceEvidence(app, AN1762, [...sends, START_US + 90.1e6], 'x', 1)).toBeUndefined();
    expect(activityOf(app)).toHaveLength(2);
  });

  it('finds sends that follow calls, and tells the order', () => {
    const calls = times.flatMap((at) => [crypto(at - 1, 'keypair_generated'), crypto(at, 'key_wrap', asymmetric)]);
    const app = appCase(
      times.map((at) => ({ at })),
      { crypto: calls },
    );
    const found = sequenceEvidence(app, AN1762, us(times, 0.05), 'x', 1);
    expect(found?.item.numbers).toMatchObject({ hits: 20, calls: 20, with_key: 20 });
    expect(found?.item.statement).toContain('key, then crypto, then send');
    expect(found!.item.bits).toBeGreaterThan(4);
  });

  it('finds nothing where what was sent came first', () => {
    const app = appCase(
      times.map((at) => ({ at })),
      { crypto: times.map((at) => crypto(at, 'key_wrap', asymmetric)) },
    );
    expect(sequenceEvidence(app, AN1762, us(times, -0.05), 'x', 1)).toBeUndefined();
    expect(sequenceEvidence(app, AN1762, [], 'x', 1)).toBeUndefined();
  });

  it('pays for every channel that was asked', () => {
    const app = appCase(
      times.map((at) => ({ at })),
      { crypto: times.map((at) => crypto(at, 'key_wrap', asymmetric)) },
    );
    const one = sequenceEvidence(app, AN1762, us(times, 0.05), 'x', 1)!;
    const eight = sequenceEvidence(app, AN1762, us(times, 0.05), 'x', 8)!;
    expect(eight.item.numbers['p_value']).toBeCloseTo(one.item.numbers['p_value']! * 8);
  });
});
