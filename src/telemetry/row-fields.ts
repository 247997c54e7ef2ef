// The fields of one canonical row, whatever its shape: nested or dotted keys, any case, aliases. Keys nobody knows are kept as labels.
// Accessors never throw: the first thing wrong with a row is its `problem`, which the importer checks once, at the end.

import { canonicalIp } from './canonical-ip.ts';
import type { Rejection } from './importer.ts';
import { readEpochNumber, readTimestamp, type TimeOptions } from './timestamp.ts';

/** Canonical keys of a schema, and the other names they go by, lower case. */
export interface RowSchema {
  readonly keys: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, string>;
}

/** Keys and, for each, its other names: texts with blanks between. */
export function rowSchema(keys: string, aliases: Readonly<Record<string, string>>): RowSchema {
  return {
    keys: new Set(keys.split(' ')),
    aliases: new Map(
      Object.entries(aliases).flatMap(([key, names]) => names.split(' ').map((name) => [name, key] as const)),
    ),
  };
}

export type FieldValue = string | readonly string[];

export class RowFields {
  /** Why the row cannot be used; the first reason wins. */
  problem: string | undefined;
  /** True when all that is missing is the zone of a time. */
  #naiveTime = false;
  /** A row whose canonical keys stand in it as the schema has them, as most do: read where they are and not copied. */
  readonly #direct: Readonly<Record<string, unknown>> | undefined;
  /** By canonical key, given under it in another way. */
  readonly #values = new Map<string, FieldValue>();
  /** By canonical key, given under another name: they count where the canonical name is missing. */
  #aliased: Map<string, FieldValue> | undefined;
  #labels: Map<string, string> | undefined;
  readonly #schema: RowSchema;

  /** Scalars and lists of `direct` under canonical keys are taken from there; the caller sets the rest. */
  constructor(schema: RowSchema, direct?: Readonly<Record<string, unknown>>) {
    this.#schema = schema;
    this.#direct = direct;
  }

  set(key: string, value: FieldValue): void {
    // Most keys are written as the schema has them.
    const lower = this.#schema.keys.has(key) ? key : key.trim().toLowerCase();
    if (this.#schema.keys.has(lower)) {
      if (this.#values.has(lower) || this.#isDirect(lower)) this.#label(key, value);
      else this.#values.set(lower, value);
      return;
    }
    const canonical = this.#schema.aliases.get(lower);
    // Among aliases the first wins. What loses is not thrown away.
    if (canonical === undefined || this.has(canonical)) {
      this.#label(key, value);
      return;
    }
    this.#aliased ??= new Map();
    this.#aliased.set(canonical, value);
  }

  has(key: string): boolean {
    return this.#isDirect(key) || this.#values.has(key) || this.#aliased?.has(key) === true;
  }

  #isDirect(key: string): boolean {
    return this.#direct !== undefined && isOwnValue(this.#direct[key]);
  }

  #value(key: string): FieldValue | undefined {
    const own = this.#direct?.[key];
    if (typeof own === 'string') return own;
    if (own !== undefined && isOwnValue(own)) return Array.isArray(own) ? listOf(own) : textOf(own);
    return (this.#values.size === 0 ? undefined : this.#values.get(key)) ?? this.#aliased?.get(key);
  }

  get rejection(): Rejection {
    const reason = this.problem ?? 'cannot be read';
    return this.#naiveTime ? { naive: true, reason } : reason;
  }

  get labels(): Record<string, string> | undefined {
    return this.#labels === undefined ? undefined : Object.fromEntries(this.#labels);
  }

  text(key: string): string | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const text = typeof value === 'string' ? value.trim() : value.join('|');
    return text === '' ? undefined : text.slice(0, MAX_TEXT);
  }

  list(key: string): readonly string[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    const items = (typeof value === 'string' ? value.split('|') : value)
      .map((item) => item.trim())
      .filter((item) => item !== '');
    return items.length === 0 ? undefined : items.slice(0, MAX_LIST);
  }

  /** A whole number in `min … max`. */
  integer(key: string, min: number, max: number): number | undefined {
    const own = this.#direct?.[key];
    if (typeof own === 'number' && Number.isSafeInteger(own) && own >= min && own <= max) return own;
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = /^-?\d{1,15}(?:\.0+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    return this.fail(`${key} ${JSON.stringify(text.slice(0, 40))} is not a whole number from ${min} to ${max}`);
  }

  decimal(key: string): number | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isFinite(value) && value >= 0) return value;
    return this.fail(`${key} ${JSON.stringify(text.slice(0, 40))} is not a number of at least 0`);
  }

  flag(key: string): boolean | undefined {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text === 'true' || text === '1' || text === 'yes') return true;
    if (text === 'false' || text === '0' || text === 'no') return false;
    return this.fail(`${key} ${JSON.stringify(text.slice(0, 40))} is neither true nor false`);
  }

  /** One of the given words, in any case. */
  word<W extends string>(key: string, words: readonly W[]): W | undefined {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined) return undefined;
    const found = words.includes(text as W) ? (text as W) : words.find((word) => word.toLowerCase() === text);
    return found ?? this.fail(`${key} ${JSON.stringify(text.slice(0, 40))} is none of ${words.join(', ')}`);
  }

  /** Hex digits in lower case, `min` to `max` of them and an even number. */
  hex(key: string, min: number, max: number): string | undefined {
    const text = this.text(key)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text.length % 2 === 0 && text.length >= min && text.length <= max && /^[0-9a-f]+$/.test(text)) return text;
    return this.fail(`${key} is not ${min === max ? min : `${min} to ${max}`} hex digits`);
  }

  ip(key: string): string | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    return canonicalIp(text) ?? this.fail(`${key} ${JSON.stringify(text.slice(0, 60))} is no IP address`);
  }

  time(key: string, options: TimeOptions): { readonly us: number; readonly ns: number } | undefined {
    const own = this.#direct?.[key];
    const text = typeof own === 'number' ? '' : this.text(key);
    if (text === undefined) return undefined;
    const time = typeof own === 'number' ? readEpochNumber(own, options) : readTimestamp(text, options);
    if (time.ok) return time;
    if (this.problem === undefined) this.#naiveTime = time.naive;
    return this.fail(`${key}: ${time.reason}`);
  }

  fail(reason: string): undefined {
    this.problem ??= reason;
    return undefined;
  }

  #label(key: string, value: FieldValue): void {
    this.#labels ??= new Map();
    if (this.#labels.size >= MAX_LABELS) return;
    this.#labels.set(
      key.trim().slice(0, MAX_TEXT),
      (typeof value === 'string' ? value : value.join('|')).slice(0, MAX_TEXT),
    );
  }
}

const MAX_TEXT = 1024;
const MAX_LIST = 1024;
const MAX_LABELS = 64;
const MAX_DEPTH = 8;

/** Nested objects become dotted keys; null is absent. */
export function fieldsOfObject(object: Record<string, unknown>, schema: RowSchema): RowFields {
  const fields = new RowFields(schema, object);
  for (const key in object) {
    const value = object[key];
    if (!(schema.keys.has(key) && isOwnValue(value))) addValue(fields, key, value, 0);
  }
  return fields;
}

export function fieldsOfCsv(header: readonly string[], cells: readonly string[], schema: RowSchema): RowFields {
  const fields = new RowFields(schema);
  for (let i = 0; i < header.length; i++)
    if (i < cells.length && cells[i].trim() !== '') fields.set(header[i], cells[i]);
  return fields;
}

function addObject(fields: RowFields, object: Record<string, unknown>, prefix: string, depth: number): void {
  for (const [key, value] of Object.entries(object)) addValue(fields, `${prefix}.${key}`, value, depth);
}

function addValue(fields: RowFields, path: string, value: unknown, depth: number): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) fields.set(path, listOf(value));
  else if (typeof value !== 'object') fields.set(path, textOf(value));
  else if (depth < MAX_DEPTH) addObject(fields, value as Record<string, unknown>, path, depth + 1);
  else fields.set(path, '…');
}

/** A scalar or a list: what a field holds by itself. */
function isOwnValue(value: unknown): boolean {
  return value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value));
}

function listOf(values: readonly unknown[]): string[] {
  return values.slice(0, MAX_LIST).map(textOf);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? '…' : String(value);
}
