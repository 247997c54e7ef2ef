// Lines of the terminal summary: wrapped to the width with a hanging indent, then coloured, so that no sequence counts as width.

import { wrapText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';

export function hanging(text: string, columns: number, first = '', others = '  ', maxLines = 8): string[] {
  return wrapText(text, columns - others.length, maxLines).map((line, i) => `${i === 0 ? first : others}${line}`);
}

export function toned(tone: Tone, lines: readonly string[], paint: Paint): string[] {
  return lines.map((line) => paint(tone, line));
}

export function warning(text: string, columns: number, paint: Paint): string[] {
  return toned('notice', hanging(text, columns, '! '), paint);
}
