import { expect, test } from 'vitest';
import { intervalChart, quantile } from '../../src/report/chart-intervals.ts';
import { chartDrawer } from '../../src/report/chart-svg.ts';
import { FindingSeries } from '../../src/report/finding-series.ts';
import { sampleResult } from '../support/analysis-result.ts';
import { firstFinding, textOf } from '../support/report-parts.ts';

const drawer = await chartDrawer();

function seriesOf(startsS: readonly number[]): FindingSeries {
  const series = new FindingSeries(firstFinding(sampleResult()));
  series.startsUs.push(...startsS.map((s) => s * 1e6));
  return series;
}

test('the median is drawn and said, and every gap is in a bin', () => {
  const html = intervalChart(drawer, 'g', seriesOf([0, 10, 20, 31, 40, 50]));
  expect(html).toContain('median 10 s');
  expect(textOf(html)).toContain('Time between flows');
  const counts = [...html.matchAll(/<td>(\d+)<\/td><\/tr>/g)].map(([, count]) => Number(count));
  expect(counts.reduce((a, b) => a + b)).toBe(5);
});

test('starts need not come in order; a rhythm without any spread is one bar', () => {
  const html = intervalChart(drawer, 'g', seriesOf([40, 0, 10, 30, 20]));
  const rows = [...html.matchAll(/<tr><td>([\d.]+)<\/td><td>([\d.]+)<\/td><td>(\d+)<\/td><\/tr>/g)];
  expect(rows).toHaveLength(1);
  const [, from, to, count] = rows[0] as unknown as [string, string, string, string];
  expect(Number(from)).toBeLessThan(10);
  expect(Number(to)).toBeGreaterThan(10);
  expect(count).toBe('4');
});

test('gaps of very different length go on a logarithmic axis, outliers are counted', () => {
  expect(intervalChart(drawer, 'g', seriesOf([0, 1, 2, 1000, 1001]))).toContain('The axis is logarithmic.');
  const many = Array.from({ length: 400 }, (_, i) => i * 10);
  expect(intervalChart(drawer, 'g', seriesOf([...many, 1e6, 3e6, 6e6, 9e6, 13e6]))).toMatch(/\d outliers? beyond/);
});

test('of one flow the packets are shown; of nothing, nothing', () => {
  const series = seriesOf([0]);
  expect(intervalChart(drawer, 'g', series)).toBe('');
  series.packetGapsS = [0.1, 0.2, 0.1, 0.3];
  expect(intervalChart(drawer, 'g', series)).toContain('Time between packets');
});

test('of three flows there are two gaps: too few for a rhythm, and the packets are shown', () => {
  const series = seriesOf([0, 10, 20]);
  expect(intervalChart(drawer, 'g', series)).toBe('');
  series.packetGapsS = [0.1, 0.2, 0.1, 0.3];
  expect(intervalChart(drawer, 'g', series)).toContain('Time between packets');
  expect(intervalChart(drawer, 'g', seriesOf([0, 10, 20, 30]))).toContain('Time between flows');
});

test('a hundredth is left out at each end, and no more', () => {
  const starts = [0];
  for (let i = 0; i < 400; i++) starts.push((starts.at(-1) as number) + 10 + i / 100);
  const html = intervalChart(drawer, 'g', seriesOf(starts));
  expect(html).toContain('8 outliers beyond the first and the last hundredth not drawn.');
});

test('a quantile is the nearest rank', () => {
  expect([0, 0.5, 1].map((share) => quantile([1, 2, 3, 4, 5], share))).toEqual([1, 3, 5]);
});
