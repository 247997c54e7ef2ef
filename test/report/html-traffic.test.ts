import { expect, test } from 'vitest';
import { evidenceRows } from '../../src/report/app-evidence.ts';
import { trafficSection } from '../../src/report/html-traffic.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';
import { collected } from '../support/report-parts.ts';

async function section(result = sampleResult()): Promise<string> {
  return trafficSection(evidenceRows(result), (await collected(result)).timelines);
}

test('a row an app with its flows over time, traffic, encryption and how it was attributed', async () => {
  const rows = [...(await section()).matchAll(/<tr><th scope="row".*?<\/tr>/gs)].map(([row]) => row);
  const texts = rows.map((row) =>
    row
      .replaceAll('<wbr>', '')
      .replace(/<[^>]+>/g, '|')
      .replace(/\|+/g, '|'),
  );
  expect(texts[0]).toBe('|com.lumen.flashlight|92|83.4 kB|250 kB|1|custom 96 %|, |cleartext 4 %|exact|');
  expect(rows).toHaveLength(6);
  expect(rows[0]).toContain('aria-label="92 flows"');
  expect(rows[0]?.match(/class="k-signal"/g)).toHaveLength(1);
  expect(rows[3]?.match(/class="k-calm"/g)).toHaveLength(1);
});

test('numbers lead to their flows', async () => {
  const html = await section();
  for (const number of ['92', '83.4 kB', '250 kB', '1']) {
    expect(html).toContain(`<a href="#q=uid%3A10187">${number}</a>`);
  }
  expect(html).toContain('<a href="#q=uid%3A10187%20enc%3A%22custom%22">custom 96 %</a>');
});

test('where flows were attributed in several ways, each count leads to them', () => {
  const [row] = evidenceRows(sampleResult());
  if (row === undefined) throw new Error('the sample has apps');
  const mixed = { ...row, app: { ...row.app, attribution: { exact: 90, strong: 2 } } };
  expect(trafficSection([mixed], new Map())).toContain(
    '<a href="#q=uid%3A10187">exact 90</a>, <a href="#q=uid%3A10187">strong 2</a>',
  );
});

test('no apps are said to be none, apps that are not shown are counted', async () => {
  expect(trafficSection([], new Map())).toContain('There is no app to show.');
  const [row] = evidenceRows(sampleResult());
  const many = Array.from({ length: 63 }, () => row) as never;
  expect(trafficSection(many, new Map())).toContain('3 more apps in apps.ndjson.');
});

test('hostile names are text', async () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(await section(sampleResult({ hostile }))).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
