// Lines of a canonical log → rows of fields: NDJSON (also a JSON array with one object a line) or CSV with a header, told apart by the
// first line. Shared by the importers of the canonical schemas.

import { splitCsvLine } from './csv-line.ts';
import type { LineReader, Rejection } from './importer.ts';
import { parseJsonLine } from './json-line.ts';
import { fieldsOfCsv, fieldsOfObject, type RowFields, type RowSchema } from './row-fields.ts';

/** Calls `onRow` for each row of the file; rows of another schema and unreadable lines are rejected. */
export function canonicalRowReader(
  schemaName: string,
  schema: RowSchema,
  onRow: (fields: RowFields, line: number) => Rejection | undefined,
): LineReader {
  let header: string[] | undefined;
  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '' || trimmed === '[' || trimmed === ']') return undefined;
      const isJson = header === undefined && (trimmed.startsWith('{') || trimmed.startsWith('['));
      return isJson ? readJson(trimmed, number) : readCsv(text, number);
    },
  };

  function readJson(text: string, number: number): Rejection | undefined {
    const object = parseJsonLine(withoutArray(text));
    return object === undefined ? 'is no JSON object' : finish(fieldsOfObject(object, schema), number);
  }

  function readCsv(text: string, number: number): Rejection | undefined {
    const cells = splitCsvLine(text);
    if (cells === undefined) return 'has a quoted CSV field that is not closed on its line';
    if (header === undefined) {
      if (!cells.some((cell) => isKnown(cell, schema)))
        return 'is neither a JSON object nor a CSV header of known columns';
      header = cells;
      return undefined;
    }
    // Concatenated exports repeat the header.
    if (cells.length === header.length && cells.every((cell, i) => cell === header?.[i])) return undefined;
    if (cells.length > header.length) return `has ${cells.length} fields, the header ${header.length}`;
    return finish(fieldsOfCsv(header, cells, schema), number);
  }

  function finish(fields: RowFields, number: number): Rejection | undefined {
    const named = fields.text('schema');
    if (named !== undefined && named !== schemaName) return `is a row of ${named.slice(0, 40)}, not of ${schemaName}`;
    return onRow(fields, number);
  }
}

/** Share of the schema's required keys that the first row or header has; 1 where the row names the schema itself. */
export function sniffCanonical(
  schemaName: string,
  schema: RowSchema,
  required: readonly (readonly string[])[],
  firstLines: readonly string[],
): number {
  for (const line of firstLines) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed === '[') continue;
    if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
      const object = parseJsonLine(withoutArray(trimmed));
      if (object === undefined) return 0;
      const fields = fieldsOfObject(object, schema);
      if (fields.has('schema')) return fields.text('schema') === schemaName ? 1 : 0;
      return required.every((keys) => keys.some((key) => fields.has(key))) ? 0.7 : 0;
    }
    const cells = splitCsvLine(trimmed) ?? [];
    if (cells.length < 2) return 0;
    const fields = fieldsOfCsv(cells, cells, schema);
    return required.every((keys) => keys.some((key) => fields.has(key))) ? 0.6 : 0;
  }
  return 0;
}

function isKnown(cell: string, schema: RowSchema): boolean {
  const lower = cell.trim().toLowerCase();
  return schema.keys.has(lower) || schema.aliases.has(lower);
}

/** A line of a JSON array with one object a line: what belongs to the array is dropped. */
function withoutArray(text: string): string {
  const from = text.startsWith('[') ? 1 : 0;
  const to =
    text.endsWith(',') || (text.endsWith(']') && text.lastIndexOf('}') === text.slice(0, -1).trimEnd().length - 1)
      ? -1
      : undefined;
  return from === 0 && to === undefined ? text : text.slice(from, to);
}
