// Searches flow rows as the table asks: the last answer is kept, because its pages and other orders of it follow.

import { parseFilter, selectRows } from './flow-filter.ts';
import { orderRows, type RowOrder } from './flow-order.ts';
import { type FlowRows, type RowView, rowView } from './flow-rows.ts';

export interface TableQuery {
  filter: string;
  order: RowOrder | undefined;
}

export interface Selection {
  matched: number;
  rows: RowView[];
}

export class FlowSearch {
  readonly rows: FlowRows;
  #filter: string | undefined;
  #selected: Uint32Array = new Uint32Array(0);
  #order: string | undefined;
  #ordered: Uint32Array = new Uint32Array(0);

  constructor(rows: FlowRows) {
    this.rows = rows;
  }

  /** Flows start on more than one day, in UTC. */
  get severalDays(): boolean {
    const { startUs } = this.rows.columns;
    let first = startUs[0] ?? 0;
    let last = first;
    for (const us of startUs) {
      if (us < first) first = us;
      if (us > last) last = us;
    }
    const day = (us: number): number => Math.floor(us / 86_400e6);
    return day(first) !== day(last);
  }

  page(query: TableQuery, from: number, count: number): Selection {
    const selected = this.select(query);
    return {
      matched: selected.length,
      rows: [...selected.subarray(from, from + count)].map((row) => rowView(this.rows, row)),
    };
  }

  select({ filter, order }: TableQuery): Uint32Array {
    if (filter !== this.#filter) {
      this.#selected = selectRows(this.rows, parseFilter(filter));
      this.#filter = filter;
      this.#order = undefined;
    }
    if (order === undefined) return this.#selected;
    const key = `${order.key} ${order.descending}`;
    if (key !== this.#order) {
      this.#ordered = orderRows(this.rows, this.#selected, order);
      this.#order = key;
    }
    return this.#ordered;
  }
}
