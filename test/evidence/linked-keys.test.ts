import { describe, expect, it } from 'vitest';
import { AN1731, AN1762 } from '../../src/evidence/analytic.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { recomputedBits } from '../../src/evidence/formulas.ts';
import { appCases, type CasePlan } from '../support/app-case.ts';
import { app, type FlowPlan } from '../support/channel-flow.ts';

const key = { id: 'ab'.repeat(32), algorithm: 'rsa-2048', from: 'resp' as const, isBare: false, isCertificate: false };
const framed = { 'framing.bits.orig': 30 };
const flow = (plan: FlowPlan = {}): FlowPlan => ({ app: app(10101), measured: framed, keys: [key], ...plan });
const evidenceOf = (plans: FlowPlan[], plan: CasePlan = {}, analytic: typeof AN1762 | typeof AN1731 = AN1762) =>
  judgeApps(appCases(plans, plan), [analytic], [], undefined).findings.flatMap(({ evidence }) => evidence);

describe('evidence of keys that are met again', () => {
  it('names other channels and apps of the capture, and its numbers give its bits', () => {
    const [found] = evidenceOf([flow(), flow({ app: app(10202), port: 9000 })]).filter(
      ({ kind }) => kind === 'shared_key',
    );
    expect(found?.bits).toBe(1);
    expect(found?.statement).toContain('rsa-2048 key (id abababababab…)');
    expect(found?.statement).toContain('1 other channel of this capture and the app com.example.app');
    expect(recomputedBits('shared_key', found?.numbers ?? {})).toBe(1);
    expect(found?.flows).toHaveLength(1);
  });

  it('names captures of the lake', () => {
    const keySightingOf = (id: string) => (id === key.id ? { captures: 3, apps: ['com.other'] } : undefined);
    const found = evidenceOf([flow()], { keySightingOf }).find(({ kind }) => kind === 'shared_key');
    expect(found?.statement).toContain('3 captures of the lake (com.other)');
  });

  it('is not there for a key that is met in one channel only', () => {
    expect(evidenceOf([flow(), flow()]).map(({ kind }) => kind)).not.toContain('shared_key');
  });

  it('is not there for keys of certificates, unless the channel sends one itself', () => {
    const leaf = { ...key, isCertificate: true };
    const tls: FlowPlan = { encryptionClass: 'standard', service: 'tls', keys: [leaf], port: 443 };
    const both = [flow({ keys: [leaf] }), flow(tls)];
    expect(evidenceOf(both).map(({ kind }) => kind)).not.toContain('shared_key');
    const own = evidenceOf([flow(), flow(tls)]).find(({ kind }) => kind === 'shared_key');
    expect(own?.statement).toContain('1 other channel of this capture');
  });

  it('counts reuse for the analytic that asks for it, from its threshold on', () => {
    const flows = (count: number) => Array.from({ length: count }, () => flow());
    const kinds = (count: number, analytic: typeof AN1762 | typeof AN1731) =>
      evidenceOf(flows(count), {}, analytic).map(({ kind }) => kind);
    expect(kinds(20, AN1731)).toContain('sent_key_reuse');
    expect(kinds(19, AN1731)).not.toContain('sent_key_reuse');
    expect(kinds(20, AN1762)).not.toContain('sent_key_reuse');
  });
});
