import { describe, expect, it } from 'vitest';
import { AN1716, AN1731, AN1762 } from '../../src/evidence/analytic.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { Allowlist } from '../../src/models/allowlist.ts';
import { type CoverageRecord, EvidenceArea } from '../../src/telemetry/coverage-record.ts';
import { appCases, type CasePlan, crypto, state } from '../support/app-case.ts';
import { app, type FlowPlan, START_US } from '../support/channel-flow.ts';

const framed = { 'framing.bits.orig': 30 };
const points = { ...framed, 'exchange.curve_points.orig': 1, 'payload.measured_bytes.orig': 4096 };

function findings(plans: FlowPlan[], coverage: CoverageRecord[] = [], plan: CasePlan = {}, allowlist?: Allowlist) {
  return judgeApps(appCases(plans, plan), [AN1762], coverage, allowlist).findings;
}

function coverageRow(area: EvidenceArea, status: CoverageRecord['status'], uid?: number): CoverageRecord {
  return {
    area,
    ...(uid === undefined ? {} : { app: { uid, packages: [] } }),
    status,
    datasets: [],
    covered: [],
    gaps: [],
    blind_to: [],
    effect: `Effect on ${uid ?? 'all'}.`,
    remedy: `Enable ${area}.`,
  };
}

describe('findings of the network area', () => {
  it('are one an app over all its channels', () => {
    const found = findings([
      { app: app(10101), measured: framed },
      { app: app(10101), port: 9000, measured: framed },
      { app: app(10102), measured: framed },
      { app: app(10103), encryptionClass: 'standard', measured: framed },
      { app: app(10104) },
    ]);
    expect(found.map((finding) => finding.app.uid).sort()).toEqual([10101, 10102]);
    const both = found.find((finding) => finding.app.uid === 10101);
    expect(both?.evidence).toHaveLength(4);
    expect(both?.sentence).toContain('203.0.113.9:8443 over tcp, 203.0.113.9:9000 over tcp in 2 flows');
  });

  it('are one a channel where the app is unknown: several apps may stand behind a device', () => {
    const found = findings([{ measured: framed }, { port: 9000, measured: framed }]);
    expect(found).toHaveLength(2);
    expect(found[0]?.app).toEqual({ packages: [], device: '10.0.2.15' });
    expect(found[0]?.sentence).toMatch(/^An unknown app on 10\.0\.2\.15 exchanged/);
  });

  it('never rise above an observation at level partial, with the network alone observed', () => {
    for (const finding of findings([{ app: app(10101), measured: points }, { measured: points }])) {
      expect(finding).toMatchObject({ verdict: 'observation', level: 'partial', technique: 'T1521.002' });
      expect(finding.analytic).toEqual({ id: 'AN1762', version: '1.1', attack_version: '19.1' });
      for (const area of Object.values(EvidenceArea)) {
        const network = area === EvidenceArea.networkTransmission;
        expect(finding.areas[area].status).toBe(network ? 'observed' : 'not_collected');
        expect(finding.areas[area].bits > 0).toBe(network);
      }
      expect(finding.areas.network_transmission.evidence).toEqual(finding.evidence.map(({ id }) => id));
    }
  });

  it('score the strongest channel, capped', () => {
    const [low] = findings([
      { app: app(10101), measured: framed },
      { app: app(10101), port: 1, measured: framed },
    ]);
    expect(low?.score).toBe(8);
    const [high] = findings([{ app: app(10101), measured: points }]);
    expect(high?.score).toBe(10);
  });

  it('list the strongest channels of an app that has very many, and how many are left out', () => {
    const many = Array.from(
      { length: 70 },
      (_, i): FlowPlan => ({ app: app(10101), port: 5000 + i, measured: i === 69 ? points : framed }),
    );
    const [finding] = findings(many);
    expect(finding?.evidence).toHaveLength(3 + 63 * 2);
    expect(finding?.evidence[0]?.statement).toContain(':5069 over tcp');
    expect(finding?.gaps.at(-1)).toBe('network_transmission: the evidence of 6 weaker channels is not listed.');
    expect(finding?.sentence).toContain('in 70 flows');
  });

  it('do not lower their score when structure is added', () => {
    const score = (measured: FlowPlan['measured']) => findings([{ measured: measured ?? {} }])[0]?.score ?? 0;
    expect(score({})).toBeLessThanOrEqual(score(framed));
    expect(score(framed)).toBeLessThanOrEqual(score({ ...framed, 'message.block16_bits.orig': 16 }));
    expect(score(framed)).toBeLessThanOrEqual(score(points));
  });

  it('span the unexplained flows and cite them', () => {
    const [finding] = findings([
      { app: app(10101), at: 10, measured: framed },
      { app: app(10101), at: 500, seconds: 30, measured: framed },
      { app: app(10101), at: 900, encryptionClass: 'cleartext' },
    ]);
    expect(finding?.window).toEqual({ start: '2026-01-01T00:00:10.000000Z', end: '2026-01-01T00:08:50.000000Z' });
    expect(finding?.evidence[0]?.flows).toEqual(['flow-0', 'flow-1']);
  });

  it('say in how many areas, and that it is a pattern', () => {
    const [finding] = findings([{ app: app(10101), measured: framed }]);
    expect(finding?.sentence).toBe(
      'com.example.app10101 (UID 10101) exchanged uniform, not decompressible bytes that no standard protocol explains with ' +
        '203.0.113.9:8443 over tcp in 1 flow, with length-prefixed frames. ' +
        'Seen in 1 of 5 areas, the other 4 were not assessed. It is a pattern, not proof of malice.',
    );
    const [embedded] = findings([{ encryptionClass: 'embedded', measured: framed }]);
    expect(embedded?.sentence).toContain(
      'bodies of uniform, not decompressible bytes under a type that does not explain them',
    );
  });

  it('list what was not collected, by app before all apps, with the remedy', () => {
    const coverage = [
      coverageRow(EvidenceArea.networkTransmission, 'full'),
      coverageRow(EvidenceArea.backgroundExecution, 'none'),
      coverageRow(EvidenceArea.backgroundExecution, 'partial', 10101),
    ];
    const [own] = findings([{ app: app(10101), measured: framed }], coverage);
    const [other] = findings([{ app: app(10102), measured: framed }], coverage);
    expect(own?.gaps).toContain(
      'background_execution: collected in part. Effect on 10101. Enable background_execution.',
    );
    expect(other?.gaps).toContain(
      'background_execution: nothing was collected. Effect on all. Enable background_execution.',
    );
    expect(own?.gaps.filter((gap) => gap.startsWith('network_transmission'))).toEqual([]);
    expect(own?.gaps).toHaveLength(4);
  });

  it('are the same, ids included, whatever the order of the flows', () => {
    const plans: FlowPlan[] = Array.from({ length: 12 }, (_, i) => ({
      at: i,
      measured: framed,
      app: app(10100 + (i % 3)),
    }));
    const of = (list: ReturnType<typeof appCases>) => judgeApps(list, [AN1762], [], undefined).findings;
    const cases = appCases(plans);
    expect(of([...cases].reverse())).toEqual(of(cases));
    expect(new Set(of(cases).map(({ finding_id }) => finding_id)).size).toBe(3);
  });
});

const beats = Array.from({ length: 12 }, (_, i) => 100 + i * 300 + ((i * i * 7919) % 197));
const beacon: FlowPlan[] = beats.map((at) => ({ at, app: app(10101), measured: framed }));
const keyed: CasePlan = {
  crypto: beats.flatMap((at) => [
    crypto(at - 0.2, 'keypair_generated', { cryptoClass: 'asymmetric', algorithm: 'EC' }),
    crypto(at - 0.1, 'key_agreement', { cryptoClass: 'asymmetric', algorithm: 'EC' }),
  ]),
  states: [state(0, 'activity_resumed'), state(10, 'activity_paused')],
};

describe('findings over several areas', () => {
  it('are alerts where keys, calls, background and unexplained ciphertext come together in order', () => {
    const [finding] = findings(beacon, [], keyed);
    expect(finding).toMatchObject({ verdict: 'alert', level: 'strong' });
    expect(finding?.evidence.map(({ kind }) => kind)).toEqual([
      'key_events',
      'key_rate',
      'crypto_use',
      'sequence',
      'background',
      'ciphertext',
      'framing',
    ]);
    expect(finding?.what_could_overturn).toContainEqual(
      expect.stringMatching(/^Without all of network_transmission: /),
    );
    expect(finding?.triage[0]).toContain('cipherscope explain');
  });

  it('are observations only, where the flows are not surely the app’s', () => {
    const weak = beacon.map((plan) => ({ ...plan, app: { ...plan.app!, confidence: 0.5, level: 'weak' as const } }));
    expect(findings(weak, [], keyed)[0]?.verdict).toBe('observation');
  });

  it('are none of an app that only uses keys, though its areas say so', () => {
    const plain = beacon.map((plan) => ({ ...plan, encryptionClass: 'standard' as const, measured: {} }));
    const judged = judgeApps(appCases(plain, { crypto: keyed.crypto! }), [AN1762], [], undefined);
    expect(judged.findings).toEqual([]);
    expect(judged.areas.get(10101)).toMatchObject({ key_lifecycle: 'observed', network_transmission: 'not_collected' });
  });

  it('are expected where the catalogue names protocol and destination, and out of place where it names others', () => {
    const entry = (destinations: string[]) => ({
      status: 'known' as const,
      category: 'messenger',
      reason: 'The catalogue has an entry.',
      behaviour: { crypto: true, background: true, protocols: ['custom'], destinations },
    });
    const [known] = findings(beacon, [], { ...keyed, expectation: entry(['203.0.113.9']) });
    expect(known).toMatchObject({ verdict: 'expected', suppressed_by: 'catalogue: The catalogue has an entry.' });
    expect(known?.areas.network_transmission.status).toBe('explained');
    const [other] = findings(beacon, [], { ...keyed, expectation: entry(['198.51.100.1']) });
    expect(other?.verdict).toBe('observation');
    expect(other?.evidence.some(({ kind }) => kind === 'out_of_place')).toBe(true);
  });

  it('are hidden by an allow rule when reporting, and a new protocol of the same app still surfaces', () => {
    const rule = { id: 'chat', destination: ['203.0.113.9'], behaviour: { port: [8443] }, reason: 'ours', owner: 'me' };
    const list = () => new Allowlist([rule], START_US);
    const used = list();
    const [hidden] = findings(beacon, [], keyed, used);
    expect(hidden).toMatchObject({ verdict: 'expected', hidden: [{ rule: 'chat', channels: 1, flows: 12 }] });
    expect(used.use().used).toEqual([{ rule: 'chat', findings: 1, channels: 1, flows: 12 }]);
    const fresh: FlowPlan = { at: 500, app: app(10101), port: 9999, measured: points };
    const [shown] = findings([...beacon, fresh], [], keyed, list());
    expect(shown?.verdict).not.toBe('expected');
    expect(shown?.hidden).toEqual([expect.objectContaining({ rule: 'chat', channels: 1 })]);
    expect(shown?.sentence).toContain('203.0.113.9:9999');
    expect(shown?.sentence).not.toContain('203.0.113.9:8443');
  });

  it('come from the sibling analytics with the same engine', () => {
    const secret: CasePlan = {
      crypto: beats.flatMap((at) => [
        crypto(at - 0.2, 'secret_key_created', { cryptoClass: 'symmetric', algorithm: 'AES', keyId: 'k' }),
        ...Array.from({ length: 3 }, (_, i) =>
          crypto(at - 0.1 + i / 100, 'cipher_final', { cryptoClass: 'symmetric', operation: 'encrypt', keyId: 'k' }),
        ),
      ]),
    };
    const run = (plan: CasePlan) => judgeApps(appCases(beacon, plan), [AN1762, AN1716, AN1731], [], undefined).findings;
    const of = (list: ReturnType<typeof run>, id: string) => list.find(({ analytic }) => analytic.id === id);
    const found = run(secret);
    expect(of(found, 'AN1762')?.areas.key_lifecycle.status).toBe('not_collected');
    expect(of(found, 'AN1731')).toMatchObject({ technique: 'T1521.001' });
    expect(of(found, 'AN1731')?.evidence.map(({ kind }) => kind)).toContain('key_reuse');
    expect(of(found, 'AN1716')).toMatchObject({ technique: 'T1521' });
    const strict = run({ ...secret, parameters: { key_reuse_threshold: 1000 } });
    expect(of(strict, 'AN1731')?.evidence.map(({ kind }) => kind)).not.toContain('key_reuse');
  });
});
