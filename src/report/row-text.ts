// Flow rows as text: cells of the table, and lines of CSV that no spreadsheet takes for a formula (OWASP CSV Injection; RFC 4180).
// The build and the page both use it, so that the rows in the file and those the script draws are the same.

import type { RowView } from './flow-rows.ts';

export interface RowCell {
  title: string;
  css?: 'number' | 'cut id';
  text(flow: RowView, withDate: boolean): string;
}

/** The columns of the table, in the order of ORDER_KEYS. */
export const ROW_CELLS: readonly RowCell[] = [
  { title: 'Start (UTC)', text: (flow, withDate) => startText(flow.startUs, withDate) },
  { title: 'App', css: 'cut id', text: appText },
  { title: 'Destination', css: 'cut id', text: (flow) => flow.to },
  { title: 'Port', css: 'number', text: (flow) => String(flow.port) },
  { title: 'Proto', text: (flow) => flow.transport },
  { title: 'Service', text: (flow) => flow.service },
  { title: 'Encryption', text: (flow) => flow.encryption },
  { title: 'Seconds', css: 'number', text: (flow) => grouped((flow.durationUs / 1e6).toFixed(3)) },
  { title: 'Bytes up', css: 'number', text: (flow) => grouped(String(flow.upBytes)) },
  { title: 'Bytes down', css: 'number', text: (flow) => grouped(String(flow.downBytes)) },
  { title: 'Finding', css: 'number', text: (flow) => (flow.finding === 0 ? '' : String(flow.finding)) },
];

function appText({ app, device }: RowView): string {
  return app.name || (device === '' ? 'unknown' : `unknown, ${device}`);
}

/** Position of the cell that names the app. */
export const APP_CELL = 1;

/** Position of the cell that links to the finding. */
export const FINDING_CELL = ROW_CELLS.length - 1;

const CSV_COLUMNS: readonly [title: string, value: (flow: RowView) => string | number][] = [
  ['flow_id', (flow) => flow.flowId],
  ['start', (flow) => isoTime(flow.startUs)],
  ['duration_s', (flow) => flow.durationUs / 1e6],
  ['uid', (flow) => (flow.app.uid < 0 ? '' : flow.app.uid)],
  ['app', (flow) => flow.app.name],
  ['app_missing', (flow) => flow.why],
  ['destination', (flow) => flow.to],
  ['destination_port', (flow) => flow.port],
  ['transport', (flow) => flow.transport],
  ['service', (flow) => flow.service],
  ['encryption', (flow) => flow.encryption],
  ['tls_version', (flow) => flow.tls.version],
  ['tls_cipher', (flow) => flow.tls.cipher],
  ['tls_group', (flow) => flow.tls.group],
  ['ja4', (flow) => flow.tls.ja4],
  ['bytes_up', (flow) => flow.upBytes],
  ['bytes_down', (flow) => flow.downBytes],
  ['finding', (flow) => (flow.finding === 0 ? '' : flow.finding)],
  ['orig_ip', (flow) => flow.origIp],
  ['orig_port', (flow) => flow.origPort],
  ['resp_ip', (flow) => flow.respIp],
  ['resp_port', (flow) => flow.respPort],
  ['capture', (flow) => flow.capture],
  ['first_frame', (flow) => flow.firstFrame],
  ['last_frame', (flow) => flow.lastFrame],
];

/** With the byte order mark that spreadsheets want. */
export function csvHead(): string {
  return `\ufeff${CSV_COLUMNS.map(([title]) => title).join(',')}\r\n`;
}

/** Ids of 16 hexadecimal digits that look like a number (12e45…) are the one case where a spreadsheet changes a cell that is no formula. */
export function csvLine(flow: RowView): string {
  return `${CSV_COLUMNS.map(([, value]) => csvCell(value(flow))).join(',')}\r\n`;
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const inert = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(value) || /^\d+(e\d+)?$/i.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

export function isoTime(us: number): string {
  const date = new Date(Math.floor(us / 1000));
  if (Number.isNaN(date.getTime())) return '';
  const micros = String(Math.floor(us) - Math.floor(us / 1000) * 1000).padStart(3, '0');
  return `${date.toISOString().slice(0, 23)}${micros}Z`;
}

function startText(us: number, withDate: boolean): string {
  return isoTime(us)
    .slice(withDate ? 0 : 11, 23)
    .replace('T', ' ');
}

function grouped(digits: string): string {
  const [whole = '', part] = digits.split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? spaced : `${spaced}.${part}`;
}
