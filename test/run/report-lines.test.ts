import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { reportFlowsOptions } from '../../src/report/html-report.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { collectLines } from '../../src/run/report-lines.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { collected } from '../support/report-parts.ts';

it('what the lines of a file say is what their records say', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  try {
    const path = join(folder, 'flows.ndjson');
    const capture = sampleResult();
    const options = reportFlowsOptions(capture);
    const lines = sampleFlows().map((flow) => `${jsonLine(flow)}\n`);
    writeFileSync(path, lines.join(''));
    expect(collectLines({ path, capture, options })).toEqual(await collected(capture));
    expect(() => collectLines({ path: join(folder, 'none'), capture, options })).toThrow(/ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
