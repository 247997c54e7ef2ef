// The server behind `cipherscope view`: the report's page and the answers to its questions, for this computer alone. It listens on 127.0.0.1, every
// address begins with a random token, and a request for another host is refused, so that a foreign page cannot reach it by DNS rebinding.

import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../base/user-error.ts';
import { ORDER_KEYS, type OrderKey } from '../report/flow-order.ts';
import { rowView } from '../report/flow-rows.ts';
import type { TableQuery } from '../report/flow-search.ts';
import { csvHead, csvLine } from '../report/row-text.ts';
import { safeJson } from '../report/safe-text.ts';
import type { FlowStore } from './flow-store.ts';

export interface ViewedReport {
  readonly token: string;
  /** As it is now. */
  readonly page: () => Promise<string>;
  readonly store: FlowStore;
  /** Turns a decision into a rule and says so; undefined where no allowlist was named. */
  readonly decide: ((decision: Readonly<Record<string, unknown>>) => Promise<string>) | undefined;
}

const MOST_ROWS = 1000;
const MOST_BODY_BYTES = 16_384;
const CSV_ROWS = 2000;

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

export function viewServer(report: ViewedReport): Server {
  return createServer((request, response) => {
    answer(report, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof UserError) send(response, 400, error.message);
      else send(response, 500, 'internal error');
    });
  });
}

async function answer(report: ViewedReport, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { port = 0 } = (request.socket.address() ?? {}) as { port?: number };
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = request.headers;
  if (!hosts.includes(host)) return send(response, 403, 'This server answers for 127.0.0.1 only.');
  if (origin !== undefined && !hosts.includes(origin.replace('http://', ''))) {
    return send(response, 403, 'Another page may not ask this server.');
  }
  const url = new URL(request.url ?? '/', `http://${host}`);
  const [, token = '', ...rest] = url.pathname.split('/');
  if (!isToken(token, report.token)) return send(response, 404, 'Not found.');
  const path = rest.join('/');
  if (request.method === 'POST' && path === 'allowlist') return decide(report, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'Only GET.');
  if (path === '') return send(response, 200, await report.page(), 'text/html; charset=utf-8');
  if (path === 'flows') return send(response, 200, flowsPage(report, url.searchParams), 'application/json');
  if (path === 'flow') return sendRecord(report, url.searchParams, response);
  if (path === 'flows.csv') return sendCsv(report, url.searchParams, response);
  send(response, 404, 'Not found.');
}

function flowsPage({ store }: ViewedReport, asked: URLSearchParams): string {
  const from = wholeNumber(asked.get('from'), 0, Number.MAX_SAFE_INTEGER);
  const count = wholeNumber(asked.get('count'), 25, MOST_ROWS);
  return JSON.stringify(store.search.page(queryOf(asked), from, count));
}

function sendRecord({ store }: ViewedReport, asked: URLSearchParams, response: ServerResponse): void {
  const row = store.rowOf(asked.get('id') ?? '', wholeNumber(asked.get('frame'), 0, Number.MAX_SAFE_INTEGER));
  const record = row === undefined ? undefined : store.record(row);
  if (record === undefined) send(response, 404, 'The record cannot be read: flows.ndjson has changed.');
  else send(response, 200, safeJson(JSON.stringify(record, undefined, 2)), 'application/json');
}

async function sendCsv({ store }: ViewedReport, asked: URLSearchParams, response: ServerResponse): Promise<void> {
  const selected = store.search.select(queryOf(asked)).slice();
  const disposition = { 'content-disposition': 'attachment; filename="flows.csv"' };
  response.writeHead(200, { ...HEADERS, ...disposition, 'content-type': 'text/csv; charset=utf-8' });
  await pipeline(
    Readable.from(
      (function* lines() {
        yield csvHead();
        for (let at = 0; at < selected.length; at += CSV_ROWS) {
          const rows = [...selected.subarray(at, at + CSV_ROWS)];
          yield rows.map((row) => csvLine(rowView(store.search.rows, row))).join('');
        }
      })(),
    ),
    response,
  );
}

async function decide(report: ViewedReport, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (report.decide === undefined) return send(response, 409, 'No allowlist was named: start with --allowlist FILE.');
  // A form of a foreign page cannot send this type without asking first, and is not answered when it asks.
  if (request.headers['content-type'] !== 'application/json') return send(response, 415, 'Only application/json.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return send(response, 413, 'Too long.');
    chunks.push(chunk);
  }
  const decision = parsedObject(Buffer.concat(chunks).toString('utf8'));
  if (decision === undefined) return send(response, 400, 'Not a JSON object.');
  send(response, 200, await report.decide(decision));
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function queryOf(asked: URLSearchParams): TableQuery {
  const key = asked.get('order') as OrderKey;
  const order = ORDER_KEYS.includes(key) ? { key, descending: asked.has('descending') } : undefined;
  return { filter: (asked.get('q') ?? '').slice(0, 4096), order };
}

function wholeNumber(text: string | null, otherwise: number, most: number): number {
  const value = Number(text ?? otherwise);
  return Number.isSafeInteger(value) && value >= 0 ? Math.min(value, most) : otherwise;
}

function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type });
  response.end(text);
}
