// A table for the terminal: numbers right, text left, the one flexible column takes what is left. Cells are cleaned and cut here, so no row is wider than asked.

import { displayWidth, fitText, truncateText, visibleText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';

export interface TableColumn {
  title: string;
  align: 'left' | 'right';
  /** Takes the width that the others leave, at most what its cells need. One column of a table has it. */
  flexible?: true;
}

export interface TableCell {
  text: string;
  tone?: Tone;
}

const GAP = '  ';
const MINIMUM_CELLS = 8;

/** The lines of the table, its head first, each at most `columns` cells wide. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly TableCell[][],
  width: number,
  paint: Paint,
): string[] {
  const widths = columnWidths(columns, rows, width);
  const line = (cells: readonly TableCell[]): string =>
    cells
      .map((cell, i) => {
        const { align } = columns[i] as TableColumn;
        const unfilled = align === 'left' && i === columns.length - 1;
        const text = unfilled
          ? truncateText(cell.text, widths[i] as number)
          : fitText(cell.text, widths[i] as number, align);
        return cell.tone === undefined ? text : paint(cell.tone, text);
      })
      .join(GAP)
      .trimEnd();
  const head = columns.map((column): TableCell => ({ text: column.title, tone: 'dim' }));
  return [line(head), ...rows.map(line)];
}

function columnWidths(columns: readonly TableColumn[], rows: readonly TableCell[][], width: number): number[] {
  const needed = columns.map((column, i) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(visibleText((row[i] as TableCell).text)))),
  );
  const flexible = columns.findIndex((column) => column.flexible);
  if (flexible < 0) return needed;
  const others = needed.reduce(
    (sum, cells, i) => (i === flexible ? sum : sum + cells),
    GAP.length * (columns.length - 1),
  );
  needed[flexible] = Math.max(MINIMUM_CELLS, Math.min(needed[flexible] as number, width - others));
  // Where even that is not enough the last column gives way too.
  const excess = others + (needed[flexible] as number) - width;
  const last = needed.length - 1;
  if (excess > 0) needed[last] = Math.max(1, (needed[last] as number) - excess);
  return needed;
}
