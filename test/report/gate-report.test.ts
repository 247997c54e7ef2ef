import { describe, expect, it } from 'vitest';
import type { GateOutcome } from '../../src/evidence/gate-check.ts';
import { type GatePlaces, gateJunit, gateLines, gateSarif } from '../../src/report/gate-report.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { UNSAFE_TEXT } from '../support/native-records.ts';

const outcomes = (rule = 'service http'): GateOutcome[] => [
  {
    kind: 'must',
    index: 0,
    rule,
    status: 'held',
    sentence: '3 flows match',
    flows: [{ id: 'a', capture: 0, frame: 7 }],
    moreFlows: 2,
  },
  {
    kind: 'must_not',
    index: 0,
    rule,
    status: 'broken',
    sentence: '2 flows match',
    flows: [{ id: 'b', capture: 0, frame: 9 }],
    moreFlows: 1,
  },
  {
    kind: 'must_not',
    index: 1,
    rule: 'key_events_above 3',
    status: 'blind',
    sentence: 'no log tells of keys',
    flows: [],
    moreFlows: 0,
  },
];

const places = (...captures: string[]): GatePlaces => ({
  expect: 'ci/gate rules.yaml',
  lineOf: ({ kind, index }) => (kind === 'must' ? 2 : 4) + index,
  captures,
});

describe('the report of a gate', () => {
  it('says on a terminal what is broken, and where to look', () => {
    expect(gateLines(outcomes())).toBe(
      'held   must: service http: 3 flows match\n' +
        'BROKEN must not: service http: 2 flows match (frame 9, and 1 more flow)\n' +
        'BLIND  must not: key_events_above 3: no log tells of keys\n',
    );
  });

  it('in JUnit counts a broken rule as a failure and a blind one as an error', () => {
    const xml = gateJunit('com.example.a', outcomes());
    expect(xml).toContain('tests="3" failures="1" errors="1"');
    expect(xml).toContain('<failure message="2 flows match" type="broken">frame 9, and 1 more flow</failure>');
    expect(xml).toContain('<error message="no log tells of keys" type="blind"/>');
  });

  it('in SARIF has what is not held, at the line of its rule, with the capture beside it', () => {
    const [run] = JSON.parse(gateSarif('1.2.3', places('a b.pcap'), outcomes())).runs;
    const at = (line: number) => ({
      physicalLocation: { artifactLocation: { uri: 'ci/gate%20rules.yaml' }, region: { startLine: line } },
    });
    expect(run.results.map(({ locations }: { locations: unknown }) => locations)).toEqual([[at(4)], [at(5)]]);
    expect(run.results[0].relatedLocations).toEqual([
      {
        id: 1,
        physicalLocation: { artifactLocation: { uri: 'a%20b.pcap' } },
        message: { text: 'frames 9' },
      },
    ]);
    expect(run.results[1].relatedLocations).toEqual([]);
  });

  it('in SARIF calls a rule the same whichever others fail', () => {
    const idsOf = (failed: GateOutcome[]) => {
      const [run] = JSON.parse(gateSarif('1', places('x'), failed)).runs;
      expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
        run.results.map(({ ruleId }: { ruleId: string }) => ruleId),
      );
      return run.results.map(({ ruleId }: { ruleId: string }) => ruleId);
    };
    const all = outcomes('destination *.ads.example, port 443');
    expect(idsOf(all)).toEqual(['must-not-destination-*.ads.example-port-443', 'must-not-key_events_above-3']);
    expect(idsOf(all.slice(2))).toEqual(['must-not-key_events_above-3']);
  });

  it.each(Object.entries(HOSTILE))('shows a hostile rule harmlessly: %s', (_, hostile) => {
    for (const text of [
      gateLines(outcomes(hostile)),
      gateJunit(hostile, outcomes(hostile)),
      gateSarif('1', { ...places(hostile), expect: hostile }, outcomes(hostile)),
    ]) {
      expect(text).not.toMatch(UNSAFE_TEXT);
    }
  });
});
