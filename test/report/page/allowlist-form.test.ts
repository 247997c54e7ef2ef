import { expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { sampleResult } from '../../support/analysis-result.ts';

test('a file has no form: it could write nothing', async () => {
  expect(await htmlReport(sampleResult())).not.toContain('<form');
});
