// Payload sizes in the order in which a flow sends them: the median of each place over the flows, with the span of the middle nine tenths.

import { quantile } from './chart-intervals.ts';
import type { ChartDrawer, PlotOptions } from './chart-svg.ts';
import type { CollectedSeries } from './finding-series.ts';
import { htmlFigure } from './html-figure.ts';
import { counted, humanCount } from './human-number.ts';

const PLACES = 12;
/** Room for at least so many: two bars must not fill the picture. */
const LEAST_PLACES = 8;

const TITLE = 'Payload sizes in order';

/** Bytes of the payload at one place, over the flows that come so far; down is negative. */
interface Place {
  place: number;
  flows: number;
  median: number;
  low: number;
  high: number;
  up: boolean;
}

export function payloadOrderChart(drawer: ChartDrawer, id: string, series: CollectedSeries): string {
  const places = series.sizesInOrder.slice(0, PLACES).map((sizes, i) => placeOf(i + 1, sizes));
  if (places.length === 0) return '';
  const medians = places.map(({ median }) => median).join(', ');
  return htmlFigure({
    id,
    title: TITLE,
    caption: `Median over ${counted(series.measured, 'flow')}; the thin line spans the middle nine tenths.`,
    svg: drawer.draw(
      { id, title: TITLE, description: `Median bytes by packet, down is negative: ${medians}.` },
      picture(drawer, places),
    ),
    table: {
      heads: ['Packet', 'Flows', 'Median bytes', '5 %', '95 %'],
      rows: places.map(({ place, flows, median, low, high }) => [place, flows, median, low, high]),
    },
  });
}

function placeOf(place: number, sizes: readonly number[]): Place {
  const sorted = [...sizes].sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  const [low, high] = [quantile(sorted, 0.05), quantile(sorted, 0.95)];
  return { place, flows: sizes.length, median, low, high, up: median >= 0 };
}

function picture({ plot }: ChartDrawer, places: readonly Place[]): PlotOptions {
  const side = (up: boolean) => places.filter((place) => place.up === up);
  return {
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
      plot.barY(places, { x: 'place', y: 'median', fill: ({ up }: Place) => (up ? 'var(--signal)' : 'var(--calm)') }),
      plot.ruleX(
        places.filter(({ flows, low, high }) => flows > 2 && low !== high),
        { x: 'place', y1: 'low', y2: 'high', stroke: 'var(--ink)' },
      ),
      plot.ruleY([0], { stroke: 'var(--ink)' }),
      // Beyond bar and thin line, on the side to which they point.
      plot.text(side(true), {
        x: 'place',
        y: ({ median, high }: Place) => Math.max(median, high),
        dy: -9,
        text: ({ median }: Place) => humanCount(median),
      }),
      plot.text(side(false), {
        x: 'place',
        y: ({ median, low }: Place) => Math.min(median, low),
        dy: 9,
        text: ({ median }: Place) => humanCount(-median),
      }),
    ],
  };
}
