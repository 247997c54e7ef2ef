// A chart in the page: the SVG with its words, and its data as a table for whoever cannot or will not read a picture.

import { counted, humanCount } from './human-number.ts';
import { htmlText } from './safe-text.ts';

export interface FigureTable {
  heads: readonly string[];
  /** Plain text. */
  rows: readonly (readonly (string | number)[])[];
}

export interface Figure {
  /** Unique in the page. */
  id: string;
  title: string;
  caption: string;
  /** From chartSvg(). */
  svg: string;
  table: FigureTable;
  /** Too wide for a phone: scrolls sideways in its own box. */
  wide?: boolean;
}

const ROWS_SHOWN = 200;

export function htmlFigure({ id, title, caption, svg, table, wide }: Figure): string {
  const name = htmlText(title);
  const box = wide ? `<div class="scroll" tabindex="0" role="group" aria-label="${name}">${svg}</div>` : svg;
  return `<figure${wide ? ' class="wide"' : ''}><h3 id="${id}-h">${name}</h3>${box}
<figcaption>${htmlText(caption)}</figcaption>${dataTable(id, name, table)}</figure>`;
}

function dataTable(id: string, name: string, { heads, rows }: FigureTable): string {
  const head = heads.map((title) => `<th scope="col">${htmlText(title)}</th>`).join('');
  const lines = rows
    .slice(0, ROWS_SHOWN)
    .map((row) => `<tr>${row.map((cell) => `<td>${htmlText(cellText(cell))}</td>`).join('')}</tr>`);
  const left = rows.length - lines.length;
  const more =
    left > 0 ? `<p class="small muted">${counted(left, 'more row is', 'more rows are')} in the native files.</p>` : '';
  return `<details class="data"><summary>Data<span class="hidden"> of ${name}</span></summary><div class="scroll" tabindex="0" role="group" aria-label="Data of ${name}"><table id="${id}-data">
<thead><tr>${head}</tr></thead><tbody>${lines.join('')}</tbody></table></div>${more}</details>`;
}

function cellText(cell: string | number): string {
  return Number.isInteger(cell) ? humanCount(Number(cell)) : String(cell);
}
