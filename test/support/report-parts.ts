// Parts of reports for tests: rows of flows, the collected flows of a result, a finding with what its article needs.

import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import type { AnalysisResult } from '../../src/report/analysis-result.ts';
import type { FlowRows } from '../../src/report/flow-rows.ts';
import { FlowRowsBuilder } from '../../src/report/flow-rows-builder.ts';
import { reportFlows } from '../../src/report/html-report.ts';
import type { CollectedFlows } from '../../src/report/report-flows.ts';
import { sampleFlows } from './analysis-result.ts';

export function rowsOf(flows: readonly FlowRecord[] = sampleFlows(), limit = 100_000): FlowRows {
  const builder = new FlowRowsBuilder(limit);
  for (const flow of flows) builder.append(flow, 0);
  return builder.finish(['run42.pcapng']);
}

export async function collected(result: AnalysisResult, flowRows?: number): Promise<CollectedFlows> {
  const collector = reportFlows(result, flowRows === undefined ? {} : { flowRows });
  for await (const flow of result.flows()) collector.add(flow);
  return collector.finish();
}

export function firstFinding(result: AnalysisResult): FindingRecord {
  const [finding] = result.findings;
  if (finding === undefined) throw new Error('the sample has findings');
  return finding;
}

/** Text of a piece of HTML, its spaces as a reader sees them. */
export function textOf(html: string): string {
  return html
    .replace(/<(script|style|template|title|desc)[^>]*>.*?<\/\1>/gs, ' ')
    .replaceAll('<wbr>', '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
