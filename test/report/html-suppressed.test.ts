import { expect, test } from 'vitest';
import { suppressedSection } from '../../src/report/html-suppressed.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { textOf } from '../support/report-parts.ts';

test('what a rule explained is named with the rule, and links to its article', () => {
  const html = suppressedSection(sampleResult().findings);
  expect(html).toContain('href="#finding-3"');
  expect(textOf(html)).toContain('1 finding explained by rule.');
  expect(textOf(html)).toContain('catalogue: com.kite.messenger, end-to-end encrypted messages');
});

test('where nothing is hidden it says so', () => {
  expect(suppressedSection([])).toContain('Nothing: no rule applied');
});

test('a hostile rule is text, and more than a hundred are counted', () => {
  const [, , finding] = sampleResult().findings;
  const many = Array.from({ length: 120 }, () => ({
    ...(finding as never as object),
    suppressed_by: HOSTILE.markup,
  })) as never;
  const html = suppressedSection(many);
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toContain('20 more findings in findings.ndjson');
});
