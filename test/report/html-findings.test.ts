import { expect, test } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { clockRange, findingArticle } from '../../src/report/html-findings.ts';
import { LANE_BINS } from '../../src/report/html-lanes.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

const result = sampleResult();
const context = { startUs: result.totals.firstUs, endUs: result.totals.lastUs, coverage: result.coverage };
const cited = { flows: 92, counts: new Uint32Array(LANE_BINS).fill(1), signal: new Uint32Array(LANE_BINS) };
const none = { flows: 0, counts: new Uint32Array(LANE_BINS), signal: new Uint32Array(LANE_BINS) };

function found(hostile?: string): FindingRecord {
  const [finding] = sampleResult(hostile === undefined ? {} : { hostile }).findings;
  if (finding === undefined) throw new Error('the sample has findings');
  return finding;
}

test('says who, how many flows, when, by which rule, and how strong', () => {
  const text = findingArticle(found(), 1, cited, context).replace(/<[^>]+>/g, '');
  expect(text).toContain('com.lumen.flashlight');
  expect(text).toContain(
    'UID 10187, 92 flows, 2026-01-09 00:10 to 23:56 UTC, T1521.002 by AN1762 1.1 (ATT&amp;CK 19.1)',
  );
  expect(text).toContain('81alert, strong');
});

test('each piece of evidence is a sentence with its sources, and what speaks against says so', () => {
  const finding = found();
  const [evidence] = finding.evidence;
  if (evidence === undefined) throw new Error('the finding has evidence');
  evidence.direction = 'exculpatory';
  evidence.sources = ['frame 1', 'frame 2', 'frame 3', 'frame 4'];
  const [item] = /<li>.*?<\/li>/s.exec(findingArticle(finding, 1, cited, context)) ?? [];
  expect(item?.replace(/<[^>]+>/g, '')).toBe(
    'Three key pairs were generated during the day, one every eight hours. Speaks against it. frame 1, frame 2, frame 3 and 1 more',
  );
});

test('five lanes: what lasted is a bar, a moment is a diamond, nobody looking is hatched, flows are columns', () => {
  const finding = found();
  const [evidence] = finding.evidence;
  if (evidence === undefined) throw new Error('the finding has evidence');
  evidence.end = evidence.start;
  const html = findingArticle(finding, 1, cited, context);
  expect(html.match(/class="name"/g)).toHaveLength(5);
  expect(html.match(/class="f-wash"/g)).toHaveLength(3);
  expect(html.match(/class="f-signal"/g)).toHaveLength(1);
  expect(html.match(/class="f-gap"/g)).toHaveLength(2);
  expect(html.match(/class="k-signal"/g)).toHaveLength(1);
});

test('what could overturn it and what was missing stand in the text', () => {
  const html = findingArticle(found(), 1, cited, context);
  expect(html).toContain('<b>What could overturn this.</b> A hook on Cipher.doFinal');
  expect(html).toContain('<b>What was missing.</b> Ciphertext transformation was not collected.');
});

test('without evidence and without a span of time there is no empty chart', () => {
  const finding = { ...found(), evidence: [], suppressed_by: 'catalogue' };
  const html = findingArticle(finding, 3, none, context);
  expect(html).not.toContain('<svg');
  expect(html).toContain('no flow cited');
  expect(html).toContain('<b>Explained by.</b> catalogue');
  expect(findingArticle(found(), 1, cited, { ...context, startUs: undefined })).not.toContain('<svg');
});

test('more evidence than fits is counted', () => {
  const finding = found();
  const [evidence] = finding.evidence;
  if (evidence === undefined) throw new Error('the finding has evidence');
  finding.evidence = Array.from({ length: 15 }, () => evidence);
  expect(findingArticle(finding, 1, cited, context)).toContain('3 more pieces of evidence in findings.ndjson');
});

test('hostile names and statements are text of bounded length', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const html = findingArticle(found(hostile), 1, cited, context);
    expect(html).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
    expect(html.length).toBeLessThan(20_000);
  }
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
