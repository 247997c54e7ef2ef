import { describe, expect, it } from 'vitest';
import type { GateOutcome } from '../../src/evidence/gate-check.ts';
import { gateJunit, gateLines, gateSarif } from '../../src/report/gate-report.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { UNSAFE_TEXT } from '../support/native-records.ts';

const outcomes = (rule = 'service http'): GateOutcome[] => [
  { kind: 'must', rule, status: 'held', sentence: '3 flows match', flows: [{ id: 'a', capture: 0, frame: 7 }] },
  { kind: 'must_not', rule, status: 'broken', sentence: '2 flows match', flows: [{ id: 'b', capture: 0, frame: 9 }] },
  { kind: 'must_not', rule: 'key_events_above 3', status: 'blind', sentence: 'no log tells of keys', flows: [] },
];

describe('the report of a gate', () => {
  it('says on a terminal what is broken, and where to look', () => {
    expect(gateLines(outcomes())).toBe(
      'held   must: service http: 3 flows match\n' +
        'BROKEN must not: service http: 2 flows match (frames 9)\n' +
        'BLIND  must not: key_events_above 3: no log tells of keys\n',
    );
  });

  it('in JUnit counts a broken rule as a failure and a blind one as an error', () => {
    const xml = gateJunit('com.example.a', outcomes());
    expect(xml).toContain('tests="3" failures="1" errors="1"');
    expect(xml).toContain('<failure message="2 flows match" type="broken"/>');
    expect(xml).toContain('<error message="no log tells of keys" type="blind"/>');
  });

  it('in SARIF has what is not held, with its rule and its capture', () => {
    const [run] = JSON.parse(gateSarif('1.2.3', ['a b.pcap'], outcomes())).runs;
    expect(run.results).toHaveLength(2);
    const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const { ruleId } of run.results) expect(ids).toContain(ruleId);
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b.pcap');
  });

  it.each(Object.entries(HOSTILE))('shows a hostile rule harmlessly: %s', (_, hostile) => {
    for (const text of [
      gateLines(outcomes(hostile)),
      gateJunit(hostile, outcomes(hostile)),
      gateSarif('1', ['x'], outcomes(hostile)),
    ]) {
      expect(text).not.toMatch(UNSAFE_TEXT);
    }
  });
});
