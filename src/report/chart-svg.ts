// Draws with Observable Plot on linkedom's document, when the report is made, and cleans what comes out: no style element, no classes of its own,
// no labels on groups (axe: aria-label needs a role), short numbers, and a title and a description for those who cannot see it.
// Both libraries are loaded with the first chart: a report without findings does without.

import { htmlText } from './safe-text.ts';

export type Plot = typeof import('@observablehq/plot');
export type PlotOptions = Parameters<Plot['plot']>[0];

export interface ChartWords {
  /** Unique in the page. */
  id: string;
  title: string;
  /** What the chart shows, with its numbers. */
  description: string;
}

export interface ChartDrawer {
  readonly plot: Plot;
  draw(words: ChartWords, options: PlotOptions): string;
}

export async function chartDrawer(): Promise<ChartDrawer> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return {
    plot,
    draw: (words, options) => {
      const figure = plot.plot({ ...options, document: document as never });
      return chartSvg(String((figure as unknown as { outerHTML: string }).outerHTML), words);
    },
  };
}

export function chartSvg(drawn: string, { id, title, description }: ChartWords): string {
  const [, viewBox] = /viewBox="([^"]+)"/.exec(drawn) ?? [];
  const [, inner = ''] = /^<svg[^>]*>(.*)<\/svg>$/s.exec(drawn) ?? [];
  const body = inner
    .replace(/<style>.*?<\/style>/gs, '')
    .replace(/ (?:aria-(?:label|description|hidden)|class|font-variant|font-family)="[^"]*"/g, '')
    .replace(/="([^"]*)"/g, (_, value: string) => `="${value.replace(/-?\d+\.\d{2,}/g, shortNumber)}"`);
  return `<svg class="chart" viewBox="${viewBox}" text-anchor="middle" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${htmlText(title)}</title><desc id="${id}-d">${htmlText(description)}</desc>${body}</svg>`;
}

function shortNumber(text: string): string {
  return String(Math.round(Number(text) * 10) / 10);
}
