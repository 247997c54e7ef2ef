import { expect, test } from 'vitest';
import { payloadOrderChart } from '../../src/report/chart-payload-order.ts';
import { chartDrawer } from '../../src/report/chart-svg.ts';
import { FindingSeries } from '../../src/report/finding-series.ts';
import { sampleResult } from '../support/analysis-result.ts';
import { collected, firstFinding } from '../support/report-parts.ts';

const drawer = await chartDrawer();

test('a bar a place, up and down, with the median on it', async () => {
  const { series } = await collected(sampleResult());
  const html = payloadOrderChart(drawer, 'o', series[0] as FindingSeries);
  expect(html.match(/<rect/g)).toHaveLength(4);
  expect(html).toContain('<tr><td>1</td><td>92</td><td>91</td><td>91</td><td>91</td></tr>');
  expect(html).toContain('<tr><td>2</td><td>92</td><td>-48</td><td>-48</td><td>-48</td></tr>');
  expect(html).toMatch(/<text[^>]*>91<\/text>/);
  expect(html).toMatch(/<text[^>]*>48<\/text>/);
  expect(html).toContain('Median over 92 flows');
});

test('without sizes there is no chart', () => {
  expect(payloadOrderChart(drawer, 'o', new FindingSeries(firstFinding(sampleResult())))).toBe('');
});
