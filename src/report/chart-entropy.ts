// Entropy against the number of bytes it was measured on, with the band in which random bytes of that number fall: 272 random bytes show about
// 7.2 bits, not 8, so no fixed limit can tell ciphertext (entropy-expectation.ts has the law and its source).

import { entropyDeviationBits, expectedEntropyBits } from '../features/entropy-expectation.ts';
import type { ChartDrawer, PlotOptions } from './chart-svg.ts';
import type { CollectedSeries, EntropyPoint } from './finding-series.ts';
import { htmlFigure } from './html-figure.ts';
import { counted, humanShare } from './human-number.ts';

/** Below, entropy says nothing. */
const LEAST_BYTES = 8;
const POINTS_SHOWN = 400;
const BAND_POINTS = 40;
/** Of a normal law, 99.7 % lie within three deviations. */
const DEVIATIONS = 3;

interface Spot extends EntropyPoint {
  count: number;
}

const TITLE = 'Entropy against length';

export function entropyChart(drawer: ChartDrawer, id: string, series: CollectedSeries): string {
  const points = series.entropies.filter(({ bytes }) => bytes >= LEAST_BYTES);
  if (points.length === 0) return '';
  const spots = counts(points);
  const shown = spots.slice(0, POINTS_SHOWN);
  const within = points.filter(isWithin).length;
  const share = humanShare(within, points.length) ?? '';
  const left = spots.length - shown.length;
  return htmlFigure({
    id,
    title: TITLE,
    caption: `The band is where n random bytes fall; a head in the clear lowers a point. Circles were sent, triangles received: ${share} in the band or above.${left > 0 ? ` ${counted(left, 'point')} not drawn.` : ''}`,
    svg: drawer.draw(
      {
        id,
        title: TITLE,
        description: `${counted(points.length, 'direction')} measured; ${within} lie in the band of random bytes or above it.`,
      },
      picture(drawer, shown),
    ),
    table: {
      heads: ['Direction', 'Bytes', 'Entropy', 'Random bytes give', 'Times'],
      rows: shown.map(({ up, bytes, bits, count }) => [
        up ? 'up' : 'down',
        bytes,
        bits.toFixed(2),
        expectedEntropyBits(bytes).toFixed(2),
        count,
      ]),
    },
  });
}

function picture({ plot }: ChartDrawer, spots: readonly Spot[]): PlotOptions {
  const least = Math.max(LEAST_BYTES, Math.min(16, ...spots.map(({ bytes }) => bytes)));
  const most = Math.max(1024, ...spots.map(({ bytes }) => bytes));
  const band = bandOf(least, most);
  const dots = (up: boolean, symbol: 'circle' | 'triangle', colour: string) =>
    plot.dot(
      spots.filter((spot) => spot.up === up),
      { x: 'bytes', y: 'bits', r: radius, symbol, fill: colour, fillOpacity: 0.55, stroke: colour },
    );
  return {
    width: 470,
    height: 226,
    marginTop: 26,
    marginLeft: 40,
    marginRight: 20,
    marginBottom: 36,
    x: {
      type: 'log',
      base: 2,
      domain: [least, most * 1.12],
      label: 'payload bytes measured',
      labelArrow: 'none',
      labelAnchor: 'center',
      ticks: 6,
      tickFormat: ',d',
      nice: false,
    },
    y: {
      label: 'bits per byte',
      labelArrow: 'none',
      domain: [Math.min(3, ...spots.map(({ bits }) => Math.floor(bits))), 8],
      ticks: 5,
    },
    marks: [
      plot.areaY(band, { x: 'bytes', y1: 'low', y2: 'high', fill: 'var(--band)' }),
      plot.lineY(band, { x: 'bytes', y: 'mean', stroke: 'var(--muted)', strokeDasharray: '3 3' }),
      dots(true, 'circle', 'var(--signal)'),
      dots(false, 'triangle', 'var(--calm)'),
    ],
  };
}

function radius(): number {
  return 3.6;
}

function isWithin({ bytes, bits }: EntropyPoint): boolean {
  return bits >= expectedEntropyBits(bytes) - DEVIATIONS * entropyDeviationBits(bytes);
}

function bandOf(least: number, most: number): { bytes: number; mean: number; low: number; high: number }[] {
  return Array.from({ length: BAND_POINTS }, (_, i) => {
    const bytes = Math.round(least * (most / least) ** (i / (BAND_POINTS - 1)));
    const mean = expectedEntropyBits(bytes);
    const spread = DEVIATIONS * entropyDeviationBits(bytes);
    return { bytes, mean, low: mean - spread, high: Math.min(8, mean + spread) };
  });
}

/** Points that would cover each other, once with how often. The most frequent first. */
function counts(points: readonly EntropyPoint[]): Spot[] {
  const spots = new Map<string, Spot>();
  for (const point of points) {
    const key = `${point.up} ${point.bytes} ${point.bits.toFixed(2)}`;
    const spot = spots.get(key);
    if (spot === undefined) spots.set(key, { ...point, count: 1 });
    else spot.count += 1;
  }
  return [...spots.values()].sort((a, b) => b.count - a.count);
}
