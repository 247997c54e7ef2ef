import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { reportFlows } from '../../src/report/html-report.ts';
import { jsonLine } from '../../src/report/safe-text.ts';
import { FlowStore } from '../../src/run/flow-store.ts';
import { viewServer } from '../../src/run/view-server.ts';
import { HOSTILE, sampleFlows, sampleResult } from '../support/analysis-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'cipherscope-view-'));
const token = 'a'.repeat(32);
const decisions: unknown[] = [];
let server: Server;
let store: FlowStore;
let port = 0;

beforeAll(async () => {
  const path = join(folder, 'flows.ndjson');
  writeFileSync(
    path,
    sampleFlows({ hostile: HOSTILE.formula })
      .map((flow) => `${jsonLine(flow)}\n`)
      .join(''),
  );
  store = FlowStore.open(path, reportFlows(sampleResult(), { flowRows: 1e6 }), () => undefined);
  server = viewServer({
    token,
    page: async () => '<!doctype html>page',
    store,
    decide: async (decision) => {
      if (decision['reason'] === undefined) throw new UserError('no reason');
      decisions.push(decision);
      return 'done';
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  server.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  text: string;
  headers: Record<string, unknown>;
}

async function ask(path: string, { method = 'GET', headers = {}, body = '' } = {}): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers });
  sent.end(body);
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, text, headers: answer.headers };
}

test('the page is there for who knows the token, and nobody else', async () => {
  expect((await ask(`/${token}/`)).text).toContain('page');
  for (const path of [
    '/',
    `/${'b'.repeat(32)}/`,
    `/${token.slice(1)}/`,
    '/flows',
    `/${token}/../flows`,
    `/${token}/%2e%2e/x`,
  ]) {
    expect((await ask(path)).status, path).toBe(404);
  }
});

test('another host name is refused, and so is another page', async () => {
  expect((await ask(`/${token}/`, { headers: { host: `evil.example:${port}` } })).status).toBe(403);
  expect((await ask(`/${token}/`, { headers: { host: '127.0.0.1' } })).status).toBe(403);
  expect((await ask(`/${token}/`, { headers: { host: `localhost:${port}` } })).status).toBe(200);
  expect((await ask(`/${token}/flows`, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
});

test('nothing is cached, framed or sniffed', async () => {
  expect((await ask(`/${token}/`)).headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
  });
});

test('questions of the table are answered from the file', async () => {
  const { text } = await ask(`/${token}/flows?q=uid:10187&order=up&descending=1&from=0&count=2`);
  const answer = JSON.parse(text);
  expect(answer.matched).toBe(92);
  expect(answer.rows).toHaveLength(2);
  expect(answer.rows[0].upBytes).toBe(939);
  expect(JSON.parse((await ask(`/${token}/flows?count=999999&from=-3&order=constructor`)).text).rows).toHaveLength(342);
});

test('a record is read back whole', async () => {
  const [flow] = sampleFlows();
  const { text } = await ask(`/${token}/flow?id=${flow?.flow_id}&frame=${flow?.first_frame}`);
  expect(JSON.parse(text).flow_id).toBe(flow?.flow_id);
  expect((await ask(`/${token}/flow?id=0&frame=1`)).status).toBe(404);
});

test('the CSV is a download, with no cell that a spreadsheet would run', async () => {
  const { text, headers } = await ask(`/${token}/flows.csv?q=uid:10166`);
  expect(headers['content-disposition']).toBe('attachment; filename="flows.csv"');
  expect(text.split('\r\n')).toHaveLength(26);
  expect(text).toContain(`"'=HYPERLINK(`);
});

test('a decision is taken as JSON alone, of bounded length, and what is wrong with it is said', async () => {
  const post = (body: string, type = 'application/json') =>
    ask(`/${token}/allowlist`, { method: 'POST', headers: { 'content-type': type }, body });
  expect(await post('{"reason":"r"}')).toMatchObject({ status: 200, text: 'done' });
  expect(decisions).toEqual([{ reason: 'r' }]);
  expect((await post('{"reason":"r"}', 'text/plain')).status).toBe(415);
  expect((await post('[')).status).toBe(400);
  expect(await post('{}')).toMatchObject({ status: 400, text: 'no reason' });
  expect((await post(`"${'x'.repeat(20_000)}"`)).status).toBe(413);
  expect((await ask(`/${token}/flows`, { method: 'DELETE' })).status).toBe(405);
});
