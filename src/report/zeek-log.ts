// Logs as Zeek's ASCII writer makes them: a header that names separators, fields and types, then a line a record; or the same as JSON.
// Unset fields are "-", empty ones "(empty)"; what could break a line, or pass for either, is written \xNN.

export type ZeekType = 'time' | 'interval' | 'string' | 'addr' | 'port' | 'enum' | 'count' | 'bool' | 'set[string]';
export type ZeekValue = string | number | boolean | readonly string[] | undefined;

export interface ZeekColumn<T> {
  readonly name: string;
  readonly type: ZeekType;
  readonly value: (record: T) => ZeekValue;
}

const UNSET = '-';
const EMPTY = '(empty)';
// The separators of the format, what is not printable, and the escape's own character.
const TO_ESCAPE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu;

/** The lines above the records. `opened`: when the first record was made. */
export function zeekHeader<T>(path: string, columns: readonly ZeekColumn<T>[], opened: string): string {
  return [
    '#separator \\x09',
    '#set_separator\t,',
    `#empty_field\t${EMPTY}`,
    `#unset_field\t${UNSET}`,
    `#path\t${path}`,
    `#open\t${zeekClock(opened)}`,
    `#fields\t${columns.map(({ name }) => name).join('\t')}`,
    `#types\t${columns.map(({ type }) => type).join('\t')}`,
    '',
  ].join('\n');
}

export function zeekFooter(closed: string): string {
  return `#close\t${zeekClock(closed)}\n`;
}

export function zeekLine<T>(columns: readonly ZeekColumn<T>[], record: T): string {
  return `${columns.map(({ type, value }) => zeekField(value(record), type)).join('\t')}\n`;
}

/** Unset fields are left out, as Zeek's JSON writer does. */
export function zeekObject<T>(columns: readonly ZeekColumn<T>[], record: T): Record<string, ZeekValue> {
  return Object.fromEntries(
    columns.flatMap(({ name, value }) => {
      const field = value(record);
      return field === undefined ? [] : [[name, field]];
    }),
  );
}

function zeekField(value: ZeekValue, type: ZeekType): string {
  if (value === undefined) return UNSET;
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'number') return type === 'time' || type === 'interval' ? value.toFixed(6) : String(value);
  if (typeof value === 'string') return zeekText(value);
  return value.length === 0 ? EMPTY : value.map((element) => zeekText(element).replaceAll(',', '\\x2c')).join(',');
}

function zeekText(text: string): string {
  if (text === '') return EMPTY;
  if (text === UNSET || text === EMPTY || text.startsWith('#')) return escaped(text[0]) + zeekRest(text.slice(1));
  return zeekRest(text);
}

function zeekRest(text: string): string {
  return text.replace(TO_ESCAPE, escaped);
}

/** The bytes of its UTF-8 form. */
function escaped(character = ''): string {
  return [...Buffer.from(character, 'utf8')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** 2026-11-23T08:44:13Z as 2026-11-23-08-44-13. */
function zeekClock(time: string): string {
  return time.slice(0, 19).replaceAll(/[T:]/g, '-');
}
