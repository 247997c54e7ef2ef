// What report.html needs of the flows, out of a file of their lines.

import { closeSync, openSync } from 'node:fs';
import {
  type CollectedFlows,
  type ReportedCapture,
  ReportFlows,
  type ReportFlowsOptions,
} from '../report/report-flows.ts';
import { lineBlocks } from './line-blocks.ts';

/** Can be sent to another thread. */
export interface ReportTask {
  /** Of a file of whole lines of flows.ndjson. */
  readonly path: string;
  readonly capture: ReportedCapture;
  readonly options: ReportFlowsOptions;
}

export function collectLines({ path, capture, options }: ReportTask): CollectedFlows {
  const flows = new ReportFlows(capture, options);
  const descriptor = openSync(path, 'r');
  try {
    for (const block of lineBlocks(descriptor)) flows.addLines(block);
  } finally {
    closeSync(descriptor);
  }
  return flows.finish();
}
