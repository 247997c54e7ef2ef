// Where the flow table gets its rows: from the page itself, or from the server that `cipherscope view` runs.

import { type FlowRows, type RowView, rowView } from '../flow-rows.ts';
import { decodeFlowRows } from '../flow-rows-codec.ts';
import { FlowSearch, type Selection, type TableQuery } from '../flow-search.ts';
import { csvHead, csvLine } from '../row-text.ts';

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
  readonly #search: FlowSearch;
  readonly severalDays: boolean;

  constructor(rows: FlowRows) {
    this.#search = new FlowSearch(rows);
    this.severalDays = this.#search.severalDays;
  }

  get total(): number {
    return this.#search.rows.count;
  }

  async page(query: TableQuery, from: number, count: number): Promise<Selection> {
    return this.#search.page(query, from, count);
  }

  async csv(query: TableQuery): Promise<Blob> {
    const { rows } = this.#search;
    const lines = [...this.#search.select(query)].map((row) => csvLine(rowView(rows, row)));
    return new Blob([csvHead(), ...lines], { type: 'text/csv' });
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
