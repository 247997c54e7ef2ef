// Searches flow rows as the table asks: the last question's answer is kept, because pages of it follow.

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
  #query: string | undefined;
  #selected: Uint32Array = new Uint32Array(0);

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
    const key = JSON.stringify([filter, order]);
    if (key === this.#query) return this.#selected;
    const selected = selectRows(this.rows, parseFilter(filter));
    this.#selected = order === undefined ? selected : orderRows(this.rows, selected, order);
    this.#query = key;
    return this.#selected;
  }
}
