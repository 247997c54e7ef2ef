import { describe, expect, it } from 'vitest';
import { networkFindings } from '../../src/evidence/network-findings.ts';
import { groupChannels } from '../../src/features/channel.ts';
import { judgeChannel } from '../../src/models/channel-judgement.ts';
import { type CoverageRecord, EvidenceArea } from '../../src/telemetry/coverage-record.ts';
import { app, channelFlow, type FlowPlan } from '../support/channel-flow.ts';

const framed = { 'framing.bits.orig': 30 };
const points = { ...framed, 'exchange.curve_points.orig': 1, 'payload.measured_bytes.orig': 4096 };

function findings(plans: FlowPlan[], coverage: CoverageRecord[] = []) {
  const flows = plans.map((plan, i) => channelFlow(i, plan));
  return networkFindings(groupChannels(flows).map(judgeChannel), coverage);
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

describe('network findings', () => {
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
      coverageRow(EvidenceArea.backgroundExecution, 'full', 10101),
    ];
    const [own] = findings([{ app: app(10101), measured: framed }], coverage);
    const [other] = findings([{ app: app(10102), measured: framed }], coverage);
    expect(own?.gaps).toContain(
      'background_execution: events were collected, but this version does not judge them yet. Effect on 10101. Enable background_execution.',
    );
    expect(other?.gaps).toContain(
      'background_execution: nothing was collected. Effect on all. Enable background_execution.',
    );
    expect(own?.gaps.filter((gap) => gap.startsWith('network_transmission'))).toEqual([]);
    expect(own?.gaps).toHaveLength(4);
  });

  it('say what could overturn them, missed openings included', () => {
    const overturning = (startSeen: boolean) =>
      findings([{ startSeen, measured: framed }])[0]?.what_could_overturn ?? [];
    expect(overturning(true).length).toBeGreaterThanOrEqual(3);
    expect(overturning(false).at(-1)).toBe('The openings of 1 of 1 flow, which began before the capture.');
  });

  it('are the same, ids included, whatever the order of the flows', () => {
    const plans: FlowPlan[] = Array.from({ length: 12 }, (_, i) => ({
      at: i,
      measured: framed,
      app: app(10100 + (i % 3)),
    }));
    const flows = plans.map((plan, i) => channelFlow(i, plan));
    const of = (list: typeof flows) => networkFindings(groupChannels(list).map(judgeChannel), []);
    expect(of([...flows].reverse())).toEqual(of(flows));
    expect(new Set(of(flows).map(({ finding_id }) => finding_id)).size).toBe(3);
  });
});
