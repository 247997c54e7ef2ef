import { expect, test } from 'vitest';
import { evidenceRows } from '../../src/report/app-evidence.ts';
import { sampleFlows } from '../../src/report/html-flow-sample.ts';
import { TIMELINE_APPS, trafficSection } from '../../src/report/html-traffic.ts';
import { HOSTILE, sampleResult } from '../support/analysis-result.ts';

async function section(result = sampleResult()): Promise<string> {
  const rows = evidenceRows(result);
  const sample = await sampleFlows(result, [], [...rows.map(({ app }) => app.uid), undefined], 10);
  return trafficSection(rows, sample, result);
}

test('a lane an app in the order of the table, and one for what has no app', async () => {
  const lanes = [...(await section()).matchAll(/class="name"[^>]*>([^<]+)</g)].map(([, name]) => name);
  expect(lanes).toEqual([
    'com.lumen.flashlight',
    'org.fairweather.widget',
    'com.kite.messenger',
    'com.meadow.news',
    'com.orchard.bank',
    'no app known',
  ]);
});

test('a row an app with traffic, encryption and how it was attributed', async () => {
  const rows = [...(await section()).matchAll(/<tr><th scope="row".*?<\/tr>/gs)].map(([row]) =>
    row.replace(/<[^>]+>/g, '|').replace(/\|+/g, '|'),
  );
  expect(rows[0]).toBe('|com.lumen.flashlight|92|83.4 kB|250 kB|1|custom 96 %|, cleartext 4 %|exact|');
  expect(rows).toHaveLength(6);
});

test('the numbers of the chart are there for readers who cannot see it', async () => {
  expect(await section()).toContain('com.lumen.flashlight: 92 flows; org.fairweather.widget: 24 flows;');
});

test('apps without a lane are counted', async () => {
  const result = sampleResult();
  const [app] = result.apps;
  if (app === undefined) throw new Error('the sample has apps');
  result.apps = Array.from({ length: TIMELINE_APPS + 3 }, (_, i) => ({ ...app, uid: 10_187 + i }));
  expect(await section(result)).toContain('3 more apps not drawn.');
});

test('a capture of one moment has no chart, but its table', async () => {
  const result = sampleResult();
  result.totals.lastUs = result.totals.firstUs;
  const html = await section(result);
  expect(html).toContain('There is no span of time to draw.');
  expect(html).toContain('<table aria-labelledby="traffic-title">');
});

test('hostile names are text', async () => {
  for (const hostile of Object.values(HOSTILE)) {
    expect(await section(sampleResult({ hostile }))).not.toMatch(/<script|<img|[\p{Cf}\p{Cs}]/u);
  }
});
