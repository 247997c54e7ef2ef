import { expect, test } from 'vitest';
import { payloadSizesChart } from '../../src/report/chart-payload-sizes.ts';
import { chartDrawer } from '../../src/report/chart-svg.ts';
import { FindingSeries } from '../../src/report/finding-series.ts';
import { sampleResult } from '../support/analysis-result.ts';
import { collected, firstFinding } from '../support/report-parts.ts';

const drawer = await chartDrawer();

test('sizes by how often they occur, with their direction', async () => {
  const { series } = await collected(sampleResult());
  const html = payloadSizesChart(drawer, 's', series[0] as FindingSeries);
  const rows = [...html.matchAll(/<tr><td>([^<]+)<\/td><td>([^<]+)<\/td><\/tr>/g)].map(([, size, count]) => [
    size,
    count,
  ]);
  expect(rows).toEqual([
    ['48 B down', '184'],
    ['91 B up', '92'],
    ['272 B up', '46'],
    ['288 B up', '46'],
  ]);
  expect(html).toContain('Of 368 packets with payload, the first twenty of each flow, in 4 sizes.');
});

test('without packets there is no chart', () => {
  expect(payloadSizesChart(drawer, 's', new FindingSeries(firstFinding(sampleResult())))).toBe('');
});
