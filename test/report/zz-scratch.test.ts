import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { htmlReport } from '../../src/report/html-report.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
test('x', async () => {
  writeFileSync('/tmp/rep/r.html', await htmlReport(sampleResult({ times: 10 })));
  writeFileSync('/tmp/rep/cap.html', await htmlReport(sampleResult({ captureOnly: true })));
  writeFileSync('/tmp/rep/host.html', await htmlReport(sampleResult({ hostile: Object.values(HOSTILE).join(' ') })));
});
