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

test('large sizes and counts are set apart', () => {
  const series = new FindingSeries(firstFinding(sampleResult()));
  series.sizeCounts.set(1360, 2500);
  const html = payloadSizesChart(drawer, 's', series);
  const labels = [...html.matchAll(/>([\d,]+(?: B up)?)<\/text>/g)].map(([, text]) => text);
  expect(labels).toContain('1,360 B up');
  expect(labels.filter((text) => text === '2,500')).toHaveLength(2);
});

test('without packets there is no chart', () => {
  expect(payloadSizesChart(drawer, 's', new FindingSeries(firstFinding(sampleResult())))).toBe('');
});
