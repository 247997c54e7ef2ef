// Native files as table expressions of DuckDB.

import type { NativeTable } from './native-table.ts';

/** Longer lines than any record. */
const MAX_OBJECT_BYTES = 1 << 24;

/** The rows of a native file as a table expression; coverage.json is one list, the others are lines. `isDamaged`: of lines that do not parse, rows of NULL. */
export function readNative(table: NativeTable, path: string, isDamaged = false): string {
  const fields = Object.entries(table.types).map(([name, type]) => `"${name}": ${sqlText(type)}`);
  const format = table.source === 'coverage' ? 'array' : 'newline_delimited';
  return `read_json(${sqlText(path)}, format = '${format}', columns = {${fields.join(', ')}}, maximum_object_size = ${MAX_OBJECT_BYTES}${isDamaged ? ', ignore_errors = true' : ''})`;
}

/** A SQL string. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
