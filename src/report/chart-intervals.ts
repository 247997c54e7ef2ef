// Time between the starts of successive flows of a channel, as a histogram with its median; where there is one flow or two, time between the
// packets with payload that the flow begins with.

import type { ChartDrawer, ChartWords } from './chart-svg.ts';
import { countTicks } from './count-ticks.ts';
import type { CollectedSeries } from './finding-series.ts';
import { htmlFigure } from './html-figure.ts';
import { counted, humanDuration } from './human-number.ts';

const MOST_BINS = 31;
const LEAST_GAPS = 3;

/** Empty where there are too few gaps to show anything. */
export function intervalChart(drawer: ChartDrawer, id: string, series: CollectedSeries): string {
  const { title, what, gaps } = gapsOf(series);
  if (gaps.length < LEAST_GAPS) return '';
  const least = quantile(gaps, 0.01);
  const most = quantile(gaps, 0.99);
  const shown = gaps.filter((gap) => gap >= least && gap <= most);
  const log = most / least > 30;
  const bins = binned(shown, log);
  const median = quantile(gaps, 0.5);
  const left = gaps.length - shown.length;
  const svg = picture(
    drawer,
    {
      id,
      title,
      description: `${counted(gaps.length, 'gap')}, median ${humanDuration(median * 1e6)}, middle half ${humanDuration(quantile(gaps, 0.25) * 1e6)} to ${humanDuration(quantile(gaps, 0.75) * 1e6)}.`,
    },
    { bins, log, median },
  );
  const trimmed = left === 0 ? '' : ` ${counted(left, 'outlier')} beyond the first and the last hundredth not drawn.`;
  return htmlFigure({
    id,
    title,
    caption: `${what}${log ? ' The axis is logarithmic.' : ''}${trimmed}`,
    svg,
    table: {
      heads: ['From (s)', 'To (s)', 'Count'],
      rows: bins.filter(({ count }) => count > 0).map(({ from, to, count }) => [short(from), short(to), count]),
    },
  });
}

/** Ascending, in seconds, and what they lie between. */
function gapsOf({ startsUs, packetGapsS }: CollectedSeries): { title: string; what: string; gaps: number[] } {
  const starts = [...startsUs].sort((a, b) => a - b);
  const between = starts.slice(1).map((us, i) => (us - (starts[i] as number)) / 1e6);
  const ofFlows = between.length >= LEAST_GAPS;
  return {
    title: ofFlows ? 'Time between flows' : 'Time between packets',
    what: ofFlows
      ? 'Pairs of successive flows to this destination, by the time between their starts.'
      : 'Pairs of packets with payload at the beginning of the flow, by the time between them.',
    gaps: (ofFlows ? between : [...packetGapsS]).filter((gap) => gap > 0).sort((a, b) => a - b),
  };
}

function picture(
  drawer: ChartDrawer,
  words: ChartWords,
  { bins, log, median }: { bins: readonly Bin[]; log: boolean; median: number },
): string {
  const { plot } = drawer;
  return drawer.draw(words, {
    width: 470,
    height: 212,
    marginTop: 26,
    marginLeft: 40,
    marginRight: 16,
    marginBottom: 36,
    x: {
      type: log ? 'log' : 'linear',
      label: 'seconds',
      labelArrow: 'none',
      labelAnchor: 'center',
      ticks: 6,
      ...(log ? { tickFormat: '~g', ticks: decades(bins) } : {}),
    },
    y: { label: null, ticks: countTicks(Math.max(...bins.map(({ count }) => count))), tickFormat: ',d' },
    marks: [
      plot.rectY(bins, { x1: 'from', x2: 'to', y: 'count', fill: 'var(--calm)', insetRight: 1 }),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      plot.ruleX([median], { stroke: 'var(--signal)', strokeWidth: 1.6 }),
      plot.text([median], {
        x: (value: number) => value,
        frameAnchor: 'top',
        dy: -14,
        text: [`median ${humanDuration(median * 1e6)}`],
        fill: 'var(--signal)',
        fontWeight: 600,
      }),
    ],
  });
}

/** One, two and five of every power of ten within the bins, or only the ones where those are many. */
function decades(bins: readonly Bin[]): number[] {
  const [from = 1, to = 1] = [bins[0]?.from, bins.at(-1)?.to];
  const first = Math.floor(Math.log10(from));
  const last = Math.ceil(Math.log10(to));
  const steps = last - first > 3 ? [1] : [1, 2, 5];
  return Array.from({ length: last - first + 1 }, (_, i) => i + first)
    .flatMap((power) => steps.map((step) => Number(`${step}e${power}`)))
    .filter((tick) => tick >= from && tick <= to);
}

interface Bin {
  from: number;
  to: number;
  count: number;
}

function binned(values: readonly number[], log: boolean): Bin[] {
  const scale = log ? Math.log : (x: number): number => x;
  const back = log ? Math.exp : (x: number): number => x;
  const least = scale(values[0] as number);
  const most = scale(values.at(-1) as number);
  // An odd number, so that one stands in the middle.
  const count = Math.min(MOST_BINS, Math.max(8, Math.ceil(2 * Math.sqrt(values.length)))) | 1;
  const step = Math.max((most - least) / count, log ? 0.02 : Math.max(1e-6, most * 0.004));
  // A rhythm without spread stands in the middle of its axis.
  const first = (least + most - count * step) / 2;
  const bins = Array.from({ length: count }, (_, i) => ({
    from: back(first + i * step),
    to: back(first + (i + 1) * step),
    count: 0,
  }));
  for (const value of values) {
    const bin = bins[Math.min(count - 1, Math.floor((scale(value) - first) / step))];
    if (bin !== undefined) bin.count += 1;
  }
  return bins;
}

/** Of sorted values; the nearest rank. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] as number;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
