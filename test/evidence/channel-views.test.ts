import { describe, expect, it } from 'vitest';
import { AN1762 } from '../../src/evidence/analytic.ts';
import { bitsOf, viewChannels } from '../../src/evidence/channel-views.ts';
import { appCase, crypto } from '../support/app-case.ts';
import { app, START_US } from '../support/channel-flow.ts';

const framed = { 'framing.bits.orig': 30 };
const owner = app(10101);
const times = Array.from({ length: 20 }, (_, i) => 50 + i * 97 + ((i * i * 31) % 53));
const calls = times.map((at) => crypto(at - 0.1, 'key_wrap', { cryptoClass: 'asymmetric' }));

describe('the channels of a case', () => {
  it('are those with evidence, strongest first', () => {
    const viewed = viewChannels(
      appCase([
        { app: owner, encryptionClass: 'standard' },
        { app: owner, port: 1, measured: framed },
        { app: owner, port: 2, measured: { ...framed, 'payload.measured_bytes.orig': 4000 } },
      ]),
      AN1762,
    );
    expect(viewed.map(({ judged }) => judged.channel.port)).toEqual([2, 1]);
    expect(viewed.map(bitsOf)).toEqual([10, 8]);
    expect(viewed.every(({ place }) => place === 'open')).toBe(true);
  });

  it('carry the order of calls and sends, from the starts of flows where nothing better is known', () => {
    const plans = times.map((at) => ({ app: owner, at, measured: framed }));
    const [viewed] = viewChannels(appCase(plans, { crypto: calls }), AN1762);
    expect(viewed?.host.map(({ kind }) => kind)).toEqual(['sequence']);
  });

  it('take the moments of sending from the second reading where there was one', () => {
    const plans = times.map((at) => ({ app: owner, at, measured: framed }));
    const [first] = appCase(plans).channels;
    const before = times.map((at) => ({ timeUs: START_US + (at - 0.5) * 1e6, bytes: 10, frame: 1 }));
    const sends = [{ flowId: 'flow-0', channelId: first!.id, sends: before, matches: [] }];
    const [viewed] = viewChannels(appCase(plans, { crypto: calls, sends }), AN1762);
    expect(viewed?.host).toEqual([]);
  });

  it('tell every kind of flow apart that counts', () => {
    const [viewed] = viewChannels(
      appCase([
        { app: owner, measured: framed },
        { app: owner, encryptionClass: 'embedded', service: 'http', measured: framed },
      ]),
      AN1762,
    );
    expect(viewed?.spoken).toEqual([
      { class: 'custom', scheme: undefined, service: undefined },
      { class: 'embedded', scheme: undefined, service: 'http' },
    ]);
  });
});
