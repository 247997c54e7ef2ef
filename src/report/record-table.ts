// Records as an arquero table for notebooks: nested keys become columns joined by a dot, what a record does not say is undefined.
// arquero is heavy: it is loaded when the first table is made.

/** A function of a row, the text of one, or what arquero's own helpers (`op`, `desc`) make. */
// biome-ignore lint/suspicious/noExplicitAny: arquero's rows are of any type, and users' functions read them so.
type RowExpression = string | number | object | ((row: any, parameters: any) => unknown);

/** What most notebooks ask of a table. It is a ColumnTable of arquero, whose own declarations compile with `skipLibCheck` only: who has that
 *  writes `toTable<ColumnTable>(…)` and gets all of it. */
export interface RecordTable {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  array(name: string): ArrayLike<unknown>;
  get(name: string, row?: number): unknown;
  object(row?: number): object;
  objects(options?: { limit?: number; offset?: number }): object[];
  select(...columns: (string | string[])[]): this;
  filter(criteria: RowExpression): this;
  derive(values: Readonly<Record<string, RowExpression>>): this;
  groupby(...keys: RowExpression[]): this;
  rollup(values?: Readonly<Record<string, RowExpression>>): this;
  count(): this;
  orderby(...keys: RowExpression[]): this;
  slice(start?: number, end?: number): this;
  print(limit?: number): this;
  toCSV(): string;
  toJSON(): string;
  toMarkdown(): string;
  toArrowIPC(): Uint8Array;
}

/** Flows, channels, apps or findings, read to their end. Lists stay lists in their cell. */
export async function toTable<Table = RecordTable>(records: AsyncIterable<object> | Iterable<object>): Promise<Table> {
  const columns = new Map<string, unknown[]>();
  let rows = 0;
  for await (const record of records) {
    addCells(columns, rows, record, '');
    rows += 1;
  }
  // Columns that later records lack are shorter: fill them up, so that all are of one length.
  for (const cells of columns.values()) while (cells.length < rows) cells.push(undefined);
  const { table } = await import('arquero');
  const made: RecordTable = table([...columns]);
  return made as Table;
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
