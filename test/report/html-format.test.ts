import { expect, test } from 'vitest';
import { htmlFormat } from '../../src/report/html-format.ts';
import { HOSTILE } from '../support/analysis-result.ts';
import { formatted, nativeRecords } from '../support/native-records.ts';
import { textOf } from '../support/report-parts.ts';

test('is the page of the records', async () => {
  const page = (await formatted(htmlFormat))['report.html'] ?? '';
  expect(textOf(page)).toContain('One of 6 apps sends ciphertext');
  expect(textOf(page)).toContain('Flows 342 Apps 6');
  expect(textOf(page)).toContain('92 flows cited');
});

test('the same records give the same bytes', async () => {
  expect(await formatted(htmlFormat)).toEqual(await formatted(htmlFormat));
});

test.each(Object.entries(HOSTILE))('%s is shown as text', async (_name, hostile) => {
  const page = (await formatted(htmlFormat, nativeRecords({ hostile })))['report.html'] ?? '';
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.replace(/<(script|style|template)[^>]*>.*?<\/\1>/gs, '')).not.toMatch(/<img|<iframe|[\p{Cf}\p{Cs}]/u);
});
