// The files of one analysis, written: lines of flows on their way, then the records, then the report.

import { performance } from 'node:perf_hooks';
import { htmlReportParts, reportFlowsOptions } from '../report/html-report.ts';
import type { NativeOutput } from '../report/native-output.ts';
import type { Analysis } from './analysis.ts';
import { reportCollector } from './report-thread.ts';

/** Returns the names of the files that were written. `workers`: threads that there may be. */
export async function writeFiles(
  analysis: Pick<Analysis, 'result' | 'flowLines' | 'linesRead'>,
  output: NativeOutput,
  workers: number,
  note: (message: string) => void,
): Promise<string[]> {
  const { result } = analysis;
  const writer = await output.flowWriter();
  // The report reads the lines as they pass by, or many of them afterwards.
  const flows = reportCollector(output.stagedPath('flows.ndjson'), result, reportFlowsOptions(result), {
    workers,
    flows: result.totals.flows,
  });
  let reportMs = 0;
  try {
    let written: Promise<void> | undefined;
    try {
      for (const block of analysis.flowLines()) {
        if (written !== undefined) await written;
        written = writer.write(block);
        written?.catch(() => undefined);
        const startMs = performance.now();
        flows.pass(block);
        reportMs += performance.now() - startMs;
      }
      if (written !== undefined) await written;
    } finally {
      await writer.close();
    }
    analysis.linesRead();
    flows.ended();
    await output.writeRecords(result);
    const startMs = performance.now();
    await output.writeText('report.html', await htmlReportParts(result, {}, await flows.collected()));
    reportMs += performance.now() - startMs;
  } finally {
    await flows.close();
  }
  note(`report.html took ${(reportMs / 1000).toFixed(3)} s`);
  return output.commit();
}
