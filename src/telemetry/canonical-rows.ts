// Lines of a canonical log → rows of fields: NDJSON (also a JSON array with one object a line) or CSV with a header, told apart by the
// first line. Shared by the importers of the canonical schemas; android schema names may carry any minor revision of version 1.

import { splitCsvLine } from './csv-line.ts';
import type { ImportContext, LineReader } from './importer.ts';
import { parseJsonLine } from './json-line.ts';
import { fieldsOfCsv, fieldsOfObject, type RowFields, type RowSchema } from './row-fields.ts';

/** Calls `onRow` for each row of the file; rows of another schema and unreadable lines are rejected. */
export function canonicalRowReader(
  schemaName: string,
  schema: RowSchema,
  context: ImportContext,
  onRow: (fields: RowFields, line: number) => void,
): LineReader {
  let header: string[] | undefined;
  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '' || trimmed === '[' || trimmed === ']') return;
      if (header === undefined && (trimmed.startsWith('{') || trimmed.startsWith('['))) readJson(trimmed, number);
      else readCsv(text, number);
    },
  };

  function readJson(text: string, number: number): void {
    const object = parseJsonLine(text.replace(/^\[\s*(?=\{)/, '').replace(/(?<=\})\s*[,\]]$/, ''));
    if (object === undefined) return context.reject(number, 'is no JSON object');
    finish(fieldsOfObject(object, schema), number);
  }

  function readCsv(text: string, number: number): void {
    const cells = splitCsvLine(text);
    if (cells === undefined) return context.reject(number, 'a quoted CSV field is not closed on its line');
    if (header === undefined) {
      if (headerMatches(cells, schema) === 0) return context.reject(number, 'is neither a JSON object nor a CSV header of known columns');
      header = cells;
      return;
    }
    // Concatenated exports repeat the header.
    if (cells[0] === header[0] && cells.length === header.length && cells.every((cell, i) => cell === header?.[i])) return;
    if (cells.length > header.length) return context.reject(number, `has ${cells.length} fields, the header ${header.length}`);
    finish(fieldsOfCsv(header, cells, schema), number);
  }

  function finish(fields: RowFields, number: number): void {
    const named = fields.text('schema');
    if (named !== undefined && named !== schemaName) return context.reject(number, `is a row of ${named.slice(0, 40)}, not of ${schemaName}`);
    onRow(fields, number);
  }
}

/** Share of the schema's required keys that the first row or header has; 1 where the row names the schema itself. */
export function sniffCanonical(schemaName: string, schema: RowSchema, required: readonly (readonly string[])[], firstLines: readonly string[]): number {
  for (const line of firstLines) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed === '[') continue;
    if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
      const object = parseJsonLine(trimmed.replace(/^\[\s*/, '').replace(/(?<=\})\s*[,\]]$/, ''));
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

function headerMatches(cells: readonly string[], schema: RowSchema): number {
  return cells.filter((cell) => {
    const lower = cell.trim().toLowerCase();
    return schema.keys.has(lower) || schema.aliases.has(lower);
  }).length;
}
