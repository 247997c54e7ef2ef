import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { htmlReport } from '../../../src/report/html-report.ts';
import { runView } from '../../../src/run/view-command.ts';
import { sampleResult } from '../../support/analysis-result.ts';
import { demoPath } from '../../support/demo.ts';
import { outputFolder } from '../../support/output-folder.ts';
import { chromium, openAddress } from '../../support/report-page.ts';

test('a file has no form: it could write nothing', async () => {
  expect(await htmlReport(sampleResult())).not.toContain('<form');
});

describe.skipIf(chromium === undefined)('in a browser (needs chromium)', () => {
  test('a decision made in the viewer is a rule in the file', async () => {
    const end = new AbortController();
    const stdout = new PassThrough();
    const allowlist = join(await outputFolder(), 'allow.json');
    const options = { folder: demoPath('expected'), port: 0, allowlist, quiet: true };
    const running = runView(options, { stdout, stderr: new PassThrough(), signal: end.signal });
    const address = String(await new Promise((resolve) => stdout.once('data', resolve))).trim();
    const { page, complaints, requests } = await openAddress(address);
    const form = page.locator('#finding-1 form');
    await form.locator('[name=reason]').fill('Statistics of its maker.');
    await form.locator('[name=owner]').fill('A. Analyst');
    await form.getByRole('button', { name: 'Add rule' }).click();
    await page.waitForFunction(() => document.querySelector('#finding-1 form [role=status]')?.textContent !== '');
    expect(await form.locator('[role=status]').textContent()).toMatch(/^Rule "com\.example\..+" is in allow\.json\./);
    const { rules } = JSON.parse(readFileSync(allowlist, 'utf8'));
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({ reason: 'Statistics of its maker.', owner: 'A. Analyst' });
    const named = await page.locator('#finding-1-title').textContent();
    await form.getByRole('button', { name: 'Show the report with this rule' }).click();
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    expect(await page.locator('#finding-1-title').textContent()).not.toBe(named);
    expect(await page.locator('details.explained').textContent()).toContain(named);
    expect(await page.locator('#hidden').textContent()).toContain('Statistics of its maker.');
    await page.fill('#flow-filter', 'svc:=dns');
    await page.waitForFunction(() =>
      / of \d+ flows match$/.test(document.getElementById('flow-count')?.textContent ?? ''),
    );
    await page.locator('#flow-table tbody .row-button').first().click();
    await page.click('tr.detail > td > button');
    await page.waitForSelector('tr.detail pre');
    expect(JSON.parse((await page.textContent('tr.detail pre')) ?? '')).toMatchObject({ service: 'dns' });
    expect(complaints).toEqual([]);
    expect(requests.every((request) => request.startsWith(address))).toBe(true);
    end.abort();
    expect(await running).toBe(0);
  });
});
