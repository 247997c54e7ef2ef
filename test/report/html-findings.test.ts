import { expect, test } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { clockRange, commandLine, findingArticle, findingLine } from '../../src/report/html-findings.ts';
import { emptyTimeline } from '../../src/report/report-flows.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { firstFinding, textOf } from '../support/report-parts.ts';

const parts = {
  number: 1,
  cited: { ...emptyTimeline(), flows: 92 },
  charts: '<p>charts</p>',
  lines: ["ls 'a'"],
};

function found(hostile?: string): FindingRecord {
  return firstFinding(sampleResult(hostile === undefined ? {} : { hostile }));
}

function withEvidence(change: (evidence: FindingRecord['evidence'][number]) => void): FindingRecord {
  const finding = found();
  const [evidence] = finding.evidence;
  if (evidence === undefined) throw new Error('the finding has evidence');
  change(evidence);
  return finding;
}

test('says who, how many flows, when, by which rule, and how strong', () => {
  const text = textOf(findingArticle(found(), parts));
  expect(text).toContain(
    'com.lumen.flashlight UID 10187 · 92 flows cited · 2026-01-09 00:10 to 23:56 UTC · T1521.002 by AN1762 1.1 (ATT&amp;CK 19.1) · finding finding-1 81 bits alert strong',
  );
  expect(text).toContain('not proof of malice');
});

test('each piece of evidence is a sentence with its sources, and what speaks against says so', () => {
  const finding = withEvidence((evidence) => {
    evidence.direction = 'exculpatory';
    evidence.sources = ['frame 1', 'sockets.csv:2', 'frame 3', 'frame 4', 'frame 5'];
    evidence.flows = ['00000000000000aa', '00000000000000bb'];
  });
  const html = findingArticle(finding, parts);
  const item = /<ul class="reasons">(<li>.*?<\/li>)/s.exec(html)?.[1] ?? '';
  expect(textOf(item)).toBe(
    'Speaks against it. Three key pairs were generated during the day, one every eight hours. 2 flows ; frame 1 , sockets.csv:2, frame 3 , frame 4 and 1 more 4.5 bits bits = log2(share of apps with the pattern / share of others) (events 3, chance 0.002)',
  );
  expect(item).toContain('<a href="#q=frame%3A1">frame 1</a>');
  expect(item).toContain('<a href="#q=id%3A00000000000000aa%2C00000000000000bb">2 flows</a>');
});

test('what was missing names the areas in words, and is opened on paper', () => {
  const html = findingArticle({ ...found(), gaps: ['key_lifecycle: collected in part. Log for longer.'] }, parts);
  const missing = /<details class="missing printed">.*?<\/details>/s.exec(html)?.[0] ?? '';
  expect(textOf(missing)).toContain('key lifecycle: collected in part. Log for longer.');
});

test('the five areas in shapes with words', () => {
  const strip = /<ul class="strip".*?<\/ul>/s.exec(findingArticle(found(), parts))?.[0] ?? '';
  expect([...strip.matchAll(/role="img" aria-label="([^"]+)"/g)].map(([, label]) => label)).toEqual([
    'observed',
    'observed',
    'not collected',
    'observed',
    'observed',
  ]);
});

test('charts, what could overturn it, next steps with a line to copy, and what was missing', () => {
  const html = findingArticle(found(), parts);
  expect(html).toContain('<p>charts</p>');
  expect(textOf(html)).toContain('What could overturn this A hook on Cipher.doFinal');
  expect(html).toContain(commandLine("ls 'a'"));
  expect(html).toContain('data-copy="ls &#39;a&#39;"');
  expect(textOf(html)).toContain('Not assessed for this finding: ciphertext transformation');
});

test('what has nothing to say leaves no heading', () => {
  const finding = {
    ...found(),
    evidence: [],
    gaps: [],
    what_could_overturn: [],
    triage: [],
    suppressed_by: 'catalogue',
  };
  const html = findingArticle(finding, { number: 3, cited: emptyTimeline(), charts: '', lines: [] });
  expect(html).not.toMatch(/<h3/);
  expect(html).toContain('no flow cited');
  expect(html).toContain('<b>Explained by</b> catalogue');
});

test('more evidence than fits is counted', () => {
  const finding = found();
  finding.evidence = Array.from({ length: 15 }, () => finding.evidence[0]) as typeof finding.evidence;
  expect(findingArticle(finding, parts)).toContain('3 more pieces of evidence in findings.ndjson');
});

test('hostile names and statements are text of bounded length', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const finding = found(hostile);
    finding.app.packages = [hostile];
    for (const html of [findingArticle(finding, parts), findingLine(finding, 41, 3).join('')]) {
      expect(html).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
      expect(html.length).toBeLessThan(24_000);
    }
  }
});

test('a line for a finding of lower rank has its number as anchor and leads to its flows', () => {
  const cells = findingLine(found(), 41, 92);
  expect(cells[0]).toContain('id="finding-41"');
  expect(cells.slice(2)).toEqual(['4 of 5', '<a href="#q=finding%3A41">92</a>', '81', 'alert']);
});

test('a range names the second date only where it differs', () => {
  expect(clockRange('2026-01-09T00:10:00.000000Z', '2026-01-09T23:56:00.000000Z')).toBe(
    '2026-01-09 00:10 to 23:56 UTC',
  );
  expect(clockRange('2026-01-09T00:10:00.000000Z', '2026-01-10T01:00:00.000000Z')).toBe(
    '2026-01-09 00:10 to 2026-01-10 01:00 UTC',
  );
  expect(clockRange('2026-01-09T00:10:00.000000Z', '2026-01-09T00:10:31.000000Z')).toBe('2026-01-09 00:10 UTC');
});

test('areas stand in words in what could overturn it and in the next steps', () => {
  const finding = found();
  finding.what_could_overturn = ['Without all of network_transmission: no finding.'];
  finding.triage = ['Close the gap in key_lifecycle: log more.'];
  const text = textOf(findingArticle(finding, parts));
  expect(text).toContain('Without all of network transmission: no finding.');
  expect(text).toContain('Close the gap in key lifecycle: log more.');
});

test('says where areas together count less than their sum', () => {
  const finding = found();
  const capped = 'together they count 8 bits at most';
  for (const area of ['key_lifecycle', 'asymmetric_api_use', 'ciphertext_transformation'] as const)
    finding.areas[area] = { ...finding.areas[area], bits: 3 };
  expect(findingArticle(finding, parts)).toContain(capped);
  finding.areas.key_lifecycle.bits = 1;
  expect(findingArticle(finding, parts)).not.toContain(capped);
});
