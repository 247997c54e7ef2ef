// Where the flow table gets its rows: from the page itself, or from the server that `cipherscope view` runs.

import { parseFilter, selectRows } from '../flow-filter.ts';
import { orderRows, type RowOrder } from '../flow-order.ts';
import { type FlowRows, type RowView, rowView } from '../flow-rows.ts';
import { decodeFlowRows } from '../flow-rows-codec.ts';
import { csvHead, csvLine } from '../row-text.ts';

export interface TableQuery {
  filter: string;
  order: RowOrder | undefined;
}

export interface Selection {
  matched: number;
  rows: RowView[];
}

export interface FlowSource {
  readonly total: number;
  /** Flows start on more than one day. */
  readonly severalDays: boolean;
  page(query: TableQuery, from: number, count: number): Promise<Selection>;
  csv(query: TableQuery): Promise<Blob>;
  /** The whole record, where it can be had. */
  record?(flow: RowView): Promise<string>;
}

/** Undefined where the page has no flows at all. */
export async function readFlowSource(): Promise<FlowSource | undefined> {
  const served = document.getElementById('flow-server');
  if (served !== null) return new ServedFlows(Number(served.dataset['total']), served.dataset['days'] === 'true');
  const data = document.getElementById('flow-data');
  if (!(data instanceof HTMLTemplateElement)) return undefined;
  const text = data.content.textContent ?? '';
  const captures = JSON.parse(data.dataset['captures'] ?? '[]') as string[];
  if (typeof DecompressionStream === 'undefined')
    throw new Error('this browser cannot decompress (DecompressionStream)');
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new EmbeddedFlows(decodeFlowRows(new Uint8Array(await new Response(stream).arrayBuffer()), captures));
}

export class EmbeddedFlows implements FlowSource {
  readonly #rows: FlowRows;
  readonly severalDays: boolean;
  #query = '';
  #selected: Uint32Array;

  constructor(rows: FlowRows) {
    this.#rows = rows;
    this.#selected = selectRows(rows, []);
    const starts = rows.columns.startUs;
    const day = (us: number | undefined): number => Math.floor((us ?? 0) / 86_400e6);
    let first = starts[0] ?? 0;
    let last = first;
    for (const us of starts) {
      if (us < first) first = us;
      if (us > last) last = us;
    }
    this.severalDays = day(first) !== day(last);
  }

  get total(): number {
    return this.#rows.count;
  }

  async page(query: TableQuery, from: number, count: number): Promise<Selection> {
    const selected = this.#select(query);
    const rows = [...selected.subarray(from, from + count)].map((row) => rowView(this.#rows, row));
    return { matched: selected.length, rows };
  }

  async csv(query: TableQuery): Promise<Blob> {
    const lines = [...this.#select(query)].map((row) => csvLine(rowView(this.#rows, row)));
    return new Blob([csvHead(), ...lines], { type: 'text/csv' });
  }

  #select(query: TableQuery): Uint32Array {
    const key = JSON.stringify(query);
    if (key === this.#query) return this.#selected;
    const selected = selectRows(this.#rows, parseFilter(query.filter));
    this.#selected = query.order === undefined ? selected : orderRows(this.#rows, selected, query.order);
    this.#query = key;
    return this.#selected;
  }
}

class ServedFlows implements FlowSource {
  readonly total: number;
  readonly severalDays: boolean;

  constructor(total: number, severalDays: boolean) {
    this.total = total;
    this.severalDays = severalDays;
  }

  async page(query: TableQuery, from: number, count: number): Promise<Selection> {
    const answer = await ask(`flows?${parameters(query)}&from=${from}&count=${count}`);
    return (await answer.json()) as Selection;
  }

  async csv(query: TableQuery): Promise<Blob> {
    return (await ask(`flows.csv?${parameters(query)}`)).blob();
  }

  async record(flow: RowView): Promise<string> {
    return (await ask(`flow?id=${encodeURIComponent(flow.flowId)}&frame=${flow.firstFrame}`)).text();
  }
}

function parameters({ filter, order }: TableQuery): string {
  const text = new URLSearchParams({ q: filter });
  if (order !== undefined) {
    text.set('order', order.key);
    if (order.descending) text.set('descending', '1');
  }
  return text.toString();
}

async function ask(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(await answer.text());
  return answer;
}
