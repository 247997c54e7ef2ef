// The apps of which a query wants rows, so that files of captures without them need not be opened. Read off DuckDB's own tree of the query, and told
// only where it is certain: the query names the table once, alone in its FROM, and its WHERE wants certain names.

import type { Duck } from './duck.ts';
import type { LakeTable } from './lake-layout.ts';

/** What is looked at of a node; lists and members that are not named here are walked through. */
interface Node {
  readonly type?: unknown;
  readonly from_table?: Node;
  readonly where_clause?: Node;
  readonly sample?: unknown;
  readonly table_name?: string;
  readonly alias?: string;
  readonly children?: readonly Node[];
  readonly left?: Node;
  readonly right?: Node;
  readonly column_names?: readonly string[];
  readonly value?: { readonly type?: { readonly id?: string }; readonly value?: unknown };
}

/** A table without anything that gives its columns other names, or takes rows out before the WHERE does. */
const PLAIN_TABLE: ReadonlySet<string> = new Set(['type', 'table_name', 'alias', 'query_location']);

/** Undefined: of any app, as far as can be told. A text that is no query is left to whoever answers it. */
export async function askedApps(duck: Duck, sql: string, table: LakeTable): Promise<ReadonlySet<string> | undefined> {
  const tree = await treeOf(duck, sql);
  let named = 0;
  let apps: ReadonlySet<string> | undefined;
  const visit = (node: Node) => {
    if (isTable(node, table)) named += 1;
    const from = node.from_table;
    if (from !== undefined && isTable(from, table) && isPlain(from) && node.sample === undefined)
      apps = wantedApps(node.where_clause, [table, from.alias ?? table]);
    for (const inner of Object.values(node)) if (typeof inner === 'object' && inner !== null) visit(inner as Node);
  };
  visit(tree);
  return named === 1 ? apps : undefined;
}

async function treeOf(duck: Duck, sql: string): Promise<Node> {
  try {
    const [row] = await duck.plainRows<{ tree?: string }>(
      'SELECT json_serialize_sql(?::VARCHAR, skip_null := true, skip_empty := true, skip_default := true) AS tree',
      [sql],
    );
    return JSON.parse(row?.tree ?? '{}') as Node;
  } catch {
    return {};
  }
}

function isTable({ type, table_name: name }: Node, table: string): boolean {
  return type === 'BASE_TABLE' && name?.toLowerCase() === table;
}

function isPlain(from: Node): boolean {
  return Object.keys(from).every((key) => PLAIN_TABLE.has(key));
}

/** `tables`: names before the dot. */
function wantedApps(condition: Node | undefined, tables: readonly string[]): ReadonlySet<string> | undefined {
  const { type, children = [], left, right } = condition ?? {};
  const sets = () => children.map((child) => wantedApps(child, tables));
  if (type === 'CONJUNCTION_AND') return sets().find((apps) => apps !== undefined);
  if (type === 'CONJUNCTION_OR') return union(sets());
  if (type === 'COMPARE_EQUAL') return named([left, right], tables) ?? named([right, left], tables);
  return type === 'COMPARE_IN' ? named(children, tables) : undefined;
}

function union(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const known = sets.flatMap((apps) => (apps === undefined ? [] : [...apps]));
  return sets.includes(undefined) ? undefined : new Set(known);
}

/** The column `app` first, then texts and nothing else. */
function named([column, ...values]: readonly (Node | undefined)[], tables: readonly string[]) {
  const path = column?.type === 'COLUMN_REF' ? (column.column_names ?? []).map((name) => name.toLowerCase()) : [];
  const isApp = path.at(-1) === 'app' && (path.length === 1 || (path.length === 2 && isOneOf(path[0], tables)));
  if (!isApp || values.length === 0 || !values.every(isText)) return undefined;
  return new Set(values.map((value) => value?.value?.value as string));
}

function isOneOf(name: string | undefined, tables: readonly string[]): boolean {
  return tables.some((table) => table.toLowerCase() === name);
}

function isText(node: Node | undefined): boolean {
  return node?.type === 'VALUE_CONSTANT' && node.value?.type?.id === 'VARCHAR' && typeof node.value.value === 'string';
}
