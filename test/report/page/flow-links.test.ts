import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { sampleResult } from '../../support/analysis-result.ts';
import { chromium, openHtml } from '../../support/report-page.ts';

const html = await htmlReport(sampleResult());

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('a number of the report leads to its flows, a second time too', async () => {
    const { page } = await openHtml(html);
    const link = page.locator('#apps a', { hasText: /^24$/ });
    await link.click();
    await page.waitForFunction(() => document.getElementById('flow-count')?.textContent === '24 of 342 flows match');
    expect(await page.inputValue('#flow-filter')).toBe('uid:10166');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('flows-title');
    await page.fill('#flow-filter', '');
    await link.click();
    await page.waitForFunction(() => document.getElementById('flow-count')?.textContent === '24 of 342 flows match');
  });

  test('a page opened with a filter begins with it, and a broken one does no harm', async () => {
    const { page } = await openHtml(html, { hash: '#q=uid%3A10166' });
    expect(await page.textContent('#flow-count')).toBe('24 of 342 flows match');
    const broken = await openHtml(html, { hash: '#q=%E0%A4%A' });
    expect(await broken.page.textContent('#flow-count')).toContain('of 342 flows match');
    expect(broken.complaints).toEqual([]);
  });
});
