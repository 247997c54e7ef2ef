import { expect, test } from 'vitest';
import { coverageSection } from '../../src/report/html-coverage.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

function rows(html: string): string[] {
  return [...html.matchAll(/<tr><th scope="row"[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    (row as string).replace(/<[^>]+>/g, '|').replace(/\|+/g, '|'),
  );
}

test('each area says how far it was looked at, what stays unseen and what would close the gap', () => {
  expect(rows(coverageSection(sampleResult()))).toEqual([
    'Key lifecycle|assessed|Key import|',
    'Asymmetric crypto API|in part|Apps can show at most four of five areas.|1 detail|2026-01-09 03:10 to 04:02 UTC: API hook off for 52 min|Run the app with the crypto hook and add its log with -t crypto.ndjson|',
    'Ciphertext transformation|not assessed|Run the app with the crypto hook and add its log with -t crypto.ndjson|',
    'Background execution|assessed|',
    'Network transmission|assessed|',
  ]);
});

test('how many flows have no app leads to them', () => {
  const links = [...coverageSection(sampleResult()).matchAll(/<a href="#q=([^"]*)">([^<]+)</g)].map(
    ([, filter, text]) => [decodeURIComponent(filter as string), text],
  );
  expect(links).toEqual([
    ['app:=', '7'],
    ['', '342 flows'],
  ]);
});

test('time in which nobody was looking is hatched, the rest is a bar', () => {
  const html = coverageSection(sampleResult());
  expect(html.match(/class="f-gap"/g)).toHaveLength(2);
  expect(html.match(/class="f-calm"/g)).toHaveLength(5);
  expect(html).toContain('aria-label="Ciphertext transformation: not assessed"');
});

test('a capture of one moment, or without a packet, has bars of one piece', () => {
  const result = sampleResult();
  for (const lastUs of [result.totals.firstUs, undefined]) {
    result.totals.lastUs = lastUs;
    const html = coverageSection(result);
    expect(html.match(/<rect class="f-(?:gap|calm)"/g)).toHaveLength(5);
    expect(html.match(/x="0" y="1" width="220"/g)).toHaveLength(5);
  }
});

test('what has no app is a gap too', () => {
  expect(coverageSection(sampleResult({ captureOnly: true }))).toContain(
    'No socket log: nothing could be attributed to an app.',
  );
});

test('a command in a remedy is code', () => {
  const result = sampleResult();
  for (const row of result.coverage) row.remedy = 'Run `adb shell <x>` and add it.';
  expect(coverageSection(result)).toContain('Run <code>adb shell &lt;x&gt;</code> and add it.');
});

test('rows of single apps follow, and those that are not shown are counted', () => {
  const result = sampleResult();
  const [row] = result.coverage;
  if (row === undefined) throw new Error('the sample has coverage');
  for (let uid = 0; uid < 30; uid += 1)
    result.coverage.push({ ...row, status: 'none', app: { uid, packages: [`com.app${uid}`] } });
  const html = coverageSection(result);
  expect(rows(html)).toHaveLength(25);
  expect(html).toContain('Gaps of single apps: 30');
  expect(html).toContain('10 more rows in coverage.json.');
});

test('an area that was watched for some apps only says for how many', () => {
  const result = sampleResult();
  const row = result.coverage[2];
  if (row === undefined) throw new Error('the sample has coverage');
  result.coverage.push({ ...row, status: 'partial', app: { uid: 1, packages: ['com.app'] } });
  expect(rows(coverageSection(result))[2]).toMatch(/^Ciphertext transformation\|for 1 app only\|/);
});

test('hostile causes and file names are text', () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(coverageSection(sampleResult({ hostile }))).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
