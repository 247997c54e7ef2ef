import { expect, test } from 'vitest';
import { verdictHtml } from '../../src/report/html-verdict.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { textOf } from '../support/report-parts.ts';

test('the pattern, the areas in which it was seen, and what that does not prove', () => {
  expect(textOf(verdictHtml(sampleResult())).replaceAll('( ', '(').replaceAll(' )', ')')).toContain(
    'The pattern is ciphertext that neither a declared protocol nor a rule explains. It was seen in 4 of 5 evidence areas: key lifecycle (in 1 of 2 findings), asymmetric crypto API (1), background execution (2), network transmission (2). It is a pattern, not proof of malice.',
  );
});

test('no finding is no proof either', () => {
  const result = { ...sampleResult(), findings: [] };
  expect(textOf(verdictHtml(result))).toContain('not proof of innocence');
});

test('facts in one line', () => {
  expect(textOf(verdictHtml(sampleResult()))).toContain(
    'Flows 342 Apps 6 With an app 98 % Unexplained ciphertext 177 flows Areas looked at 3 of 5, 1 in part',
  );
});

test('a number leads to its flows', () => {
  const html = verdictHtml(sampleResult());
  expect(html).toContain('(<a href="#apps">in 1 of 2 findings</a>)');
  for (const [, value] of html.matchAll(/<dd>(.*?)<\/dd>/gs)) expect(value).toMatch(/<a href="#/);
  expect(html).toContain('<a href="#q=-app%3A%3D">98 %</a>');
  expect(html).toContain('<a href="#q=enc%3Acustom%7Cembedded">177 flows</a>');
});

test('hostile names are text', () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(verdictHtml(sampleResult({ hostile }))).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
