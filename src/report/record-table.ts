// Records as an arquero table for notebooks: nested keys become columns joined by a dot, what a record does not say is undefined.
// arquero is heavy: it is loaded when the first table is made.

import type { ColumnTable } from 'arquero';

/** Flows, channels, apps or findings, read to their end. Lists stay lists in their cell. */
export async function toTable(records: AsyncIterable<object> | Iterable<object>): Promise<ColumnTable> {
  const columns = new Map<string, unknown[]>();
  let rows = 0;
  for await (const record of records) {
    addCells(columns, rows, record, '');
    rows += 1;
  }
  // Columns that later records lack are shorter: fill them up, so that all are of one length.
  for (const cells of columns.values()) while (cells.length < rows) cells.push(undefined);
  const { table } = await import('arquero');
  return table([...columns]);
}

function addCells(columns: Map<string, unknown[]>, row: number, record: object, prefix: string): void {
  for (const [key, value] of Object.entries(record)) {
    const name = prefix + key;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      addCells(columns, row, value as object, `${name}.`);
      continue;
    }
    let cells = columns.get(name);
    if (cells === undefined) {
      cells = [];
      columns.set(name, cells);
    }
    while (cells.length < row) cells.push(undefined);
    cells.push(value);
  }
}
