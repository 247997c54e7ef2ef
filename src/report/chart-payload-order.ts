// Payload sizes in the order in which a flow sends them: the median of each place over the flows, with the span of the middle nine tenths.

import { quantile } from './chart-intervals.ts';
import type { ChartDrawer } from './chart-svg.ts';
import type { FindingSeries } from './finding-series.ts';
import { htmlFigure } from './html-figure.ts';
import { counted, humanCount } from './human-number.ts';

const PLACES = 12;
/** Room for at least so many: two bars must not fill the picture. */
const LEAST_PLACES = 8;

export function payloadOrderChart(drawer: ChartDrawer, id: string, series: FindingSeries): string {
  const places = series.sizesInOrder.slice(0, PLACES).map((sizes, i) => {
    const sorted = [...sizes].sort((a, b) => a - b);
    const median = quantile(sorted, 0.5);
    return {
      place: i + 1,
      flows: sizes.length,
      median,
      low: quantile(sorted, 0.05),
      high: quantile(sorted, 0.95),
      up: median >= 0,
    };
  });
  if (places.length === 0) return '';
  const { plot } = drawer;
  const title = 'Payload sizes in order';
  const text = (side: boolean): typeof places => places.filter(({ up }) => up === side);
  const svg = drawer.draw(
    {
      id,
      title,
      description: `Median bytes by packet, down is negative: ${places.map(({ median }) => median).join(', ')}.`,
    },
    {
      width: 470,
      height: 212,
      marginTop: 26,
      marginLeft: 46,
      marginRight: 16,
      marginBottom: 36,
      x: {
        type: 'band',
        domain: Array.from({ length: Math.max(LEAST_PLACES, places.length) }, (_, i) => i + 1),
        label: 'packet with payload',
        labelArrow: 'none',
        labelAnchor: 'center',
        padding: 0.3,
        tickSize: 0,
        ticks: places.map(({ place }) => place),
      },
      y: { label: 'bytes; up is positive', labelArrow: 'none', ticks: 5, nice: true, insetTop: 12, insetBottom: 12 },
      marks: [
        plot.barY(places, {
          x: 'place',
          y: 'median',
          fill: (d: { up: boolean }) => (d.up ? 'var(--signal)' : 'var(--calm)'),
        }),
        plot.ruleX(
          places.filter(({ flows, low, high }) => flows > 2 && low !== high),
          { x: 'place', y1: 'low', y2: 'high', stroke: 'var(--ink)' },
        ),
        plot.ruleY([0], { stroke: 'var(--ink)' }),
        plot.text(text(true), {
          x: 'place',
          y: (d: { median: number; high: number }) => Math.max(d.median, d.high),
          dy: -9,
          text: (d: { median: number }) => humanCount(d.median),
        }),
        plot.text(text(false), {
          x: 'place',
          y: (d: { median: number; low: number }) => Math.min(d.median, d.low),
          dy: 9,
          text: (d: { median: number }) => humanCount(-d.median),
        }),
      ],
    },
  );
  return htmlFigure({
    id,
    title,
    caption: `Median over ${counted(series.measured, 'flow')}; the thin line spans the middle nine tenths.`,
    svg,
    table: {
      heads: ['Packet', 'Flows', 'Median bytes', '5 %', '95 %'],
      rows: places.map(({ place, flows, median, low, high }) => [place, flows, median, low, high]),
    },
  });
}
