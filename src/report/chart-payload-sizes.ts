// The most common payload sizes of a channel's packets, by direction: fixed sizes are what protocols have and people have not.

import type { ChartDrawer } from './chart-svg.ts';
import { countTicks } from './count-ticks.ts';
import type { CollectedSeries } from './finding-series.ts';
import { htmlFigure } from './html-figure.ts';
import { counted, humanCount } from './human-number.ts';

const SIZES_SHOWN = 8;

export function payloadSizesChart(drawer: ChartDrawer, id: string, series: CollectedSeries): string {
  const all = [...series.sizeCounts].sort(([a, m], [b, n]) => n - m || a - b);
  const sizes = all.slice(0, SIZES_SHOWN).map(([bytes, packets]) => ({
    name: `${humanCount(Math.abs(bytes))} B ${bytes < 0 ? 'down' : 'up'}`,
    packets,
    up: bytes >= 0,
  }));
  if (sizes.length === 0) return '';
  const { plot } = drawer;
  const title = 'Most common payload sizes';
  const svg = drawer.draw(
    { id, title, description: sizes.map(({ name, packets }) => `${name}: ${packets}`).join('; ') },
    {
      width: 470,
      height: 226,
      marginTop: 12,
      marginLeft: 88,
      marginRight: 44,
      marginBottom: 36,
      x: {
        label: 'packets',
        labelArrow: 'none',
        labelAnchor: 'center',
        ticks: countTicks(Math.max(...sizes.map(({ packets }) => packets))),
        tickFormat: ',d',
      },
      y: { type: 'band', domain: sizes.map(({ name }) => name), label: null, padding: 0.3, tickSize: 0 },
      marks: [
        plot.barX(sizes, {
          y: 'name',
          x: 'packets',
          fill: (d: { up: boolean }) => (d.up ? 'var(--signal)' : 'var(--calm)'),
        }),
        plot.ruleX([0], { stroke: 'var(--ink)' }),
        plot.text(sizes, {
          y: 'name',
          x: 'packets',
          text: (d: { packets: number }) => humanCount(d.packets),
          dx: 6,
          textAnchor: 'start',
        }),
      ],
    },
  );
  const packets = all.reduce((sum, [, count]) => sum + count, 0);
  return htmlFigure({
    id,
    title,
    caption: `Of ${counted(packets, 'packet')} with payload, the first twenty of each flow, in ${counted(all.length, 'size')}.`,
    svg,
    table: {
      heads: ['Size', 'Packets'],
      rows: all
        .slice(0, 50)
        .map(([bytes, count]) => [`${humanCount(Math.abs(bytes))} B ${bytes < 0 ? 'down' : 'up'}`, count]),
    },
  });
}
