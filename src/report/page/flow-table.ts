// The flow table: filter, order, pages, details of a row, download. Everything works from the keyboard; what changed is said in a live region.

import { filterSlips } from '../flow-filter.ts';
import { ORDER_KEYS, type RowOrder } from '../flow-order.ts';
import type { RowView } from '../flow-rows.ts';
import type { TableQuery } from '../flow-search.ts';
import { APP_CELL, FINDING_CELL, ROW_CELLS } from '../row-text.ts';
import { byId, made } from './elements.ts';
import { toggleDetail } from './flow-detail.ts';
import type { FlowSource } from './flow-source.ts';

/** Columns whose first press shows the largest. */
const LARGEST_FIRST = new Set(['port', 'sec', 'up', 'down', 'finding']);

export class FlowTable {
  readonly #source: FlowSource;
  readonly #input = byId<HTMLInputElement>('flow-filter');
  readonly #rowsPerPage = byId<HTMLSelectElement>('flow-rows');
  readonly #body: HTMLTableSectionElement;
  readonly #heads: HTMLButtonElement[];
  #order: RowOrder | undefined;
  #from = 0;
  #drawing = 0;

  constructor(source: FlowSource) {
    this.#source = source;
    const table = byId<HTMLTableElement>('flow-table');
    this.#body = table.tBodies[0] as HTMLTableSectionElement;
    this.#heads = [...table.querySelectorAll<HTMLButtonElement>('thead button')];
    this.#heads.forEach((head, column) => {
      head.addEventListener('click', () => this.#orderBy(column));
    });
    this.#input.addEventListener('input', () => this.refresh());
    this.#rowsPerPage.addEventListener('change', () => this.refresh());
    byId('flow-clear').addEventListener('click', () => {
      this.#order = undefined;
      this.show('');
      this.#input.focus();
    });
    byId('flow-previous').addEventListener('click', () => this.#turn(-1));
    byId('flow-next').addEventListener('click', () => this.#turn(1));
    byId('flow-csv').addEventListener('click', () => this.#download());
  }

  async show(filter: string): Promise<void> {
    this.#input.value = filter;
    await this.refresh();
  }

  /** From the first row on. */
  async refresh(): Promise<void> {
    this.#from = 0;
    await this.#draw();
  }

  get #query(): TableQuery {
    return { filter: this.#input.value, order: this.#order };
  }

  get #count(): number {
    return Number(this.#rowsPerPage.value) || 25;
  }

  #orderBy(column: number): void {
    const key = ORDER_KEYS[column];
    if (key === undefined) return;
    const again = this.#order?.key === key;
    this.#order = { key, descending: again ? this.#order?.descending !== true : LARGEST_FIRST.has(key) };
    this.refresh();
  }

  async #turn(pages: number): Promise<void> {
    this.#from = Math.max(0, this.#from + pages * this.#count);
    await this.#draw();
  }

  async #draw(): Promise<void> {
    const drawing = ++this.#drawing;
    const from = this.#from;
    const count = this.#count;
    const answer = await this.#source.page(this.#query, from, count).catch(told);
    // An answer that a later question has overtaken is not shown.
    if (drawing !== this.#drawing || answer === undefined) return;
    const { matched, rows } = answer;
    this.#body.replaceChildren(...rows.map((flow) => this.#line(flow)));
    if (rows.length === 0) this.#body.replaceChildren(noRows(this.#query.filter));
    const number = (value: number): string => value.toLocaleString('en-US');
    const { total } = this.#source;
    byId('flow-count').textContent =
      matched === total
        ? `${number(total)} ${total === 1 ? 'flow' : 'flows'}`
        : `${number(matched)} of ${number(total)} flows match`;
    byId('flow-range').textContent =
      matched === 0 ? 'none' : `${number(from + 1)} to ${number(Math.min(matched, from + count))}`;
    byId<HTMLButtonElement>('flow-previous').disabled = from === 0;
    byId<HTMLButtonElement>('flow-next').disabled = from + count >= matched;
    this.#heads.forEach((head, column) => {
      const cell = head.closest('th');
      if (ORDER_KEYS[column] === this.#order?.key) {
        cell?.setAttribute('aria-sort', this.#order?.descending ? 'descending' : 'ascending');
      } else cell?.removeAttribute('aria-sort');
    });
  }

  #line(flow: RowView): HTMLTableRowElement {
    const line = made('tr', undefined, flow.finding === 0 ? '' : 'cited');
    ROW_CELLS.forEach(({ css, text }, column) => {
      const shown = text(flow, this.#source.severalDays);
      const cell = made('td', undefined, css);
      if (column === 0) {
        const open = made('button', shown, 'row-button');
        open.type = 'button';
        open.setAttribute('aria-expanded', 'false');
        open.setAttribute('aria-label', `Packets of the flow of ${shown}`);
        open.addEventListener('click', () => toggleDetail(line, flow, open, this.#source));
        cell.append(open);
      } else if (column === FINDING_CELL && shown !== '') {
        const link = made('a', shown);
        link.href = `#finding-${flow.finding}`;
        link.setAttribute('aria-label', `Finding ${shown}`);
        cell.append(link);
      } else {
        cell.textContent = shown;
        if (css === 'cut id')
          cell.title = column === APP_CELL && flow.app.name === '' ? `${shown}: ${flow.why}` : shown;
      }
      line.append(cell);
    });
    return line;
  }

  async #download(): Promise<void> {
    const lines = await this.#source.csv(this.#query).catch(told);
    if (lines === undefined) return;
    const link = made('a');
    const address = URL.createObjectURL(lines);
    link.href = address;
    link.download = 'flows.csv';
    link.click();
    // The browser has taken what it needs once the page is drawn again.
    requestAnimationFrame(() => requestAnimationFrame(() => URL.revokeObjectURL(address)));
  }
}

/** The server of `cipherscope view` may have been ended meanwhile. */
function told(error: unknown): undefined {
  byId('flow-count').textContent =
    `The flows cannot be had (${String(error)}). Is cipherscope view still running? What stands below is as it was.`;
}

function noRows(text: string): HTMLTableRowElement {
  const line = made('tr', undefined, 'empty');
  const cell = made('td', ['No flow matches this filter.', ...filterSlips(text).slice(0, 1)].join(' '));
  cell.colSpan = ROW_CELLS.length;
  line.append(cell);
  return line;
}
