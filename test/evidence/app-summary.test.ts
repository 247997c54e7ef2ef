import { describe, expect, it } from 'vitest';
import { AN1762 } from '../../src/evidence/analytic.ts';
import { summariseApps, tallyApps } from '../../src/evidence/app-summary.ts';
import { judgeApps } from '../../src/evidence/findings.ts';
import { groupChannels } from '../../src/features/channel-groups.ts';
import type { CoverageRecord } from '../../src/telemetry/coverage-record.ts';
import { appCases } from '../support/app-case.ts';
import { app, channelFlow, type FlowPlan } from '../support/channel-flow.ts';
import { coverageRow } from '../support/coverage-row.ts';

const network = coverageRow({ area: 'network_transmission' });

function summarise(plans: FlowPlan[], captureBytes = 10_000, coverage: CoverageRecord[] = [network]) {
  const flows = plans.map((plan, i) => channelFlow(i, plan));
  const channels = groupChannels(flows).apps();
  const judged = judgeApps(appCases(plans), [AN1762], coverage, undefined);
  return { apps: summariseApps(tallyApps(flows, channels), judged, coverage, captureBytes), findings: judged.findings };
}

describe('the summary of apps', () => {
  it('names every package of a UID, whichever its first flow named', () => {
    const shared = { ...app(10101), packages: ['com.example.b'] };
    const { apps } = summarise([{ app: shared }, { app: { ...shared, packages: ['com.example.a'] } }]);
    expect(apps.map(({ packages }) => packages)).toEqual([['com.example.a', 'com.example.b']]);
  });

  it('adds up what each app sent, by UID, with flows of no app last', () => {
    const { apps } = summarise([
      {},
      { app: app(10102), encryptionClass: 'standard', service: 'tls', tlsVersion: '1.3', bytesUp: 700, bytesDown: 300 },
      { app: app(10101), encryptionClass: 'cleartext', service: 'dns', bytesUp: 10, bytesDown: 20, port: 53 },
      { app: app(10102), encryptionClass: 'unknown', domain: 'x.example', packets: 3, bytesUp: 0, bytesDown: 0 },
    ]);
    expect(apps.map(({ uid }) => uid)).toEqual([10101, 10102, undefined]);
    expect(apps[1]).toEqual({
      uid: 10102,
      packages: ['com.example.app10102'],
      flows: 2,
      channels: 2,
      packets: 13,
      bytes_up: 700,
      bytes_down: 300,
      encryption: { standard: 0.5, unknown: 0.5 },
      services: { tls: 1 },
      destinations: 2,
      byte_share: 0.1,
      attribution: { exact: 2 },
      areas: {
        key_lifecycle: 'not_collected',
        asymmetric_api_use: 'not_collected',
        ciphertext_transformation: 'not_collected',
        background_execution: 'not_collected',
        network_transmission: 'not_observed',
      },
      findings: [],
      tls_versions: { '1.3': 1 },
    });
    expect(apps[2]).toMatchObject({ packages: [], flows: 1, attribution: {} });
  });

  it('counts what its flows agreed on, where any showed it', () => {
    const crypto = JSON.stringify({ version: '1.2', pq: false, weak: ['rc4'] });
    const { apps } = summarise([{ app: app(10101), crypto }, { app: app(10101), crypto }, { app: app(10102) }]);
    expect(apps[0]?.crypto).toMatchObject({ flows: 2, versions: { '1.2': 2 }, not_pq: 2, weak: { rc4: 2 } });
    expect(apps[1]).not.toHaveProperty('crypto');
  });

  it('names the findings of an app and their worst verdict', () => {
    const framed = { 'framing.bits.orig': 30 };
    const { apps, findings } = summarise([
      { app: app(10101), measured: framed },
      { app: app(10102) },
      { measured: framed },
    ]);
    expect(apps[0]).toMatchObject({
      verdict: 'observation',
      findings: [findings.find((f) => f.app.uid === 10101)?.finding_id],
    });
    expect(apps[1]).not.toHaveProperty('verdict');
    expect(apps[2]).toMatchObject({ verdict: 'observation' });
    expect(apps[2]?.findings).toHaveLength(1);
  });

  it('has no share of a capture without bytes, and no line without flows', () => {
    expect(summarise([{ app: app(10101) }], 0).apps[0]?.byte_share).toBe(0);
    expect(summarise([]).apps).toEqual([]);
  });

  it('is safe with names that objects already have', () => {
    const { apps } = summarise([{ app: app(10101), service: '__proto__', tlsVersion: 'constructor' }]);
    expect(Object.entries(apps[0]?.services ?? {})).toEqual([['__proto__', 1]]);
    expect(apps[0]?.tls_versions['constructor']).toBe(1);
  });

  it('says of the network area what was seen, and of areas nobody looked at that nobody did', () => {
    const area = (plan: FlowPlan, coverage?: CoverageRecord[]) =>
      summarise([plan], 10_000, coverage).apps[0].areas?.network_transmission;
    expect(area({ encryptionClass: 'custom' })).toBe('observed');
    expect(area({ encryptionClass: 'embedded' })).toBe('observed');
    expect(area({ encryptionClass: 'standard' })).toBe('not_observed');
    expect(area({ encryptionClass: 'standard' }, [])).toBe('not_collected');
  });

  it('says of an area that was watched in one app only that nobody looked at it in the others', () => {
    const traced: CoverageRecord = { ...network, area: 'key_lifecycle', app: { uid: 10101, packages: [] } };
    const { apps } = summarise([{ app: app(10101) }, { app: app(10102) }, {}], 10_000, [network, traced]);
    expect(apps.map(({ areas }) => areas?.key_lifecycle)).toEqual(['not_observed', 'not_collected', 'not_collected']);
  });
});
