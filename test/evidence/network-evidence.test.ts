import { describe, expect, it } from 'vitest';
import { AN1716, AN1762 } from '../../src/evidence/analytic.ts';
import {
  type ChannelView,
  destinationText,
  networkEvidence as evidenceOf,
} from '../../src/evidence/network-evidence.ts';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { DEFAULT_PARAMETERS } from '../../src/models/analytic-parameters.ts';
import type { JudgedChannel } from '../../src/models/channel-judgement.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { channelFlow, type FlowPlan } from '../support/channel-flow.ts';

function judged(...plans: FlowPlan[]) {
  return judgeChannels(groupChannels(plans.map((plan, i) => channelFlow(i, plan)))).at(0)!;
}

const plain: ChannelView = {
  analytic: AN1762,
  parameters: DEFAULT_PARAMETERS,
  carrier: undefined,
  isOutOfPlace: false,
};
const networkEvidence = (channel: JudgedChannel, view: Partial<ChannelView> = {}) =>
  evidenceOf(channel, { ...plain, ...view });

const framed = { 'framing.bits.orig': 30, 'payload.measured_bytes.orig': 500, 'payload.measured_bytes.resp': 300 };

describe('network evidence', () => {
  it('needs unexplained flows and structure', () => {
    expect(networkEvidence(judged({}))).toEqual([]);
    expect(networkEvidence(judged({ encryptionClass: 'standard', measured: framed }))).toEqual([]);
    expect(networkEvidence(judged({ measured: framed }))).toHaveLength(2);
    expect(networkEvidence(judged({ encryptionClass: 'embedded', measured: framed }))).toHaveLength(2);
  });

  it('cites the flows and frames it rests on, with their time', () => {
    const [ciphertext, structure] = networkEvidence(
      judged({ at: 3, measured: framed }, { at: 9, encryptionClass: 'cleartext' }),
    );
    expect(ciphertext).toMatchObject({
      area: 'network_transmission',
      direction: 'incriminating',
      start: '2026-01-01T00:00:03.000000Z',
      end: '2026-01-01T00:00:04.000000Z',
      bits: 4,
      sources: ['frame 1'],
      flows: ['flow-0'],
      statement:
        'To 203.0.113.9:8443 over tcp: 1 flow of uniform, not decompressible bytes that no recognised standard protocol explains, of 2 flows in the channel (800 payload bytes measured).',
    });
    expect(structure?.statement).toMatch(/^The channel to 203\.0\.113\.9:8443 over tcp frames its messages .*\.$/);
  });

  it('is worth more bits with a KiB of bytes in a flow, and never more than its cap', () => {
    const bits = (bytes: number) =>
      networkEvidence(judged({ measured: { ...framed, 'payload.measured_bytes.orig': bytes } }))[0]?.bits;
    expect(bits(723)).toBe(4);
    expect(bits(724)).toBe(6);
    expect(bits(4096)).toBe(6);
  });

  it('tells bodies inside a cleartext protocol from flows without one', () => {
    const [evidence] = networkEvidence(judged({ encryptionClass: 'embedded', measured: framed }, { measured: framed }));
    expect(evidence?.statement).toContain('1 flow of uniform');
    expect(evidence?.statement).toContain('1 flow of a cleartext protocol with bodies');
  });

  it('cites a bounded number of many flows and says so', () => {
    const [evidence] = networkEvidence(judged(...Array.from({ length: 100 }, () => ({ measured: framed }))));
    expect(evidence?.flows).toHaveLength(32);
    expect(evidence?.sources).toHaveLength(8);
    expect(evidence?.statement).toContain('100 flows');
    expect(evidence?.statement).toContain('The first 32 of these flows are cited.');
  });

  it('has ids that differ by kind and stay when flows come in another order', () => {
    const plans = Array.from({ length: 6 }, (_, i) => ({ at: i, measured: framed }));
    const ids = networkEvidence(judged(...plans)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(networkEvidence(judged(...plans)).map(({ id }) => id)).toEqual(ids);
  });

  it('names a destination by domain, and an IPv6 address in brackets', () => {
    expect(destinationText(judged({ domain: 'c2.example' }))).toBe('c2.example:8443 over tcp');
    expect(destinationText(judged({ destinationIp: '2001:db8::1' }))).toBe('[2001:db8::1]:8443 over tcp');
  });

  it('counts a channel of a known protocol where ciphertext of the app was found in it', () => {
    const tls = judged({ encryptionClass: 'standard' });
    expect(networkEvidence(tls, { carrier: 'content' }).map(({ kind }) => kind)).toEqual(['carrier']);
    // Calls and sends that go together are not enough without a rhythm.
    expect(networkEvidence(tls, { carrier: 'sequence' })).toEqual([]);
    const beacon = judged(
      ...Array.from({ length: 40 }, (_, i) => ({ at: i * 60, encryptionClass: 'standard' as const })),
    );
    expect(networkEvidence(beacon, { carrier: 'sequence' }).map(({ kind }) => kind)).toEqual(['carrier', 'periodic']);
  });

  it('leaves out bytes below EntropyThreshold where the analytic has one', () => {
    const dull = judged({ measured: { ...framed, 'payload.entropy_z.orig': -5 } });
    expect(networkEvidence(dull)).toHaveLength(2);
    expect(networkEvidence(dull, { analytic: AN1716 })).toEqual([]);
    const lax = { ...DEFAULT_PARAMETERS, entropy_threshold_z: -6 };
    expect(networkEvidence(dull, { analytic: AN1716, parameters: lax })).toHaveLength(2);
  });

  it('adds that a channel is out of place', () => {
    expect(networkEvidence(judged({ measured: framed }), { isOutOfPlace: true }).at(-1)?.kind).toBe('out_of_place');
  });
});
