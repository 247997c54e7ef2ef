import { describe, expect, it } from 'vitest';
import { buildAttribution, combineOpinions, type Opinion } from '../../src/telemetry/attribution-builder.ts';
import { appOf, flowOf, inventoryOf } from './telemetry-fixture.ts';

const opinion = (overrides: Partial<Opinion> = {}): Opinion => ({
  uid: 10234,
  tier: 'A',
  confidence: 0.8,
  sources: ['log0:1'],
  flags: [],
  alternatives: [],
  hints: {},
  ...overrides,
});

describe('two opinions', () => {
  it('that agree are surer together, but never certain', () => {
    expect(combineOpinions(opinion(), opinion({ confidence: 0.5, sources: ['log1:2'] }))).toMatchObject({
      confidence: 0.9,
      sources: ['log0:1', 'log1:2'],
      flags: ['CORROBORATED'],
    });
    expect(combineOpinions(opinion({ confidence: 0.98 }), opinion({ confidence: 0.95 })).confidence).toBe(0.99);
  });

  it('that disagree keep the first, doubt it, and name the other', () => {
    expect(combineOpinions(opinion(), opinion({ uid: 10301, confidence: 0.7 }))).toMatchObject({
      uid: 10234,
      confidence: 0.8 * 0.7,
      flags: ['CONFLICT'],
      alternatives: [{ uid: 10301, confidence: 0.7 }],
    });
  });

  it('of which the second is torn itself stay with the first', () => {
    const first = opinion();
    expect(combineOpinions(first, opinion({ uid: 10301, flags: ['AMBIGUOUS'] }))).toBe(first);
  });
});

describe('an attribution', () => {
  it('has packages, label, level and rounded confidences', () => {
    expect(
      buildAttribution(
        flowOf(),
        opinion({ confidence: 0.123456789, alternatives: [{ uid: 1, confidence: 1 / 3 }] }),
        inventoryOf(appOf({ label: 'Example' })),
      ),
    ).toEqual({
      uid: 10234,
      packages: ['com.example.app'],
      label: 'Example',
      tier: 'A',
      confidence: 0.1235,
      level: 'none',
      sources: ['log0:1'],
      flags: [],
      alternatives: [{ uid: 1, confidence: 0.3333 }],
    });
  });

  it('of a resolver on a DNS port is delegated, of a resolver elsewhere not', () => {
    const flags = (uid: number, port: number) =>
      buildAttribution(flowOf({ resp: { ip: '8.8.8.8', port } }), opinion({ uid }), inventoryOf()).flags;
    for (const uid of [0, 1051, 1052, 1073, 1001051])
      for (const port of [53, 853, 5353]) expect(flags(uid, port)).toEqual(['dns-delegated']);
    expect([flags(1051, 443), flags(10234, 53)]).toEqual([[], []]);
    expect(
      buildAttribution(
        flowOf({ orig: { ip: '8.8.8.8', port: 53 }, local: 'resp' }),
        opinion({ uid: 1051 }),
        inventoryOf(),
      ).flags,
    ).toEqual(['dns-delegated']);
  });

  it('of those who fetch for others is delegated', () => {
    expect(buildAttribution(flowOf(), opinion({ uid: 1013 }), inventoryOf()).flags).toEqual(['delegated']);
    const downloads = inventoryOf(appOf({ packageName: 'com.android.providers.downloads', uid: 10005 }));
    expect(buildAttribution(flowOf(), opinion({ uid: 10005 }), downloads).flags).toEqual(['delegated']);
  });
});
