// The worker as it was built, behind a file that grows.

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { reportFlowsOptions } from '../../src/report/html-report.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { LineFollower } from '../../src/run/followed-lines.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { collected } from '../support/report-parts.ts';

const built = fileURLToPath(new URL('../../dist/run/report-worker.js', import.meta.url));

it('collects what the lines say, those that come late included', async () => {
  const result = sampleResult();
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const path = join(folder, 'flows.ndjson');
  const follower = new LineFollower();
  writeFileSync(path, '');
  const { totals, manifest } = { totals: result.totals, manifest: { captures: result.manifest.captures } };
  const task = { path, shared: follower.shared, capture: { totals, manifest }, options: reportFlowsOptions(result) };
  const worker = new Worker(built, { workerData: task });
  try {
    const answer = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    for (const flow of sampleFlows()) {
      appendFileSync(path, `${jsonLine(flow)}\n`);
      follower.grown();
    }
    await setTimeout(20);
    follower.ended();
    expect(await answer).toEqual({
      ...(await collected(result)),
      series: (await collected(result)).series.map((series) => ({ ...series })),
    });
  } finally {
    await worker.terminate();
    rmSync(folder, { recursive: true });
  }
});
