import { expect, test } from 'vitest';
import { chartDrawer } from '../../src/report/chart-svg.ts';
import { findingCharts } from '../../src/report/finding-charts.ts';
import { emptyTimeline } from '../../src/report/report-flows.ts';
import { sampleResult } from '../support/analysis-result.ts';
import { collected, firstFinding } from '../support/report-parts.ts';

const drawer = await chartDrawer();

test('the timeline, then four charts of the channel with the strongest evidence, with a link to its flows', async () => {
  const result = sampleResult();
  const { cited, series } = await collected(result);
  const html = findingCharts(drawer, 1, firstFinding(result), cited[0] ?? emptyTimeline(), series[0], result);
  const titles = [...html.matchAll(/<h3 id="[^"]+">([^<]+)</g)].map(([, title]) => title);
  expect(titles).toEqual([
    'Evidence over time',
    'Time between flows',
    'Payload sizes in order',
    'Entropy against length',
    'Most common payload sizes',
  ]);
  expect(html).toContain(
    '<a href="#q=to%3A%3D%22203.0.113.45%22%20port%3A4443%20proto%3Atcp%20uid%3A10187">92 flows</a>',
  );
});

test('without flows there is the timeline alone, without time not even that', () => {
  const result = sampleResult();
  const finding = firstFinding(result);
  expect(findingCharts(drawer, 1, finding, emptyTimeline(), undefined, result).match(/<figure/g)).toHaveLength(1);
  result.totals.lastUs = result.totals.firstUs;
  expect(findingCharts(drawer, 1, finding, emptyTimeline(), undefined, result)).toBe('');
});

test('where a VPN tap took the capture, what is missing of packets is said', async () => {
  const result = sampleResult();
  const tapped = { ...result.manifest.captures[0], provenance: 'PCAPdroid, VPN tap' } as never;
  const { cited, series } = await collected(result);
  const draw = () => findingCharts(drawer, 1, firstFinding(result), cited[0] ?? emptyTimeline(), series[0], result);
  expect(draw()).not.toContain('VPN tap');
  result.manifest.captures = [tapped];
  expect(draw()).toContain('Sizes and times of packets are left out: a VPN tap took the capture');
});
