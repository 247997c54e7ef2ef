import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runView } from '../../src/run/view-command.ts';
import { demoPath } from '../support/demo.ts';
import { outputFolder } from '../support/output-folder.ts';

test('says where the page is, serves it, and ends when it is told to', async () => {
  const end = new AbortController();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const options = {
    folder: demoPath('expected'),
    port: 0,
    allowlist: join(await outputFolder(), 'allow.json'),
    quiet: true,
  };
  const running = runView(options, { stdout, stderr, signal: end.signal });
  const address = String(await new Promise((resolve) => stdout.once('data', resolve))).trim();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
  const page = await (await fetch(address)).text();
  const flows = readFileSync(demoPath('expected/flows.ndjson'), 'utf8').trim().split('\n').length;
  expect(page.includes(`id="flow-server" hidden data-total="${flows}"`)).toBe(true);
  expect(page.includes('<form class="allow"')).toBe(true);
  expect(page.includes('id="flow-data"')).toBe(false);
  end.abort();
  expect(await running).toBe(0);
  await expect(fetch(address)).rejects.toThrow();
});

test('a port that another program has is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const io = {
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    signal: new AbortController().signal,
    columns: 200,
  };
  const options = { folder: demoPath('expected'), port, allowlist: undefined, quiet: true };
  await expect(runView(options, io)).rejects.toMatchObject({
    exitCode: 74,
    message: `--port ${port} is taken by another program: name another one, or leave --port out for any that is free.`,
  });
});
