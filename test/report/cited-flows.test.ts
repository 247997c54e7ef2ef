import { expect, test } from 'vitest';
import { citedFlowIds } from '../../src/report/cited-flows.ts';
import { sampleResult } from '../support/analysis-result.ts';

test('each finding is represented by the first flow that any of its evidence cites', () => {
  const { findings } = sampleResult();
  const [finding] = findings;
  if (finding === undefined) throw new Error('the sample has findings');
  const [evidence] = finding.evidence;
  if (evidence === undefined) throw new Error('the finding has evidence');
  const cites = (flows: string[]) => ({ ...evidence, flows });
  expect([...citedFlowIds([{ ...finding, evidence: [cites([]), cites(['b', 'c']), cites(['a'])] }])]).toEqual(['b']);
  expect([...citedFlowIds([{ ...finding, evidence: [] }])]).toEqual([]);
  expect(citedFlowIds(findings).size).toBeLessThanOrEqual(findings.length);
});
