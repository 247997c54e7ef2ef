import { expect, test } from 'vitest';
import { entropyChart } from '../../src/report/chart-entropy.ts';
import { chartDrawer } from '../../src/report/chart-svg.ts';
import { FindingSeries } from '../../src/report/finding-series.ts';
import { sampleResult } from '../support/analysis-result.ts';
import { firstFinding } from '../support/report-parts.ts';

const drawer = await chartDrawer();

function seriesOf(points: readonly [bytes: number, bits: number, up: boolean][]): FindingSeries {
  const series = new FindingSeries(firstFinding(sampleResult()));
  series.entropies.push(...points.map(([bytes, bits, up]) => ({ bytes, bits, up })));
  return series;
}

test('272 random bytes show about 7.2 bits: such a point lies in the band, text does not', () => {
  const html = entropyChart(
    drawer,
    'e',
    seriesOf([
      [272, 7.18, true],
      [272, 4.5, true],
      [4096, 7.95, false],
    ]),
  );
  expect(html).toContain('3 directions measured; 2 lie in the band of random bytes or above it.');
  expect(html).toContain('<tr><td>up</td><td>272</td><td>7.18</td><td>7.22</td><td>1</td></tr>');
});

test('points that cover each other are drawn once, with how often in the table', () => {
  const html = entropyChart(
    drawer,
    'e',
    seriesOf([
      [272, 7.1801, true],
      [272, 7.1799, true],
      [272, 7.18, false],
    ]),
  );
  expect(html).toContain('<td>up</td><td>272</td><td>7.18</td><td>7.22</td><td>2</td>');
  expect(html).toContain('<td>down</td><td>272</td><td>7.18</td><td>7.22</td><td>1</td>');
});

test('more points than can be told apart are counted', () => {
  const points = Array.from({ length: 500 }, (_, i): [number, number, boolean] => [100 + i, 6, true]);
  expect(entropyChart(drawer, 'e', seriesOf(points))).toContain('100 points not drawn.');
});

test('too few bytes to measure make no chart', () => {
  expect(entropyChart(drawer, 'e', seriesOf([[4, 2, true]]))).toBe('');
});
