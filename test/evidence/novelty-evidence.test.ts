import { describe, expect, it } from 'vitest';
import { AN1762 } from '../../src/evidence/analytic.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { recomputedBits } from '../../src/evidence/formulas.ts';
import type { AppHistory } from '../../src/models/app-history.ts';
import { buildProfile, populationScales } from '../../src/models/baseline-profile.ts';
import { appCases } from '../support/app-case.ts';
import { usual } from '../support/baseline-sessions.ts';
import { app, type FlowPlan } from '../support/channel-flow.ts';

const sessions = usual(10);
const profile = buildProfile(sessions, populationScales([sessions]));
const unvetted: AppHistory = { profile, vetted: undefined };
const vetted: AppHistory = { profile, vetted: profile };

function finding(plan: FlowPlan, history: AppHistory | undefined) {
  const framed = { 'framing.bits.orig': 30 };
  return judgeApps(appCases([{ app: app(10101), measured: framed, ...plan }], { history }), [AN1762], [], undefined)
    .findings[0];
}
const kinds = (plan: FlowPlan, history: AppHistory | undefined) =>
  finding(plan, history)?.evidence.map(({ kind }) => kind);

describe('evidence of what is new for an app', () => {
  it('is there where no session had the destination or the scheme, with numbers that give its bits again', () => {
    const found = finding({ domain: 'c2.example', scheme: 'mtproto' }, unvetted);
    const fresh = found?.evidence.filter(({ kind }) => kind === 'new_destination' || kind === 'new_scheme') ?? [];
    expect(fresh.map(({ kind }) => kind)).toEqual(['new_destination', 'new_scheme']);
    for (const { kind, bits, numbers } of fresh) expect(bits).toBeCloseTo(recomputedBits(kind, numbers) ?? -1, 1);
    expect(fresh[0]?.statement).toBe(
      'c2.example:8443 over tcp was in none of 10 quiet sessions before; about 5 % are expected to bring something new of that kind.',
    );
  });

  it('is not there without a history, nor for what the app always did, and is no structure of its own', () => {
    expect(kinds({ domain: 'c2.example' }, undefined)).toEqual(['ciphertext', 'framing']);
    expect(kinds({ domain: 'api.app.example', scheme: 'tls' }, unvetted)).toEqual(['ciphertext', 'framing']);
    expect(finding({ domain: 'c2.example', measured: {} }, unvetted)).toBeUndefined();
  });

  it('speaks against where somebody vouched for the habit, unless the scheme is new', () => {
    expect(kinds({ domain: 'api.app.example', scheme: 'tls' }, vetted)).toContain('habit');
    expect(kinds({ domain: 'api.app.example', scheme: 'mtproto' }, vetted)).not.toContain('habit');
    const without = finding({ domain: 'api.app.example', scheme: 'tls' }, unvetted)?.score ?? 0;
    expect(finding({ domain: 'api.app.example', scheme: 'tls' }, vetted)?.score).toBe(without - 4);
  });
});
