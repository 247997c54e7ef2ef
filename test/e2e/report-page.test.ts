// The report of the demo as its readers meet it: in a browser, with the keyboard alone, on a phone, enlarged, by the rules of screen readers.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html-report.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { runBuilt } from '../support/built-command.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';
import { chromium, openHtml } from '../support/report-page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const output = mkdtempSync(join(tmpdir(), 'cipherscope-report-'));
let html = '';

beforeAll(async () => {
  const { code, stderr } = await runBuilt(['analyze', demoCapture, '-t', demoLogs, '-o', output]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  html = readFileSync(join(output, 'report.html'), 'utf8');
});
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** Ids of the rules that axe-core finds broken, with the first element each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
  });
}

async function isScrolledSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

describe.skipIf(chromium === undefined)('the report of the demo in a browser (needs chromium)', () => {
  test('asks nobody for anything and has nothing to complain about', async () => {
    const { page, requests, complaints } = await openHtml(html);
    await page.click('#theme');
    await page.click('#flow-csv');
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('breaks no rule of axe-core, folded or open, %s', async (theme) => {
    const { page } = await openHtml(html, { theme });
    expect(await violations(page)).toEqual([]);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    await page.click('#flow-table tbody button');
    expect(await violations(page)).toEqual([]);
  });

  test('the packets of a finding can be reached with the keyboard alone', async () => {
    const { page } = await openHtml(html);
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (wanted: RegExp): Promise<void> => {
      for (let i = 0; i < 400; i += 1) {
        await page.keyboard.press('Tab');
        if (wanted.test(await focused())) return;
      }
      throw new Error(`no Tab leads to ${wanted}`);
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the report');
    await page.keyboard.press('Enter');
    await tabTo(/^\d+ flows? cited$/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'flows-title');
    expect(await page.inputValue('#flow-filter')).toBe('finding:1');
    await tabTo(/^\d\d:\d\d:\d\d\.\d{3}$/);
    await page.keyboard.press('Enter');
    expect(await page.textContent('tr.detail')).toContain("tshark -r 'demo.pcapng' -Y 'ip.addr == ");
    await tabTo(/^Copy$/);
  });

  test('nothing scrolls sideways but charts in their boxes: on a phone, and enlarged to 200 %', async () => {
    for (const width of [390, 640]) {
      const { page } = await openHtml(html, { width });
      expect(await isScrolledSideways(page), `${width} px`).toBe(false);
      await page.click('#flow-table tbody button');
      expect(await isScrolledSideways(page), `${width} px, with a row open`).toBe(false);
    }
  });

  test('on a phone every table is read without scrolling sideways, and its values keep their titles', async () => {
    const { page } = await openHtml(html, { width: 390 });
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('.scroll')]
        .filter((box) => box.closest('figure') === null && box.scrollWidth > box.clientWidth)
        .map((box) => box.textContent?.slice(0, 60)),
    );
    expect(wide).toEqual([]);
    const title = await page.evaluate(() => {
      const cell = document.querySelector('#destinations td.number') as Element;
      return getComputedStyle(cell, '::before').content;
    });
    expect(title).toContain('Flows');
  });

  test.each(Object.entries(HOSTILE))(
    'names that a capture makes up break neither the rules nor the page of a phone: %s',
    async (_name, hostile) => {
      const { page, complaints } = await openHtml(await htmlReport(sampleResult({ hostile })), { width: 390 });
      await page.click('#flow-table tbody button');
      expect(await isScrolledSideways(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  test('neither does an empty state: no log, no finding', async () => {
    for (const width of [390, 1280]) {
      const { page, complaints } = await openHtml(await htmlReport(sampleResult({ captureOnly: true })), { width });
      expect(await isScrolledSideways(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    }
  });

  test('every number that leads to flows leads to some', async () => {
    const { page } = await openHtml(html);
    const filters = await page.evaluate(() => [
      ...new Set([...document.querySelectorAll('a[href^="#q="]')].map((link) => link.getAttribute('href') ?? '')),
    ]);
    expect(filters.length).toBeGreaterThan(40);
    for (const href of filters) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, href);
      await page.waitForFunction(
        (filter) => (document.getElementById('flow-filter') as HTMLInputElement).value === filter,
        decodeURIComponent(href.slice(3)),
      );
      expect(await page.textContent('#flow-count'), href).not.toMatch(/^0 of/);
    }
  });

  test('it prints, without what only a screen needs', async () => {
    const { page } = await openHtml(html, { theme: 'dark' });
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['nav', '.buttons', '.filter', '.pages']) {
      expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
    }
    expect(await page.locator('.verdict').isVisible()).toBe(true);
  });
});

test.skipIf(chromium !== undefined)('a browser is not here: the report was not looked at (chromium)', () => undefined);
