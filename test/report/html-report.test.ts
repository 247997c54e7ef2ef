import { describe, expect, test } from 'vitest';
import { channelList } from '../../src/report/channel-list.ts';
import { htmlReport, htmlReportParts, reportFlows } from '../../src/report/html-report.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { textOf } from '../support/report-parts.ts';

const SECTIONS = ['gaps', 'findings', 'apps', 'traffic', 'destinations', 'posture', 'hidden', 'flows', 'settings'];

/** Without the parts that are ours: style, script, data. */
function markup(html: string): string {
  return html.replace(/<(script|style|template)[^>]*>.*?<\/\1>/gs, '');
}

test('opens with the verdict, the pattern and the facts', async () => {
  const shown = textOf(await htmlReport(sampleResult()));
  expect(shown).toContain(
    'run42.pcapng 2026-01-09 00:00 to 2026-01-10 00:00 UTC, provenance emulator, analysed with cipherscope 0.1.0',
  );
  expect(shown).toContain(
    'One of 6 apps sends ciphertext in a way that nothing known about it explains: com.lumen.flashlight .',
  );
  expect(shown).toContain('It is a pattern, not proof of malice.');
});

test('has its parts in order, gaps before findings, each with a heading and a link in the contents', async () => {
  const html = await htmlReport(sampleResult());
  const sections = [...html.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
  expect(sections).toEqual(SECTIONS);
  const links = [...html.matchAll(/<li><a href="#([a-z0-9-]+)"/g)].map(([, id]) => id);
  expect(links).toEqual(['finding-1', 'finding-2', 'finding-3', ...SECTIONS.filter((id) => id !== 'findings')]);
  for (const id of links) expect(html).toContain(`id="${id}"`);
  expect(html.match(/<h1/g)).toHaveLength(1);
});

test('explained findings are folded, not hidden', async () => {
  const html = await htmlReport(sampleResult());
  expect(html).toMatch(
    /<summary>1 explained finding, by catalogue, allowlist or baseline<\/summary><article class="finding expected"/,
  );
});

test('every id is used once, and every reference has its id', async () => {
  const html = markup(await htmlReport(sampleResult()));
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id as string);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, references] of html.matchAll(/aria-labelledby="([^"]+)"|<label for="([^"]+)"/g)) {
    for (const id of (references ?? '').split(' ').filter(Boolean)) expect(ids).toContain(id);
  }
});

test('loads nothing: no address, no source but the page itself', async () => {
  const html = markup(await htmlReport(sampleResult()));
  for (const [, target] of html.matchAll(/\s(?:href|src|action|poster|data|srcset)="([^"]*)"/g))
    expect(target).toMatch(/^#/);
  expect(html).not.toMatch(/https?:\/\//);
});

test('the same result gives the same bytes, from records and from lines', async () => {
  const result = sampleResult();
  const page = await htmlReport(result);
  expect(await htmlReport(sampleResult())).toBe(page);
  const pieces = [...(await htmlReportParts(result))];
  expect(pieces.length).toBeGreaterThan(SECTIONS.length);
  expect(pieces.join('')).toBe(page);
  const flows = reportFlows(result);
  for (const flow of result.flows() as never[]) flows.addLines(Buffer.from(`${jsonLine(flow)}\n`));
  expect(await htmlReport(result, {}, flows.finish())).toBe(page);
});

test('forty findings have an article, sixteen of them charts, four hundred more a line; the rest is counted', async () => {
  const result = sampleResult();
  const [alert] = result.findings;
  if (alert === undefined) throw new Error('the sample has findings');
  result.findings = Array.from({ length: 443 }, (_, i) => ({ ...alert, finding_id: `f${i}` }));
  const html = await htmlReport(result);
  expect(html.match(/<article/g)).toHaveLength(40);
  expect(html.match(/<figure class="wide"/g)).toHaveLength(16);
  expect(html).toContain('400 further findings, of lower rank');
  expect(html).toContain('id="finding-440"');
  expect(html).toContain('3 more findings of lower rank in findings.ndjson.');
  expect(await htmlReport(sampleResult())).not.toContain('of lower rank');
});

test('a capture without logs, and an analysis of nothing, still make a page that says so', async () => {
  const alone = textOf(await htmlReport(sampleResult({ captureOnly: true })));
  expect(alone).toContain('No socket log: nothing could be attributed to an app.');
  expect(alone).toContain('No finding');
  const empty = sampleResult({ captureOnly: true });
  Object.assign(empty, { channels: channelList([]), coverage: [], flows: () => [] });
  Object.assign(empty.manifest, { captures: [], config: {}, counts: {} });
  Object.assign(empty.totals, { flows: 0, bytes: 0, packets: 0, unattributedFlows: 0, unattributedBytes: 0 });
  Object.assign(empty.totals, { firstUs: undefined, lastUs: undefined });
  const html = await htmlReport(empty);
  expect(textOf(html)).not.toMatch(/NaN|undefined|Infinity/);
  expect(html).toContain('No capture');
  expect(textOf(html)).toContain('There was nothing to look at.');
});

describe('whatever a capture or a log says', () => {
  test.each(Object.entries(HOSTILE))('%s: no markup, no hidden character, bounded size', async (_name, hostile) => {
    const html = await htmlReport(sampleResult({ hostile }));
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<style/g)).toHaveLength(1);
    const own = markup(html);
    expect(own).not.toMatch(/<img|<iframe|<object|<base/);
    expect(own.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(own.length).toBeLessThan(400_000);
  });
});
