// Which flows findings rest on: the first of each finding stands for it where a format wants one.

import type { FindingRecord } from '../evidence/finding-record.ts';

/** The first flow that each finding cites, in the order of the findings. */
export function citedFlowIds(findings: readonly FindingRecord[]): Set<string> {
  return new Set(findings.flatMap((finding) => finding.evidence.find(({ flows }) => flows.length > 0)?.flows[0] ?? []));
}
