// Lines of the terminal summary: wrapped to the width with a hanging indent, then coloured, so that no sequence counts as width.

import { keptWithUnits } from './human-number.ts';
import { displayWidth, wrapText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';

/** One of four thousand million: the findings of one capture differ in it. */
export const EXPLAIN_DIGITS = 8;

export function hanging(text: string, columns: number, first = '', others = '  ', maxLines = 8): string[] {
  return wrapText(keptWithUnits(text), columns - others.length, maxLines).map(
    (line, i) => `${i === 0 ? first : others}${line.replaceAll('\u00a0', ' ')}`,
  );
}

/** Fewer columns are taken as these. */
const FEWEST_COLUMNS = 40;

/**
 * Text of commands that print sentences and lists: what is wider than the terminal goes on in the next line, two cells deeper, or at `deeper` where
 * the line is a row of a table. Nothing is cut, and words stay whole: a path or a hash is copied as it stands.
 */
export function folded(text: string, columns: number, deeper?: number): string {
  const width = Math.max(FEWEST_COLUMNS, columns);
  return text
    .split('\n')
    .map((line) => (displayWidth(line) <= width ? line : foldedLine(line, width, deeper)))
    .join('\n');
}

function foldedLine(line: string, width: number, deeper: number | undefined): string {
  const indent = line.length - line.trimStart().length;
  const begun = deeper ?? indent;
  const next = ' '.repeat(deeper ?? indent + 2);
  const lines: string[] = [];
  let open = line.slice(0, begun);
  let isEmpty = true;
  for (const word of keptWithUnits(line.slice(begun)).split(/ +/)) {
    const longer = isEmpty ? `${open}${word}` : `${open} ${word}`;
    if (isEmpty || displayWidth(longer) <= width) {
      open = longer;
      isEmpty = word === '';
      continue;
    }
    lines.push(open);
    open = `${next}${word}`;
  }
  return [...lines, open].join('\n').replaceAll('\u00a0', ' ').trimEnd();
}

export function toned(tone: Tone, lines: readonly string[], paint: Paint): string[] {
  return lines.map((line) => paint(tone, line));
}

/** What shows the evidence of a finding; the beginning of its id is enough. */
export function explainLine({ finding_id: id }: { finding_id: string }, columns: number, paint: Paint): string[] {
  const line = `    → cipherscope explain ${id.slice(0, EXPLAIN_DIGITS)} CAPTURE`;
  return line.length > columns ? [] : [paint('dim', line)];
}

export function warning(text: string, columns: number, paint: Paint): string[] {
  return toned('notice', hanging(text, columns, '! '), paint);
}
