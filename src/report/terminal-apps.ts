// The app table of the terminal summary. On a narrow terminal the encryption classes go to a line of their own under each app.

import { isUnexplainedClass } from '../models/unexplained-class.ts';
import { type EvidenceRow, encryptionShares, isKnownApp } from './app-evidence.ts';
import { counted, humanBytes, humanCount, humanShare } from './human-number.ts';
import { truncateText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';
import { type TableCell, type TableColumn, tableLines } from './terminal-table.ts';

const APPS_SHOWN = { wide: 8, narrow: 5 };
const WIDE_COLUMNS = 88;
const ALL_NUMBERS_COLUMNS = 56;

const NUMBERS: readonly TableColumn[] = [
  { title: 'Flows', align: 'right' },
  { title: 'Up', align: 'right' },
  { title: 'Down', align: 'right' },
  { title: 'Dest.', align: 'right' },
];

export function appTable(rows: readonly EvidenceRow[], columns: number, paint: Paint): string[] {
  const wide = columns >= WIDE_COLUMNS;
  const shown = rows.slice(0, wide ? APPS_SHOWN.wide : APPS_SHOWN.narrow);
  const numbers = columns >= ALL_NUMBERS_COLUMNS ? NUMBERS : NUMBERS.slice(0, 2);
  const table = tableOf(shown, numbers, wide, columns, paint);
  const lines = wide ? table : withEncryption(table, shown, columns, paint);
  return [...lines, ...restLine(rows.slice(shown.length), columns, paint)];
}

/** The short form: `count` apps, a line each, whatever the width. */
export function appRows(rows: readonly EvidenceRow[], count: number, columns: number, paint: Paint): string[] {
  const wide = columns >= WIDE_COLUMNS;
  const shown = rows.slice(0, count);
  const numbers = columns >= ALL_NUMBERS_COLUMNS ? NUMBERS : NUMBERS.slice(0, 2);
  return [...tableOf(shown, numbers, wide, columns, paint), ...restLine(rows.slice(shown.length), columns, paint)];
}

function tableOf(
  shown: readonly EvidenceRow[],
  numbers: readonly TableColumn[],
  wide: boolean,
  columns: number,
  paint: Paint,
): string[] {
  const heads: TableColumn[] = [{ title: 'App', align: 'left', flexible: true }, ...numbers];
  if (wide) heads.push({ title: 'Encryption, by flows', align: 'left' });
  heads.push({ title: 'Result', align: 'left' });
  const cells = shown.map((row) => cellsOf(row, numbers.length, wide));
  return tableLines(heads, cells, columns, paint);
}

function restLine(rest: readonly EvidenceRow[], columns: number, paint: Paint): string[] {
  if (rest.length === 0) return [];
  const flows = rest.reduce((sum, { app }) => sum + app.flows, 0);
  const bytes = rest.reduce((sum, { app }) => sum + app.bytes_up + app.bytes_down, 0);
  const known = rest.filter(({ app }) => isKnownApp(app)).length;
  const who = [
    ...(known === 0 ? [] : [counted(known, 'more app')]),
    ...(known === rest.length ? [] : [known === 0 ? 'flows without an app' : 'no app known']),
  ].join(' and ');
  const text = `and ${who}: ${counted(flows, 'flow')}, ${humanBytes(bytes)}`;
  return [paint('dim', truncateText(text, columns))];
}

function cellsOf(row: EvidenceRow, numbers: number, wide: boolean): TableCell[] {
  const { app } = row;
  const figures = [
    humanCount(app.flows),
    humanBytes(app.bytes_up),
    humanBytes(app.bytes_down),
    humanCount(app.destinations),
  ];
  const cells: TableCell[] = [
    isKnownApp(app) ? { text: row.name } : { text: row.name, tone: 'notice' },
    ...figures.slice(0, numbers).map((text): TableCell => ({ text })),
  ];
  if (wide) {
    const tone = classTone(row);
    cells.push(tone === undefined ? { text: classText(row) } : { text: classText(row), tone });
  }
  cells.push(resultCell(row));
  return cells;
}

function withEncryption(
  table: readonly string[],
  rows: readonly EvidenceRow[],
  columns: number,
  paint: Paint,
): string[] {
  return table.flatMap((line, i) => {
    const row = i === 0 ? undefined : rows[i - 1];
    if (row === undefined) return [line];
    return [line, `  ${paint(classTone(row) ?? 'dim', truncateText(classText(row), columns - 2))}`];
  });
}

/** `custom 96 %, standard 4 %`: at most two classes, and what nothing explains is always one of them. */
function classText(row: EvidenceRow): string {
  const shares = encryptionShares(row.app.encryption);
  if (shares.length === 0) return 'no payload';
  const unexplained = shares.filter(({ name }) => isUnexplainedClass(name));
  const others = shares.filter(({ name }) => !isUnexplainedClass(name));
  const shown = [...unexplained, ...others].slice(0, 2);
  const text = shown.map(({ name, share }) => `${name} ${humanShare(share, 1)}`).join(', ');
  return shares.length > 2 ? `${text}, …` : text;
}

function classTone(row: EvidenceRow): Tone | undefined {
  return encryptionShares(row.app.encryption).some(({ name }) => isUnexplainedClass(name)) ? 'signal' : undefined;
}

function resultCell(row: EvidenceRow): TableCell {
  if (row.verdict === undefined) return { text: '' };
  if (row.verdict === 'expected') return { text: 'explained', tone: 'calm' };
  const count = row.findings.filter((finding) => finding.verdict === row.verdict).length;
  const text = count > 1 ? `${count} ${row.verdict}s` : row.verdict;
  return { text, tone: row.verdict === 'alert' ? 'signal' : 'notice' };
}
