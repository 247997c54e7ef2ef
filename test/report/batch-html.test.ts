import { describe, expect, it } from 'vitest';
import { batchHtml } from '../../src/report/batch-html.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { batchReport, lakeOfDays, usualDays, WATCHED } from '../support/batch-lake.ts';
import { chromium, openHtml } from '../support/report-page.ts';
import { textOf } from '../support/report-parts.ts';

/** Without the parts that are ours: style and script. */
function markup(html: string): string {
  return html.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
}

const DAYS = [...usualDays(3), { name: HOSTILE.markup }, { alert: true, version: '4.2', domain: 'c2.example' }];

describe('the page over all apps', () => {
  it('opens with the headline, then the apps in order, alerts first', async () => {
    const report = await batchReport(await lakeOfDays(DAYS));
    const html = batchHtml(report);
    const shown = textOf(html);
    expect(shown).toContain(`One of ${report.apps.length} apps has an alert`);
    expect(shown).toContain('5 captures of 1 device, 2026-01-09');
    const rows = [...html.matchAll(/<th scope="row"[^>]*>(?:<a href="#app-1">)?<span class="id">(.*?)<\/span>/g)];
    // Names are broken at their dots.
    expect(rows[0]?.[1]).toBe(WATCHED.replaceAll('.', '.<wbr>'));
    expect(rows.length).toBe(report.apps.length);
    expect(html.match(/<svg class="spark"/g)?.length).toBeGreaterThanOrEqual(report.apps.length);
  });

  it('every id is used once, and every link has its target', async () => {
    const html = markup(batchHtml(await batchReport(await lakeOfDays(DAYS))));
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id as string);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target = ''] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, target = ''] of html.matchAll(/aria-labelledby="([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('loads nothing, and no name becomes markup', async () => {
    const html = markup(batchHtml(await batchReport(await lakeOfDays(DAYS))));
    for (const [, target] of html.matchAll(/\s(?:href|src|action|poster|data|srcset)="([^"]*)"/g))
      expect(target).toMatch(/^#/);
    expect(html).not.toMatch(/https?:\/\/|<img|<script/);
    expect(html).toContain('&lt;/script&gt;');
    expect(html).toContain(`default-src 'none'`);
  });

  it.skipIf(chromium === undefined)(
    'opens in a browser without a request or a complaint (needs chromium)',
    async () => {
      const html = batchHtml(await batchReport(await lakeOfDays(DAYS)));
      for (const width of [1280, 400]) {
        const { page, requests, complaints } = await openHtml(html, { theme: 'dark', width, ready: false });
        expect(await page.textContent('#theme')).toBe('Light theme');
        await page.click('a[href="#app-1"] >> nth=0');
        expect(await page.title()).toBe('Apps of lake: cipherscope report');
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        expect([requests, complaints]).toEqual([[], []]);
      }
    },
  );

  it('of thousands of apps shows the first, and says how many more are in apps.csv', async () => {
    const report = await batchReport(await lakeOfDays(DAYS));
    const [alert] = report.apps;
    if (alert === undefined) throw new Error('the lake has apps');
    const apps = Array.from({ length: 3000 }, (_, i) => ({ ...alert, app: `app.n${i}`, rank: i + 1 }));
    const html = batchHtml({ ...report, apps });
    expect(html.match(/<article/g)).toHaveLength(60);
    expect(html.match(/<tr><th scope="row"/g)).toHaveLength(200);
    const shown = textOf(html);
    expect(shown).toContain('2,800 more apps: apps.csv has all of them, in the same order.');
    expect(shown).toContain('2,940 more apps with something to tell: apps.csv has all of them');
    expect(shown).toContain('3,000 of 3,000 apps have alerts');
  });

  it('of an empty lake says that there is nothing', async () => {
    const shown = textOf(batchHtml(await batchReport(await lakeOfDays([]))));
    expect(shown).toContain('The lake has no session of any app: there is nothing to rank.');
    expect(shown).toContain('There is no app to show.');
  });
});
