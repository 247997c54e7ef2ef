// Lines of the terminal summary: wrapped to the width with a hanging indent, then coloured, so that no sequence counts as width.

import { keptWithUnits } from './human-number.ts';
import { wrapText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';

/** One of four thousand million: the findings of one capture differ in it. */
export const EXPLAIN_DIGITS = 8;

export function hanging(text: string, columns: number, first = '', others = '  ', maxLines = 8): string[] {
  return wrapText(keptWithUnits(text), columns - others.length, maxLines).map(
    (line, i) => `${i === 0 ? first : others}${line.replaceAll('\u00a0', ' ')}`,
  );
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
