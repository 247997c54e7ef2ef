import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { CitedChannels } from '../../src/report/cited-channels.ts';
import { ViewedPage } from '../../src/run/viewed-page.ts';
import { sampleFlows, sampleResult } from '../support/analysis-result.ts';
import { outputFolder } from '../support/output-folder.ts';
import { collected, textOf } from '../support/report-parts.ts';

const served = { extent: 'All.', total: 342, severalDays: false, allowForm: () => '' };
const RULES = [{ id: 'lumen', package: 'com.lumen.flashlight', reason: 'ours', owner: 'me', expires: '2030-01-01' }];

async function viewed() {
  const result = sampleResult();
  const channels = new CitedChannels(result.findings);
  for (const flow of sampleFlows()) channels.add(flow);
  const flows = await collected(result);
  const allowlist = join(await outputFolder(), 'allow.json');
  return { page: new ViewedPage(result, channels, flows, served, allowlist), flows, allowlist };
}

const flowsOfFinding = ({ rows }: Awaited<ReturnType<typeof collected>>, number: number) =>
  rows.columns.finding.subarray(0, rows.count).filter((value) => value === number).length;

test('a rule that is written shows when the page is asked for again, and flows follow their finding to its new number', async () => {
  const { page, flows, allowlist } = await viewed();
  const before = await page.html();
  expect(textOf(before)).toContain('One of 6 apps sends ciphertext');
  expect(await page.html()).toBe(before);
  const cited = flowsOfFinding(flows, 1);
  expect(cited).toBeGreaterThan(0);
  writeFileSync(allowlist, JSON.stringify({ rules: RULES }));
  const after = await page.html();
  expect(textOf(after)).toContain('No alert. One of 6 apps needs a look: org.fairweather.widget');
  const number = /id="finding-(\d+)-title"[^>]*><span class="id">com\.lumen\.flashlight/.exec(after)?.[1];
  expect(number).not.toBe('1');
  expect(flowsOfFinding(flows, Number(number))).toBe(cited);
  expect(after).toContain(`<a href="#q=finding%3A${number}">92 flows cited</a>`);
  writeFileSync(allowlist, JSON.stringify({ rules: [] }));
  expect(flowsOfFinding(flows, 1)).not.toBe(cited);
  expect(textOf(await page.html())).toContain('One of 6 apps sends ciphertext');
  expect(flowsOfFinding(flows, 1)).toBe(cited);
});

test('a damaged file of rules is named', async () => {
  const { page, allowlist } = await viewed();
  writeFileSync(allowlist, '{');
  await expect(page.html()).rejects.toThrow(UserError);
});
