// The one place where text from captures and logs is made safe to show: on a terminal, in HTML, in a line of JSON.
// Control, bidirectional and invisible characters become visible escapes (\x1b, \u202e); no input makes these functions throw.
// Widths follow Unicode TR 11 closely enough for columns: wide and emoji blocks take two cells, combining marks none.

// Controls, format characters (bidirectional marks among them), halves of surrogate pairs, line separators, and whatever Unicode says may be drawn as
// nothing, but for the sixteen variation selectors that choose between text and emoji.
const UNSAFE =
  /(?![\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu;
// Nearly all text is this, and needs no closer look.
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** How JSON.stringify() writes half of a pair, and a whole one that was escaped begins. */
const SURROGATE_ESCAPE = '\\ud';
const ESCAPE = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)/g;
const ESCAPED_UNIT = '\\ud800'.length;
const HTML_SPECIAL = /[&<>"'`]/g;
const HTML_ENTITY: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** A cell may carry this many marks on top of its character; more would let a name of one cell fill a screen. */
const MARKS_PER_CELL = 2;

/** What a person can see: every character that would move the cursor, reorder or hide text is written as its escape. */
export function visibleText(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(UNSAFE, escapeOf);
}

/** Text for an HTML text node or a quoted attribute: visible, and free of markup. */
export function htmlText(text: string): string {
  return visibleText(text).replace(HTML_SPECIAL, (character) => HTML_ENTITY[character] as string);
}

/** As htmlText(), with what stands between backticks as code: a command in a sentence. */
export function htmlWithCode(text: string): string {
  return htmlText(text).replace(/&#96;(.+?)&#96;/g, '<code>$1</code>');
}

/** One value as a line of JSON without the newline. C1 controls and bidirectional characters are \u-escaped: `cat` and `less` stay safe. */
export function jsonLine(value: unknown): string {
  return safeJson(JSON.stringify(value));
}

/**
 * JSON text in which only printable characters are left unescaped; parses to the same value, but for halves of surrogate pairs: they become
 * U+FFFD, as in any UTF-8, because readers of JSON other than JavaScript refuse them. Structural newlines stay.
 */
export function safeJson(json: string): string {
  const whole = json.includes(SURROGATE_ESCAPE) ? json.replace(ESCAPE, withoutHalf) : json;
  if (PRINTABLE_ASCII.test(whole)) return whole;
  return whole.replace(UNSAFE, (character) =>
    character === '\n'
      ? character
      : [...Array(character.length).keys()].map((i) => `\\u${hex(character.charCodeAt(i), 4)}`).join(''),
  );
}

function withoutHalf(text: string): string {
  return text.length === ESCAPED_UNIT ? '\\ufffd' : text;
}

/** Cells that a terminal needs for text that visibleText() has cleaned. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let cells = 0;
  for (const character of text) cells += cellsOf(character.codePointAt(0) as number);
  return cells;
}

/** Cleaned text of at most `cells` terminal cells; what was cut shows as one `…`. */
export function truncateText(text: string, cells: number): string {
  const visible = limitMarks(visibleText(text));
  if (cells <= 0) return '';
  if (displayWidth(visible) <= cells) return visible;
  let kept = '';
  let used = 0;
  for (const character of visible) {
    const width = cellsOf(character.codePointAt(0) as number);
    if (used + width > cells - 1) break;
    kept += character;
    used += width;
  }
  return `${kept}…`;
}

/** Cleaned text of exactly `cells` cells, cut or filled with spaces on the right, or on the left for `align` 'right'. */
export function fitText(text: string, cells: number, align: 'left' | 'right' = 'left'): string {
  const cut = truncateText(text, cells);
  const fill = ' '.repeat(Math.max(0, cells - displayWidth(cut)));
  return align === 'right' ? fill + cut : cut + fill;
}

/** Cleaned text broken at spaces into at most `maxLines` lines of `cells` cells; a longer word is broken anywhere, what is left out shows as `…`. */
export function wrapText(text: string, cells: number, maxLines = 8): string[] {
  const width = Math.max(4, cells);
  const lines: string[] = [];
  let line = '';
  for (const word of truncateText(text, width * (maxLines + 1)).split(/ +/)) {
    for (const piece of piecesOf(word, width)) {
      const longer = line === '' ? piece : `${line} ${piece}`;
      if (displayWidth(longer) <= width) {
        line = longer;
        continue;
      }
      lines.push(line);
      line = piece;
    }
  }
  lines.push(line);
  if (lines.length <= maxLines) return lines;
  const last = lines[maxLines - 1] as string;
  return [...lines.slice(0, maxLines - 1), displayWidth(last) < width ? `${last}…` : truncateText(`${last}…`, width)];
}

function piecesOf(word: string, cells: number): string[] {
  if (displayWidth(word) <= cells) return word === '' ? [] : [word];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const width = cellsOf(character.codePointAt(0) as number);
    if (used + width > cells) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += width;
  }
  pieces.push(piece);
  return pieces;
}

function limitMarks(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  let kept = '';
  let marks = 0;
  for (const character of text) {
    marks = cellsOf(character.codePointAt(0) as number) === 0 ? marks + 1 : 0;
    if (marks <= MARKS_PER_CELL) kept += character;
  }
  return kept;
}

function escapeOf(character: string): string {
  const point = character.codePointAt(0) as number;
  if (point === 9) return '\\t';
  if (point === 10) return '\\n';
  if (point === 13) return '\\r';
  if (point < 0x100) return `\\x${hex(point, 2)}`;
  return point < 0x10000 ? `\\u${hex(point, 4)}` : `\\u{${point.toString(16)}}`;
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, '0');
}

const COMBINING = /^[\p{Mn}\p{Me}]$/u;

function cellsOf(point: number): 0 | 1 | 2 {
  if (point < 0x300) return 1;
  if (isWide(point)) return 2;
  return COMBINING.test(String.fromCodePoint(point)) ? 0 : 1;
}

function isWide(point: number): boolean {
  return (
    point >= 0x1100 &&
    (point <= 0x115f ||
      (point >= 0x231a && point <= 0x231b) ||
      (point >= 0x2e80 && point <= 0x303e) ||
      (point >= 0x3041 && point <= 0xa4cf) ||
      (point >= 0xa960 && point <= 0xa97c) ||
      (point >= 0xac00 && point <= 0xd7a3) ||
      (point >= 0xf900 && point <= 0xfaff) ||
      (point >= 0xfe30 && point <= 0xfe6f) ||
      (point >= 0xff00 && point <= 0xff60) ||
      (point >= 0xffe0 && point <= 0xffe6) ||
      (point >= 0x1f300 && point <= 0x1f64f) ||
      (point >= 0x1f680 && point <= 0x1f6ff) ||
      (point >= 0x1f900 && point <= 0x1faff) ||
      (point >= 0x20000 && point <= 0x3fffd))
  );
}
