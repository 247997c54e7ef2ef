import { describe, expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { app, channelFlow, type FlowPlan } from '../support/channel-flow.ts';

function judge(...plans: FlowPlan[]) {
  return judgeChannels(groupChannels(plans.map((plan, i) => channelFlow(i, plan)))).at(0)!;
}

describe('a judged channel', () => {
  it('sums up its flows in a record', () => {
    const { record } = judge(
      { app: app(10101), at: 0, service: 'http', bytesUp: 10, bytesDown: 1 },
      { app: app(10101), at: 5, service: 'dns', bytesUp: 20, bytesDown: 2, seconds: 90 },
      { app: app(10101), at: 7, bytesUp: 30, bytesDown: 3 },
    );
    expect(record).toMatchObject({
      app: { uid: 10101, packages: ['com.example.app10101'] },
      destination: { ip: '203.0.113.9', port: 8443 },
      transport: 'tcp',
      flows: 3,
      first: '2026-01-01T00:00:00.000000Z',
      last: '2026-01-01T00:01:35.000000Z',
      bytes_up: 60,
      bytes_down: 6,
      services: ['dns', 'http'],
      periodicity: { verdict: 'insufficient' },
    });
    expect(record.intervals?.['count']).toBe(2);
    expect(JSON.stringify(record)).not.toMatch(/null|undefined|NaN/);
  });

  it('has an id that depends on app, destination, port and transport only', () => {
    const id = (...plans: FlowPlan[]) => judge(...plans).record.channel_id;
    const base = id({ app: app(10101) });
    expect(base).toMatch(/^[0-9a-f]{16}$/);
    expect(id({ app: app(10101), at: 50 }, { app: app(10101), at: 60, device: 'elsewhere' })).toBe(base);
    expect(
      new Set([base, id({ app: app(10102) }), id({ app: app(10101), port: 1 }), id({}), id({ device: 'x' })]).size,
    ).toBe(5);
  });

  it('has the class of most flows; unknown only where there is no other', () => {
    const of = (...classes: NonNullable<FlowPlan['encryptionClass']>[]) =>
      judge(...classes.map((encryptionClass) => ({ encryptionClass }))).record.encryption;
    expect(of('unknown', 'unknown', 'custom')).toMatchObject({
      class: 'custom',
      reasons: ['3 flows: 1 custom, 2 unknown'],
    });
    expect(of('standard', 'standard', 'custom').class).toBe('standard');
    expect(of('custom', 'cleartext').class).toBe('custom');
    expect(of('unknown').class).toBe('unknown');
  });

  it('averages the confidence of that class and names a scheme all agree on', () => {
    const mixed = judge(
      { encryptionClass: 'standard', scheme: 'tls', confidence: 0.9 },
      { encryptionClass: 'standard', confidence: 0.8 },
      { encryptionClass: 'unknown', confidence: 0 },
    ).record.encryption;
    expect(mixed).toMatchObject({ class: 'standard', scheme: 'tls', confidence: 0.85 });
    const two = judge({ encryptionClass: 'standard', scheme: 'tls' }, { encryptionClass: 'standard', scheme: 'quic' });
    expect(two.record.encryption).not.toHaveProperty('scheme');
  });

  it('takes its rhythm from the starts of flows, failed attempts left out', () => {
    const plans = Array.from({ length: 9 }, (_, i) => ({ at: i * 30 }));
    expect(judge(...plans).record.periodicity).toMatchObject({ verdict: 'periodic', period_s: 30, periods_seen: 8 });
    const failed = judge(...plans.map((plan) => ({ ...plan, failedConnect: true })));
    expect(failed.record.periodicity.verdict).toBe('insufficient');
  });

  it('takes its rhythm from inside a flow where there are too few flows', () => {
    const messageTimesUs = Float64Array.from({ length: 12 }, (_, i) => 1e15 + i * 20e6);
    expect(judge({ messageTimesUs }).record.periodicity).toMatchObject({
      verdict: 'periodic',
      of: 'messages',
      period_s: 20,
    });
  });

  it('counts the channels of a run: the q-value is that of all that were tested', () => {
    const beacon = Array.from({ length: 6 }, (_, i) => channelFlow(i, { at: i * 30, port: 1 }));
    const others = Array.from({ length: 60 }, (_, i) =>
      channelFlow(10 + i, { at: (i % 6) ** 3 * 7, port: 2 + Math.floor(i / 6) }),
    );
    const [alone] = judgeChannels(groupChannels(beacon));
    const among = [...judgeChannels(groupChannels([...beacon, ...others]))].find(({ channel }) => channel.port === 1);
    const q = [alone, among].map((one) => one?.periodicity.q_value ?? 0);
    expect(q[1]).toBeCloseTo(11 * (q[0] as number), 8);
  });

  it('looks for structure in unexplained flows only', () => {
    const measured = { 'framing.bits.orig': 30 };
    const custom = judge({ measured }, { encryptionClass: 'standard', measured });
    expect(custom.unexplained.map(({ index }) => index)).toEqual([0]);
    expect(custom.structure.map(({ kind }) => kind)).toEqual(['framing']);
    const standard = judge({ encryptionClass: 'standard', measured });
    expect(standard.unexplained).toEqual([]);
    expect(standard.structure).toEqual([]);
  });
});
