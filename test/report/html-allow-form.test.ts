import { expect, test } from 'vitest';
import { allowForm } from '../../src/report/html-allow-form.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { firstFinding, textOf } from '../support/report-parts.ts';

const finding = firstFinding(sampleResult());
const channel = {
  host: 'a.example',
  named: true,
  port: 443,
  transport: 'tcp',
  class: 'custom',
  first: [
    ['10.0.2.15', 4000],
    ['1.2.3.4', 443],
  ],
} as const;

test('asks what is allowed, why, on whose word and until when', () => {
  const html = allowForm(finding, channel, '2027-01-31');
  expect(textOf(html)).toBe(
    'Explain it in the allowlist What is allowed this app to this destination this app, anywhere this destination, any app Reason Owner Until Add rule',
  );
  expect(html).toContain('name="package" value="com.lumen.flashlight"');
  expect(html).toContain('name="host" value="a.example"');
  expect(html.match(/ required/g)).toHaveLength(3);
});

test('offers only what can be named', () => {
  const unknown = { ...finding, app: { packages: [] } };
  expect(allowForm(unknown, channel, '')).not.toContain('this app');
  expect(allowForm(finding, undefined, '')).not.toContain('this destination');
  expect(allowForm(unknown, undefined, '')).toBe('');
});

test('hostile names are text', () => {
  for (const hostile of Object.values(HOSTILE)) {
    const html = allowForm({ ...finding, app: { packages: [hostile] } }, { ...channel, host: hostile }, '');
    expect(html).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
