import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { HOSTILE, sampleResult } from '../../support/analysis-result.ts';
import { chromium, openHtml } from '../../support/report-page.ts';

const html = await htmlReport(sampleResult());

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('a filter says how many flows match', async () => {
    const { page } = await openHtml(html);
    await page.fill('#flow-filter', 'app:flashlight up:>=923');
    expect(await page.textContent('#flow-count')).toBe('61 of 342 flows match');
    await page.fill('#flow-filter', 'nothing like this');
    expect(await page.textContent('#flow-table tbody')).toBe('No flow matches this filter.');
    await page.click('#flow-clear');
    expect(await page.textContent('#flow-count')).toBe('342 flows');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('flow-filter');
  });

  test('a head sorts by its column, numbers largest first, and says so', async () => {
    const { page } = await openHtml(html);
    const head = page.locator('#flow-table th', { hasText: 'Bytes up' });
    const first = (): Promise<string | null> => page.locator('#flow-table tbody tr td').nth(8).textContent();
    await head.locator('button').click();
    expect([await first(), await head.getAttribute('aria-sort')]).toEqual(['48,232', 'descending']);
    await head.locator('button').click();
    expect([await first(), await head.getAttribute('aria-sort')]).toEqual(['700', 'ascending']);
    await page.locator('#flow-table th', { hasText: 'App' }).locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBeNull();
  });

  test('pages turn, can be larger, and their ends cannot be passed', async () => {
    const { page } = await openHtml(html);
    const range = (): Promise<string | null> => page.textContent('#flow-range');
    expect(await range()).toBe('1 to 25');
    expect(await page.isDisabled('#flow-previous')).toBe(true);
    await page.click('#flow-next');
    expect(await range()).toBe('26 to 50');
    await page.selectOption('#flow-rows', '500');
    expect(await range()).toBe('1 to 342');
    expect(await page.isDisabled('#flow-next')).toBe(true);
    expect(await page.locator('#flow-table tbody tr').count()).toBe(342);
  });

  test('a cited flow leads to its finding', async () => {
    const { page } = await openHtml(html);
    await page.fill('#flow-filter', 'finding:2');
    await page.click('#flow-table tbody a');
    expect(new URL(page.url()).hash).toBe('#finding-2');
  });

  test('the CSV that is downloaded holds what matches', async () => {
    const { page } = await openHtml(await htmlReport(sampleResult({ hostile: HOSTILE.formula })));
    await page.fill('#flow-filter', 'uid:10166');
    const download = page.waitForEvent('download');
    await page.click('#flow-csv');
    const file = await download;
    expect(file.suggestedFilename()).toBe('flows.csv');
    const text = await readFile(await file.path(), 'utf8');
    expect(text.split('\r\n')).toHaveLength(26);
    expect(text).toContain(`"'=HYPERLINK(`);
  });

  test('a server that does not answer any more is told, and the rows stay', async () => {
    // Opened as a file, the page that asks a server finds none.
    const served = await htmlReport(sampleResult(), {
      served: { extent: 'All 342 flows.', total: 342, severalDays: false, allowForm: () => '' },
    });
    const { page } = await openHtml(served);
    expect(await page.textContent('#flow-count')).toContain('Is cipherscope view still running?');
    await page.click('#flow-csv');
    expect(await page.textContent('#flow-count')).toContain('The flows cannot be had');
  });
});
