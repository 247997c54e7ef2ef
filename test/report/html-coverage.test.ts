import { expect, test } from 'vitest';
import { coverageSection } from '../../src/report/html-coverage.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

function rows(html: string): string[] {
  return [...html.matchAll(/<tr><th scope="row">(.*?)<\/tr>/gs)].map(([, row]) =>
    (row as string).replace(/<[^>]+>/g, '|').replace(/\|+/g, '|'),
  );
}

test('each area says how far it was looked at, what is missing and what would close it', () => {
  expect(rows(coverageSection(sampleResult()))).toEqual([
    'Key lifecycle|Assessed|blind to key import|',
    'Asymmetric crypto API|In part|2026-01-09 03:10 to 04:02 UTC: API hook off for 52 min|Apps can show at most four of five areas.|Run the app with the crypto hook and add its log with -t crypto.ndjson|',
    'Ciphertext transformation|Not assessed|never collected|Apps can show at most four of five areas.|Run the app with the crypto hook and add its log with -t crypto.ndjson|',
    'Background execution|Assessed|',
    'Network transmission|Assessed|',
  ]);
});

test('time in which nobody was looking is hatched, the rest is a bar', () => {
  const html = coverageSection(sampleResult());
  expect(html.match(/class="f-gap"/g)).toHaveLength(2);
  expect(html.match(/class="f-calm"/g)).toHaveLength(5);
  expect(html).toContain('Ciphertext transformation: not assessed');
});

test('what has no app is a gap too', () => {
  expect(coverageSection(sampleResult({ captureOnly: true }))).toContain(
    'No socket log: nothing could be attributed to an app.',
  );
});

test('rows of single apps follow, and those that are not shown are counted', () => {
  const result = sampleResult();
  const [row] = result.coverage;
  if (row === undefined) throw new Error('the sample has coverage');
  for (let uid = 0; uid < 30; uid += 1)
    result.coverage.push({ ...row, status: 'none', app: { uid, packages: [`com.app${uid}`] } });
  const html = coverageSection(result);
  expect(rows(html)).toHaveLength(25);
  expect(html).toContain('10 more rows for single apps in coverage.json.');
});

test('hostile causes and file names are text', () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(coverageSection(sampleResult({ hostile }))).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
