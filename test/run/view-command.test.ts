import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
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
  expect(page).toContain('id="flow-server" hidden data-total="84"');
  expect(page).toContain('<form class="allow"');
  expect(page).not.toContain('id="flow-data"');
  end.abort();
  expect(await running).toBe(0);
  await expect(fetch(address)).rejects.toThrow();
});
