import { describe, expect, test } from 'vitest';
import { channelList } from '../../src/report/channel-list.ts';
import { htmlReport } from '../../src/report/html-report.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { chromium, openPage } from '../support/browser.ts';

function text(html: string): string {
  return html
    .replace(/<(script|style|template)[^>]*>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

test('opens with the verdict, then facts in one line', async () => {
  const shown = text(await htmlReport(sampleResult()));
  expect(shown).toContain(
    'run42.pcapng 24 h, 2026-01-09 00:00 to 2026-01-10 00:00 UTC, provenance emulator, analysed with cipherscope 0.1.0',
  );
  expect(shown).toContain(
    'One of 6 apps sends ciphertext in a way that its known purpose does not explain: com.lumen.flashlight .',
  );
  expect(shown).toContain(
    'Flows 342 Apps 6 Flows with an app 98 % Custom or embedded ciphertext 177 Areas looked at 3 of 5 fully',
  );
});

test('has its parts in order, each with a heading and a link in the contents', async () => {
  const html = await htmlReport(sampleResult());
  const sections = [...html.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
  expect(sections).toEqual(['apps', 'traffic', 'destinations', 'gaps', 'flows', 'settings']);
  const links = [...html.matchAll(/<li><a href="#([a-z0-9-]+)"/g)].map(([, id]) => id);
  expect(links).toEqual(['finding-1', 'finding-2', 'finding-3', ...sections]);
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
  const html = await htmlReport(sampleResult());
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id as string);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, references] of html.matchAll(/aria-labelledby="([^"]+)"|<label for="([^"]+)"/g)) {
    for (const id of (references ?? '').split(' ').filter(Boolean)) expect(ids).toContain(id);
  }
});

test('loads nothing: no address, no source but the page itself', async () => {
  const html = await htmlReport(sampleResult());
  for (const [, target] of html.matchAll(/\s(?:href|src|action|poster|data|srcset)="([^"]*)"/g))
    expect(target).toMatch(/^#/);
  expect(html.replace(/<template.*?<\/template>/s, '')).not.toMatch(/https?:\/\//);
});

test('the same result gives the same bytes', async () => {
  expect(await htmlReport(sampleResult())).toBe(await htmlReport(sampleResult()));
});

test('findings beyond fifty are counted', async () => {
  const result = sampleResult();
  const [alert] = result.findings;
  if (alert === undefined) throw new Error('the sample has findings');
  result.findings = Array.from({ length: 53 }, (_, i) => ({ ...alert, finding_id: `f${i}` }));
  const html = await htmlReport(result);
  expect(html.match(/<article/g)).toHaveLength(50);
  expect(html).toContain('3 more findings of lower rank in findings.ndjson.');
});

test('a capture without logs, and an analysis of nothing, still make a page', async () => {
  expect(text(await htmlReport(sampleResult({ captureOnly: true })))).toContain(
    'No socket log: nothing could be attributed to an app.',
  );
  const empty = sampleResult({ captureOnly: true });
  Object.assign(empty, { channels: channelList([]), coverage: [], flows: () => [] });
  Object.assign(empty.manifest, { captures: [], config: {}, counts: {} });
  Object.assign(empty.totals, {
    flows: 0,
    bytes: 0,
    packets: 0,
    unattributedFlows: 0,
    unattributedBytes: 0,
    firstUs: undefined,
    lastUs: undefined,
  });
  const html = await htmlReport(empty);
  expect(text(html)).not.toMatch(/NaN|undefined|Infinity/);
  expect(html).toContain('No capture');
});

describe('whatever a capture or a log says', () => {
  test.each(Object.entries(HOSTILE))('%s: no markup, no hidden character, bounded size', async (_name, hostile) => {
    const html = await htmlReport(sampleResult({ hostile }));
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img|<iframe|<object|<base/);
    expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(html.length).toBeLessThan(400_000);
  });

  test.skipIf(chromium === undefined)(
    'a browser finds one script, no foreign element, and nothing to complain about (needs chromium)',
    async () => {
      const { dom, log } = await openPage(
        await htmlReport(sampleResult({ hostile: Object.values(HOSTILE).join(' ') })),
      );
      expect(dom.match(/<script/g)).toHaveLength(1);
      expect(dom).not.toMatch(/<img|<iframe|onerror=alert\(1\)>(?!&|<\/)/);
      expect(dom).not.toContain('<title>owned');
      expect(dom).toContain('342 flows');
      expect(log).not.toMatch(/Uncaught|violates|Refused/);
    },
  );
});
