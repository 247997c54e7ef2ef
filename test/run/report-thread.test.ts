import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { reportFlowsOptions } from '../../src/report/html-report.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { ReportThread, reportCollector } from '../../src/run/report-thread.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { collected } from '../support/report-parts.ts';

const result = sampleResult();
const options = reportFlowsOptions(result);
const lines = Buffer.from(
  sampleFlows()
    .map((flow) => `${jsonLine(flow)}\n`)
    .join(''),
);
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  path = join(folder, 'flows.ndjson');
  writeFileSync(path, '');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('a thread is there for many flows only, where there may be one', async () => {
  for (const [counts, isApart] of [
    [{ workers: 2, flows: 39_999 }, false],
    [{ workers: 2, flows: 40_000 }, true],
    [{ workers: 1, flows: 40_000 }, false],
    [{ workers: 2, flows: 2_000_000 }, false],
  ] as const) {
    const collector = reportCollector(path, result, options, counts);
    expect(collector instanceof ReportThread).toBe(isApart);
    await collector.close();
  }
});

it('few flows are collected as they pass', async () => {
  const here = reportCollector(path, result, options, { workers: 1, flows: 342 });
  here.pass(lines);
  here.ended();
  expect(await here.collected()).toEqual(await collected(result));
  await here.close();
});

/** No worker stands beside the source: this is what happens where one cannot be started. */
it('where the thread fails, the file is read in the end, and says the same', async () => {
  const apart = new ReportThread(path, result, options);
  appendFileSync(path, lines);
  apart.ended();
  expect(await apart.collected()).toEqual(await collected(result));
  await apart.close();
});
