import { expect, test } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import { suppressedSection } from '../../src/report/html-suppressed.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { firstFinding, textOf } from '../support/report-parts.ts';

function hiddenBy(text: string): FindingRecord {
  const hidden = [{ rule: text, reason: text, owner: text, matched: text, channels: 1, flows: 61 }];
  return { ...firstFinding(sampleResult()), verdict: 'expected', hidden };
}

test('what a rule hid is named with the rule, its reason and owner, and leads to the flows', () => {
  const html = suppressedSection([hiddenBy('kite-messages')], undefined);
  expect(html).toContain('href="#finding-1"');
  expect(html).toContain('<a href="#q=uid%3A10187">61</a>');
  const unknown = { ...hiddenBy('x'), app: { packages: [] } };
  expect(suppressedSection([unknown], undefined)).toContain('<a href="#q=app%3A%3D">61</a>');
  expect(textOf(html)).toContain(
    'com.lumen.flashlight kite-messages kite-messages kite-messages kite-messages 61 expected',
  );
});

test('what something else explained is there too', () => {
  expect(textOf(suppressedSection(sampleResult().findings, undefined))).toContain('catalogue: com.kite.messenger');
});

test('where nothing is hidden it says so, and which rules hid nothing', () => {
  expect(suppressedSection([], undefined)).toContain('no allowlist was given');
  const use = {
    file: 'allow.json',
    sha256: '',
    rules: 3,
    used: [],
    unused: [{ rule: 'b', hint: 'the package was seen with another signer' }],
    expired: [{ rule: 'a', expires: '2026-01-01' }],
  };
  const text = textOf(suppressedSection([], use));
  expect(text).toContain('no rule applied');
  expect(text).toContain(
    '2 rules of 3 hid nothing a: expired on 2026-01-01 b: matched nothing; the package was seen with another signer',
  );
});

test('a hostile rule is text, and more than a hundred are counted', () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(suppressedSection([hiddenBy(hostile)], undefined)).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
  const many = Array.from({ length: 120 }, () => hiddenBy('r'));
  expect(suppressedSection(many, undefined)).toContain('20 more rows in findings.ndjson');
});
