// Cells of CSV files that people open in spreadsheets (RFC 4180): a text that would run as a formula, or become a number, is marked as text.

export type CsvValue = string | number | boolean | undefined;

const NEEDS_QUOTES = /[",\r\n]/;
/** What a spreadsheet takes for a formula, blanks in front included (OWASP, CSV injection). */
const FORMULA = /^\s*[=+\-@\t\r]/;
/** Digits that a spreadsheet would round to fifteen places, or read as 1.2E+34. */
const LONG_NUMBER = /^\d+(e\d+)?$/i;
const LONG_NUMBER_DIGITS = 12;

/** Undefined is an empty cell. A text that a spreadsheet would calculate gets an apostrophe in front. */
export function csvCell(value: CsvValue): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const isNumberlike = value.length >= LONG_NUMBER_DIGITS && LONG_NUMBER.test(value);
  const safe = FORMULA.test(value) || isNumberlike ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}
