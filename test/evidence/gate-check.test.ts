import { describe, expect, it } from 'vitest';
import { GateCheck } from '../../src/evidence/gate-check.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import type { GateExpectations } from '../../src/models/gate-rule.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';

const APP = 'com.kite.messenger';

function outcomes(
  rules: Partial<GateExpectations>,
  { flows = sampleFlows(), apps = sampleResult().apps, findings = sampleResult().findings } = {},
) {
  const gate = new GateCheck({ app: APP, must: [], must_not: [], ...rules });
  for (const flow of flows) gate.addFlow(flow);
  for (const channel of sampleResult().channels) gate.addChannel(channel);
  return gate.outcomes(apps, findings).map(({ status, sentence }) => [status, sentence] as const);
}

const NOTHING = {
  key_lifecycle: 'not_collected',
  asymmetric_api_use: 'not_collected',
  ciphertext_transformation: 'not_collected',
  background_execution: 'not_collected',
} as const;

const withoutApp = (flow: FlowRecord): FlowRecord => {
  const { app: _, ...rest } = flow;
  return rest;
};

describe('a gate', () => {
  it('holds and breaks by what flows of the app show, and cites the first', () => {
    const own = sampleFlows().filter(({ app }) => app?.packages[0] === APP);
    expect(outcomes({ must: [{ encryption: 'custom' }], must_not: [{ encryption: 'custom' }, { port: 1 }] })).toEqual([
      ['held', `${own.length} flows match`],
      ['broken', `${own.length} flows match`],
      ['held', `none of ${own.length} flows matches`],
    ]);
    const gate = new GateCheck({ app: APP, must: [], must_not: [{ encryption: 'custom' }] });
    for (const flow of sampleFlows()) gate.addFlow(flow);
    const [broken] = gate.outcomes([], []);
    expect(broken?.flows[0]?.frame).toBe(own[0]?.first_frame);
    expect(broken?.moreFlows).toBe(Math.max(0, own.length - 5));
    for (let again = 0; again < 5; again++) for (const flow of sampleFlows()) gate.addFlow(flow);
    const [many] = gate.outcomes([], []);
    expect([many?.flows.length, many?.moreFlows]).toEqual([5, 6 * own.length - 5]);
  });

  it('a must that nothing matches is broken', () => {
    expect(outcomes({ must: [{ port: 1 }] })[0]?.[0]).toBe('broken');
  });

  it('is blind where the match may be another app, or nobody saw the app', () => {
    const ownerless = sampleFlows().map((flow) => (flow.app?.packages[0] === APP ? withoutApp(flow) : flow));
    const rules: Partial<GateExpectations> = { must: [{ encryption: 'custom' }], must_not: [{ encryption: 'custom' }] };
    for (const [status, sentence] of outcomes(rules, { flows: ownerless })) {
      expect(status).toBe('blind');
      expect(sentence).toContain('whose app is not known');
    }
    expect(outcomes({ must_not: [{ port: 1 }] }, { flows: [] })).toEqual([
      ['blind', `no flow belongs to ${APP}: nothing was tested`],
    ]);
  });

  it('about alerts is blind where no flow has an app, and says whose flows were wanted', () => {
    const rules = { must_not: [{ verdict: 'alert' as const }] };
    expect(outcomes({ ...rules, app: undefined }, { apps: [], findings: [] })).toEqual([
      ['blind', 'no flow belongs to any known app: nothing was tested'],
    ]);
    expect(outcomes(rules, { apps: [], findings: [] })).toEqual([
      ['blind', `no flow belongs to ${APP}: nothing was tested`],
    ]);
  });

  it('without an app is about everything', () => {
    expect(outcomes({ app: undefined, must_not: [{ service: 'http' }] })[0]?.[0]).toBe('broken');
  });

  it('is blind to alerts where nobody looked at keys and calls, whatever else was seen', () => {
    const apps = sampleResult().apps.map((app) => ({
      ...app,
      areas: { ...NOTHING, network_transmission: 'observed' as const },
    }));
    const rules = { must: [{ verdict: 'alert' as const }], must_not: [{ verdict: 'alert' as const }] };
    for (const [status, sentence] of outcomes(rules, { apps, findings: [] })) {
      expect(status).toBe('blind');
      expect(sentence).toContain('no log of them was collected for 1 app: give crypto or key logs');
    }
    const withArea = (area: keyof typeof NOTHING) => ({
      apps: apps.map((app) => ({ ...app, areas: { ...app.areas, [area]: 'not_observed' as const } })),
      findings: [],
    });
    const statuses = (area: keyof typeof NOTHING) => outcomes(rules, withArea(area)).map(([status]) => status);
    expect(statuses('background_execution')).toEqual(['blind', 'blind']);
    expect(statuses('key_lifecycle')).toEqual(['broken', 'held']);
  });

  it('counts findings that no rule allows, and keys where a log tells of them', () => {
    const [sample] = sampleResult().findings;
    const areas = { ...NOTHING, asymmetric_api_use: 'not_observed', network_transmission: 'observed' } as const;
    const apps = sampleResult().apps.map((app) => ({ ...app, areas }));
    const uid = apps.find(({ packages }) => packages[0] === APP)?.uid as number;
    if (sample === undefined) throw new Error('the sample has findings');
    const alert = { ...sample, verdict: 'alert' as const, app: { uid, packages: [APP] } };
    const rules = { must_not: [{ verdict: 'alert' as const }] };
    expect(outcomes(rules, { apps, findings: [alert] })[0]?.[0]).toBe('broken');
    expect(outcomes(rules, { apps, findings: [{ ...alert, suppressed_by: 'rule 1' }] })[0]?.[0]).toBe('held');
    expect(outcomes(rules, { apps, findings: [{ ...alert, verdict: 'observation' }] })[0]?.[0]).toBe('held');
    expect(outcomes(rules, { apps: [] })[0]?.[0]).toBe('blind');
    expect(outcomes(rules, { apps, findings: [] })[0]).toEqual(['held', '0 findings of at least alert']);
    expect(outcomes(rules, { apps, findings: [alert] })[0]?.[1]).toBe('1 finding of at least alert');
    const keys = { must_not: [{ key_events_above: 3 }] };
    expect(outcomes(keys)[0]).toEqual(['blind', 'no log tells of keys: collect key and crypto events']);
    const counted = (key_events: number) => ({ apps: apps.map((app) => ({ ...app, key_events })) });
    expect(outcomes(keys, counted(3))[0]?.[0]).toBe('held');
    expect(outcomes(keys, counted(4))[0]?.[0]).toBe('broken');
  });
});
