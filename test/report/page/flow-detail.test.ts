import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { sampleResult } from '../../support/analysis-result.ts';
import { chromium, openHtml } from '../../support/report-page.ts';

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('a start time opens a Wireshark filter and a tshark line, and closes them again', async () => {
    const { page } = await openHtml(await htmlReport(sampleResult()));
    await page.fill('#flow-filter', 'uid:10187');
    const open = page.locator('#flow-table tbody button').first();
    await open.click();
    const [filter, command] = await page.locator('tr.detail code').allTextContents();
    expect(filter).toMatch(
      /^ip\.addr == 10\.0\.2\.15 && ip\.addr == 203\.0\.113\.45 && tcp\.port == \d+ && tcp\.port == 4443 && frame\.number >= \d+ && frame\.number <= \d+$/,
    );
    expect(command).toBe(`tshark -r 'run42.pcapng' -Y '${filter}'`);
    expect(await page.textContent('tr.detail p')).toMatch(/UID 10187 · flow_id 1018700000000000$/);
    expect(await open.getAttribute('aria-expanded')).toBe('true');
    await open.click();
    expect(await page.locator('tr.detail').count()).toBe(0);
    expect(await open.getAttribute('aria-expanded')).toBe('false');
  });

  test('a capture file with quotes in its name cannot leave its quotes in the command', async () => {
    const { page } = await openHtml(await htmlReport(sampleResult({ hostile: `x'; rm -rf ~; '.pcap` })));
    await page.locator('#flow-table tbody button').first().click();
    expect((await page.locator('tr.detail code').allTextContents())[1]).toMatch(
      /^tshark -r 'x'\\''; rm -rf ~; '\\''\.pcap' -Y '/,
    );
  });
});
