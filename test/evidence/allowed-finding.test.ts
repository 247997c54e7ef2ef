import { describe, expect, it } from 'vitest';
import { allowFinding, type CitedChannel } from '../../src/evidence/allowed-finding.ts';
import { AN1762 } from '../../src/evidence/analytic.ts';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { Allowlist, type AllowRule } from '../../src/models/allowlist.ts';
import { appCases } from '../support/app-case.ts';
import { app, type FlowPlan, START_US } from '../support/channel-flow.ts';

const framed = { 'framing.bits.orig': 30 };
/** Two destinations of one app. */
const plans: FlowPlan[] = [
  { app: app(10101), measured: framed },
  { app: app(10101), port: 9000, measured: framed },
];
const known = {
  packages: ['com.example.app10101'],
  signerSha256: undefined,
  installer: undefined,
  permissions: undefined,
  category: undefined,
};
const rule = (more: Partial<AllowRule> = {}): AllowRule => ({ id: 'r', reason: 'known', owner: 'me', ...more });
const onPort = (port: number): AllowRule => rule({ id: `port ${port}`, behaviour: { port: [port] } });

function judged(rules?: readonly AllowRule[]): FindingRecord {
  const allowlist = rules === undefined ? undefined : new Allowlist(rules, START_US);
  const [finding] = judgeApps(appCases(plans), [AN1762], [], allowlist).findings;
  if (finding === undefined) throw new Error('the app has a finding');
  return finding;
}

function channel(port: number, flowId: string): CitedChannel {
  return {
    text: `203.0.113.9:${port} over tcp`,
    destination: { names: [], addresses: ['203.0.113.9'] },
    spoken: [{ class: 'custom', scheme: undefined, service: undefined }],
    transport: 'tcp',
    port,
    cited: new Set([flowId]),
    flows: 1,
    levels: new Set(['exact'] as const),
  };
}

const channels = [channel(8443, 'flow-0'), channel(9000, 'flow-1')];

function allowed(finding: FindingRecord, ...rules: AllowRule[]): FindingRecord {
  return allowFinding({ finding, app: known, channels, coverage: [] }, new Allowlist(rules, START_US));
}

describe('rules applied to what was written, without reading anything again (RITA #498)', () => {
  it('leave a finding alone that no rule is about', () => {
    const finding = judged();
    expect(allowed(finding, onPort(1))).toBe(finding);
  });

  it('explain the whole as an analysis with the rule does', () => {
    const [after, analysed] = [allowed(judged(), rule()), judged([rule()])];
    expect(after).toMatchObject({
      verdict: 'expected',
      suppressed_by: analysed.suppressed_by,
      hidden: analysed.hidden,
    });
    expect(after).toEqual({ ...analysed, triage: after.triage });
  });

  it('score the rest as an analysis with the rule does, and say what is hidden', () => {
    const [after, analysed] = [allowed(judged(), onPort(9000)), judged([onPort(9000)])];
    const { verdict, level, score, areas, hidden, evidence } = analysed;
    expect(after).toMatchObject({ verdict, level, score, hidden });
    expect(after.evidence).toEqual(evidence);
    expect(after.areas.network_transmission).toEqual(areas.network_transmission);
    expect(after.sentence).toContain('with 203.0.113.9:8443 over tcp in 1 flow');
    expect(after.sentence).toContain('the allowlist hides 1 more channel.');
    expect(after.sentence).not.toContain('9000');
    expect(after.finding_id).toBe(judged().finding_id);
  });

  it('show again what no rule hides any more', () => {
    const hidden = judged([rule()]);
    const again = allowed(hidden, onPort(1));
    const { verdict, score, areas, sentence } = judged();
    expect(again).toMatchObject({ verdict, score, areas, sentence });
    expect(again).not.toHaveProperty('hidden');
    expect(again).not.toHaveProperty('suppressed_by');
  });

  it('keep hidden what the analysis hid by a rule that still holds', () => {
    const byAlias = judged([rule()]);
    expect(allowed(byAlias, rule({ destination: ['cdn.example'] }))).toBe(byAlias);
    expect(allowed(byAlias, rule({ expires: '2025-01-01' })).verdict).toBe('observation');
  });

  it('explain nothing that the catalogue explained', () => {
    const finding = { ...judged(), verdict: 'expected' as const, suppressed_by: 'catalogue: a messenger' };
    expect(allowed(finding, rule())).toBe(finding);
  });

  it('miss where the traffic shows structure that the rule does not allow', () => {
    const finding = judged();
    expect(allowed(finding, rule({ behaviour: { structure: ['periodic'] } }))).toBe(finding);
  });
});
