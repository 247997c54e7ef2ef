import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { sampleResult } from '../../support/analysis-result.ts';
import { chromium, openHtml } from '../../support/report-page.ts';

const html = await htmlReport(sampleResult());

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('the line is in the clipboard, and the button says so until it is left', async () => {
    const { page } = await openHtml(html);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const button = page.locator('#finding-1 [data-copy]').first();
    await button.click();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await button.getAttribute('data-copy'));
    await page.focus('#flow-filter');
    expect(await button.textContent()).toBe('Copy');
  });

  test('pressed twice it is what it was once it is left, and its name says what was done', async () => {
    const { page } = await openHtml(html);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const button = page.locator('#finding-1 [data-copy]').first();
    const name = await button.getAttribute('aria-label');
    for (let press = 0; press < 2; press++) {
      await button.press('Enter');
      await page.waitForFunction(() => document.activeElement?.textContent === 'Copied');
    }
    expect(await button.getAttribute('aria-label')).toBe(name === null ? null : `Copied: ${name}`);
    await page.focus('#flow-filter');
    expect([await button.textContent(), await button.getAttribute('aria-label')]).toEqual(['Copy', name]);
  });

  test('without a clipboard the line is selected', async () => {
    const { page } = await openHtml(html);
    await page.evaluate(() => {
      Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error('denied')) });
    });
    const button = page.locator('#finding-1 [data-copy]').first();
    await button.click();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Selected');
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(await button.getAttribute('data-copy'));
  });
});
