// The worker as it was built.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { reportFlowsOptions } from '../../src/report/html-report.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { collected } from '../support/report-parts.ts';

const built = fileURLToPath(new URL('../../dist/run/report-worker.js', import.meta.url));

it('collects what the lines say', async () => {
  const result = sampleResult();
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const path = join(folder, 'flows.ndjson');
  const lines = sampleFlows().map((flow) => `${jsonLine(flow)}\n`);
  writeFileSync(path, lines.join(''));
  const { totals, manifest } = { totals: result.totals, manifest: { captures: result.manifest.captures } };
  const task = { path, capture: { totals, manifest }, options: reportFlowsOptions(result) };
  const worker = new Worker(built, { workerData: task });
  try {
    const answer = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    expect(await answer).toEqual({
      ...(await collected(result)),
      series: (await collected(result)).series.map((series) => ({ ...series })),
    });
  } finally {
    await worker.terminate();
    rmSync(folder, { recursive: true });
  }
});
