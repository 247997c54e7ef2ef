import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { HOSTILE, sampleResult } from '../../support/analysis-result.ts';
import { chromium, openHtml } from '../../support/report-page.ts';

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('what the script makes of hostile text is text: no element comes of it', async () => {
    for (const hostile of [HOSTILE.markup, HOSTILE.bidi, HOSTILE.long]) {
      const { page, complaints } = await openHtml(await htmlReport(sampleResult({ hostile })));
      await page.fill('#flow-filter', 'uid:10166');
      await page.click('#flow-table tbody button');
      expect(await page.locator('#flow-table :is(script, img, iframe)').count()).toBe(0);
      expect(await page.title()).not.toBe('owned');
      expect((await page.textContent('#flow-table')) ?? '').not.toMatch(/[\p{Cf}\p{Cs}]/u);
      expect(complaints).toEqual([]);
    }
  });
});
