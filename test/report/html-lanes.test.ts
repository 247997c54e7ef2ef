import { expect, test } from 'vitest';
import { LANE_BINS, type LaneChart, laneChart } from '../../src/report/html-lanes.ts';
import { HOSTILE, START_US } from '../support/analysis-result.ts';

const HOUR_US = 3600e6;
const chart: LaneChart = {
  id: 'c',
  title: 'A day',
  description: 'Two lanes.',
  caption: 'Caption.',
  startUs: START_US,
  endUs: START_US + 24 * HOUR_US,
  lanes: [
    { name: 'Keys', marks: [{ kind: 'event', atUs: START_US + 12 * HOUR_US }] },
    {
      name: 'Hook',
      marks: [
        { kind: 'bar', startUs: START_US, endUs: START_US + 6 * HOUR_US, tone: 'calm' },
        { kind: 'gap', startUs: START_US + 6 * HOUR_US, endUs: START_US + 7 * HOUR_US },
      ],
    },
  ],
};

test('marks lie where their time is: noon in the middle, a quarter of a day a quarter of the width', () => {
  const svg = laneChart(chart);
  const [left, right] = [176, 882];
  expect(svg).toContain(`M${(left + right) / 2} 10l5 7-5 7-5-7z`);
  expect(svg).toContain(`<rect class="f-calm" x="${left}" y="39" width="${(right - left) / 4}" height="8"/>`);
  expect(svg).toContain('<rect class="f-gap"');
});

test('the axis has the hours of the day in UTC', () => {
  const labels = [...laneChart(chart).matchAll(/class="axis"[^>]*>([^<]+)</g)].map(([, label]) => label);
  expect(labels).toEqual(['00:00', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00', '00:00']);
});

test('a span of seconds has seconds, one of weeks has dates', () => {
  const labels = (endUs: number): string[] =>
    [...laneChart({ ...chart, endUs }).matchAll(/class="axis"[^>]*>([^<]+)</g)].map(([, label]) => label as string);
  expect(labels(START_US + 8e6)).toContain('00:00:04');
  expect(labels(START_US + 20 * 24 * HOUR_US)).toContain('2026-01-15');
  expect(labels(START_US + 4e16).length).toBeLessThanOrEqual(12);
});

test('a reader who cannot see it gets title and numbers', () => {
  expect(laneChart(chart)).toContain(
    'role="img" aria-labelledby="c-t c-d">\n<title id="c-t">A day</title><desc id="c-d">Two lanes.</desc>',
  );
});

test('columns are taller where there is more, and those with a signal are drawn thicker', () => {
  const counts = new Uint32Array(LANE_BINS);
  const signal = new Uint32Array(LANE_BINS);
  counts[0] = 1;
  counts[1] = 100;
  counts[2] = 100;
  signal[2] = 1;
  const svg = laneChart({ ...chart, lanes: [{ name: 'a', marks: [{ kind: 'counts', counts, signal }] }] });
  const heights = [...svg.matchAll(/v([\d.]+)/g)].map(([, height]) => Number(height));
  expect(heights).toEqual([7.6, 22, 22]);
  const widths = [...svg.matchAll(/class="k-(calm|signal)"[^>]*stroke-width="([\d.]+)"/g)].map(([, tone, width]) => [
    tone,
    Number(width),
  ]);
  expect(widths).toEqual([
    ['calm', 1.6],
    ['signal', 3.4],
  ]);
});

test('times outside the span are drawn at its edges, a span of nothing is no division by zero', () => {
  const outside = laneChart({
    ...chart,
    lanes: [
      {
        name: 'a',
        marks: [
          { kind: 'event', atUs: -1e300 },
          { kind: 'event', atUs: 1e300 },
        ],
      },
    ],
  });
  expect(outside).toContain('M176 ');
  expect(outside).toContain('M882 ');
  expect(laneChart({ ...chart, endUs: chart.startUs })).not.toMatch(/NaN|Infinity/);
});

test('a hostile lane name is text, and short', () => {
  for (const name of Object.values(HOSTILE)) {
    const svg = laneChart({ ...chart, lanes: [{ name, marks: [] }] });
    expect(svg).not.toMatch(/<script|<img|onerror=a[^&]*"/);
    expect(svg.length).toBeLessThan(4000);
  }
});
