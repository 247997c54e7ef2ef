import { expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { sampleResult } from '../../support/analysis-result.ts';
import { chromium, openHtml } from '../../support/report-page.ts';

test.skipIf(chromium === undefined)(
  'the page gets ready by itself, without a question and without a complaint (needs chromium)',
  async () => {
    const { page, requests, complaints } = await openHtml(await htmlReport(sampleResult()));
    expect(await page.getAttribute('html', 'data-ready')).toBe('true');
    expect(await page.textContent('#flow-count')).toBe('342 flows');
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  },
);

test.skipIf(chromium === undefined)(
  'data that cannot be read is said where the table would be (needs chromium)',
  async () => {
    const html = (await htmlReport(sampleResult())).replace(/(<template id="flow-data"[^>]*>).{40}/, '$1');
    const { page } = await openHtml(html);
    expect(await page.getAttribute('html', 'data-ready')).toBe('failed');
    expect(await page.textContent('#flow-count')).toContain('The flow table cannot be read');
  },
);
