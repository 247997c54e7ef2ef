import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { terminalSummary } from '../../src/report/terminal-summary.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
test('x', () => {
  const w = { folder: 'out', files: ['flows.ndjson', 'channels.ndjson', 'apps.ndjson', 'findings.ndjson', 'coverage.json', 'report.html', 'manifest.json'] };
  let s = '';
  for (const columns of [110, 60]) for (const captureOnly of [false, true]) s += `${'='.repeat(columns)}\n` + terminalSummary(sampleResult({ captureOnly }), { columns, colour: false, ...(captureOnly ? {} : { written: w }) });
  s += terminalSummary(sampleResult({ hostile: HOSTILE.zalgo }), { columns: 100, colour: false });
  writeFileSync('/tmp/rep/term.txt', s);
});
