import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { sampleResult } from '../../support/analysis-result.ts';
import { chromium, openHtml } from '../../support/report-page.ts';

const html = await htmlReport(sampleResult());

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('begins with the theme of the system and names the other one', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page } = await openHtml(html, { theme });
      const other = theme === 'light' ? 'dark' : 'light';
      expect(await page.textContent('#theme')).toBe(other === 'dark' ? 'Dark theme' : 'Light theme');
      await page.click('#theme');
      expect(await page.getAttribute('html', 'data-theme')).toBe(other);
      expect(await page.textContent('#theme')).toBe(theme === 'dark' ? 'Dark theme' : 'Light theme');
    }
  });

  test('print is light and opens what is folded for the screen only', async () => {
    const { page } = await openHtml(html, { theme: 'dark' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('details.printed:not([open])').count()).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.locator('details.printed[open]').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(ground).toBe('rgb(255, 255, 255)');
  });
});
