// The filter of the flow table, the same in the page and in the viewer's server: words that all must hold, `key:value`, `key:>number`,
// `key:=exact`, `key:one|other`, a leading minus for "not", quotes around spaces. Texts are looked up in the dictionaries once, rows then cost a few loads.

import { destinationOf, type FlowRows, flowIdText, type RowColumn } from './flow-rows.ts';

export interface FilterTerm {
  not: boolean;
  /** Empty for a bare word. */
  key: FilterKey | '';
  operator: '' | '=' | '>' | '<' | '>=' | '<=';
  /** In lower case. */
  value: string;
}

type RowTest = (row: number) => boolean;

/** Keys of the filter, for people: what each looks at. */
export const FILTER_KEYS = {
  app: 'package, label or name of the app',
  uid: 'its UID',
  to: 'name or address of the destination',
  ip: 'address of either side',
  port: 'port of the service',
  proto: 'transport protocol',
  svc: 'recognised service',
  enc: 'class of encryption, and its scheme',
  tls: 'version, cipher suite, group, ALPN, JA4 or weakness of TLS and the like',
  sec: 'duration in seconds',
  up: 'bytes sent by the device',
  down: 'bytes received by the device',
  start: 'time of the first packet, as in 2026-01-31T10:00',
  finding: 'number of the finding that cites the flow',
  frame: 'number of a packet between its first and its last',
  id: 'flow_id, or several with commas',
  why: 'why the flow has no app',
} as const;
export type FilterKey = keyof typeof FILTER_KEYS;

export function parseFilter(text: string): FilterTerm[] {
  return (text.match(/-?(?:[a-z]+:[<>=]*)?(?:"[^"]*"?|\S+)/gi) ?? []).slice(0, 32).flatMap((word) => {
    const not = word.length > 1 && word.startsWith('-');
    const bare = not ? word.slice(1) : word;
    const colon = bare.indexOf(':');
    const name = colon > 0 ? bare.slice(0, colon).toLowerCase() : '';
    const key = Object.hasOwn(FILTER_KEYS, name) ? (name as FilterKey) : '';
    const [, operator = '', rest = ''] = /^(>=|<=|>|<|=)?(.*)$/s.exec(key === '' ? bare : bare.slice(colon + 1)) ?? [];
    const value = (key === '' ? operator + rest : rest).replaceAll('"', '').toLowerCase();
    // A minus that stands alone is one that somebody is about to write a word behind.
    if ((value === '' && operator !== '=') || bare === '-') return [];
    return [{ not, key, operator: (key === '' ? '' : operator) as FilterTerm['operator'], value }];
  });
}

/** Sentences on what can match nothing: a key that is none, though the beginning of an IPv6 address is no slip, and a number or time that is none. */
export function filterSlips(text: string): string[] {
  return parseFilter(text).flatMap(({ key, value }) => {
    if (key === '') {
      const word = /^([a-z]+):/.exec(value)?.[1];
      if (word === undefined || /^[a-f]{1,4}$/.test(word)) return [];
      return [`There is no key "${word}": "How to filter" has them all.`];
    }
    if (!isNumberKey(key) || alternativesOf(value).some((part) => Number.isFinite(numberIn(key, part)))) return [];
    return [
      key === 'start'
        ? `"${value}" is no time: write start:>2026-01-31T10:00.`
        : `"${value}" is no number: write ${key}:>100.`,
    ];
  });
}

/** Rows for which every term holds, in their order. */
export function selectRows(rows: FlowRows, terms: readonly FilterTerm[]): Uint32Array {
  const selected = new Uint32Array(rows.count);
  const tests = terms.map((term) => testOf(rows, term));
  let count = 0;
  for (let row = 0; row < rows.count; row += 1) {
    let holds = true;
    for (let i = 0; holds && i < tests.length; i += 1)
      holds = (tests[i] as RowTest)(row) !== (terms[i] as FilterTerm).not;
    if (holds) selected[count++] = row;
  }
  return selected.subarray(0, count);
}

function testOf(rows: FlowRows, term: FilterTerm): RowTest {
  const { columns: c } = rows;
  switch (term.key) {
    case '':
      return anyText(rows, term);
    case 'app': {
      const fits = entryTest(rows.apps, term, (app) => [app.name, app.label]);
      return (row) => fits[c.app[row] as number] === 1;
    }
    case 'tls': {
      const fits = entryTest(rows.tls, term, (tls) => Object.values(tls));
      return (row) => fits[c.tls[row] as number] === 1;
    }
    case 'to': {
      const fits = textTest(rows, term);
      return (row) => fits[destinationOf(rows, row)] === 1 || fits[remoteIp(rows, row)] === 1;
    }
    case 'ip': {
      const fits = textTest(rows, term);
      return (row) => fits[c.origIp[row] as number] === 1 || fits[c.respIp[row] as number] === 1;
    }
    case 'proto':
    case 'svc':
    case 'enc':
    case 'why': {
      const column = c[TEXT_COLUMNS[term.key]];
      const fits = textTest(rows, term.key === 'proto' ? { ...term, operator: '=' } : term);
      return (row) => fits[column[row] as number] === 1;
    }
    case 'id': {
      const ids = new Set(term.value.split(','));
      return (row) => ids.has(flowIdText(c.idHigh[row] as number, c.idLow[row] as number));
    }
    default:
      return numberTest(rows, term.key, term);
  }
}

const TEXT_COLUMNS = { proto: 'transport', svc: 'service', enc: 'encryption', why: 'why' } as const;

function numberTest(rows: FlowRows, key: NumberKey, term: FilterTerm): RowTest {
  const numbers = alternativesOf(term.value).map((part) => numberIn(key, part));
  const test = (wanted: number) =>
    key === 'frame' ? frameTest(rows, wanted) : comparison(numberOf(rows, key), term, wanted);
  const tests = numbers.filter(Number.isFinite).map(test);
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (row) => tests.some((one) => one(row));
}

function frameTest({ columns: c }: FlowRows, frame: number): RowTest {
  return (row) => (c.firstFrame[row] as number) <= frame && frame <= (c.lastFrame[row] as number);
}

function comparison(value: (row: number) => number, term: FilterTerm, wanted: number): RowTest {
  switch (term.operator) {
    case '>':
      return (row) => value(row) > wanted;
    case '<':
      return (row) => value(row) < wanted;
    case '>=':
      return (row) => value(row) >= wanted;
    case '<=':
      return (row) => value(row) <= wanted;
    default:
      return (row) => value(row) === wanted;
  }
}

const NUMBER_KEYS = ['uid', 'port', 'sec', 'up', 'down', 'start', 'finding', 'frame'] as const;
type NumberKey = (typeof NUMBER_KEYS)[number];

function isNumberKey(key: FilterKey): key is NumberKey {
  return (NUMBER_KEYS as readonly string[]).includes(key);
}

/** NaN where the text is none, or no time for `start`. */
function numberIn(key: NumberKey, text: string): number {
  return key === 'start' ? timeUs(text) : Number(text);
}

function numberOf(rows: FlowRows, key: Exclude<NumberKey, 'frame'>): (row: number) => number {
  const column = (name: RowColumn) => (row: number) => rows.columns[name][row] as number;
  if (key === 'uid') return (row) => (rows.apps[rows.columns.app[row] as number] as { uid: number }).uid;
  if (key === 'sec') return (row) => (rows.columns.durationUs[row] as number) / 1e6;
  return column(
    ({ port: 'respPort', up: 'upBytes', down: 'downBytes', start: 'startUs', finding: 'finding' } as const)[key],
  );
}

/** A time without a zone is UTC, as everything in a report. */
function timeUs(text: string): number {
  const zoned = /z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.includes('t') ? text : `${text}t00:00`}z`;
  return Date.parse(zoned.toUpperCase()) * 1000;
}

/** A bare word is looked for in whatever the table and its details show as text. */
function anyText(rows: FlowRows, term: FilterTerm): RowTest {
  const { columns: c } = rows;
  const texts = textTest(rows, term);
  const apps = entryTest(rows.apps, term, (app) => [app.name, app.label, app.uid < 0 ? '' : String(app.uid)]);
  const tls = entryTest(rows.tls, term, (entry) => Object.values(entry));
  const { domain, origIp, respIp, service, encryption, transport } = c;
  return (row) =>
    texts[domain[row] as number] === 1 ||
    apps[c.app[row] as number] === 1 ||
    texts[respIp[row] as number] === 1 ||
    texts[origIp[row] as number] === 1 ||
    texts[service[row] as number] === 1 ||
    texts[encryption[row] as number] === 1 ||
    texts[transport[row] as number] === 1 ||
    tls[c.tls[row] as number] === 1 ||
    String(c.respPort[row]) === term.value;
}

function remoteIp({ columns: c }: FlowRows, row: number): number {
  return (c.deviceResponds[row] === 1 ? c.origIp[row] : c.respIp[row]) as number;
}

function alternativesOf(value: string): string[] {
  return value.split('|').filter((part) => part !== '');
}

function textTest(rows: FlowRows, term: FilterTerm): Uint8Array {
  return entryTest(rows.texts, term, (text) => [text]);
}

function entryTest<T>(
  entries: readonly T[],
  { operator, value }: FilterTerm,
  textsOf: (entry: T) => string[],
): Uint8Array {
  const alternatives = alternativesOf(value);
  return Uint8Array.from(entries, (entry, i) => {
    // Quotes end a term, so that no value has one: names are compared without theirs.
    const texts = textsOf(entry).map((text) => text.toLowerCase().replaceAll('"', ''));
    // `app:=` asks for what has none.
    if (operator === '=') return Number(value === '' ? i === 0 : texts.includes(value));
    return Number(texts.some((text) => alternatives.some((part) => text.includes(part))));
  });
}
