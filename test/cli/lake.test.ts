import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBuilt } from '../support/built-command.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';
import { put, testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

test('a lake is queried from the command line', async () => {
  const own = await testLake();
  await put(own, 'one');
  const { code, stdout } = await runBuilt(['lake', 'query', 'SELECT count(*) AS n FROM apps', '--lake', own.lake.root]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).n).toBeGreaterThan(0);
});

test('the report over all apps is written from the command line, and asks where', async () => {
  const own = await testLake();
  await put(own, 'one');
  const output = join(testFolder(), 'report');
  const { code, stdout } = await runBuilt(['lake', 'report', '--lake', own.lake.root, '-o', output]);
  expect(code).toBe(0);
  expect(stdout).toContain(`${output}/index.html`);
  expect(readdirSync(output).sort()).toEqual(['apps.csv', 'index.html']);
  const refused = await runBuilt(['lake', 'report', '--lake', own.lake.root]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('-o FOLDER')]);
});

test('a dry run of pruning leaves what it names; a case keeps its captures, with the reason that was given', async () => {
  const own = await testLake();
  const { id: old } = await put(own, 'one');
  const { id: held } = await put(own, 'two');
  const lake = ['--lake', own.lake.root];
  const hold = await runBuilt(['lake', 'hold', 'case-7', '--capture', held, '--reason', 'incident 7', ...lake]);
  expect(hold.stdout).toMatch(/^case-7: 1 capture held/);
  expect(readFileSync(join(own.lake.root, 'holds/case-7/case.json'), 'utf8')).toContain('incident 7');
  const dry = await runBuilt(['lake', 'prune', '--older-than', '1d', '--dry-run', ...lake]);
  expect(dry.stdout).toMatch(/^1 capture would be removed, 1 capture kept because a case holds it\./);
  expect(own.lake.has(old)).toBe(true);
  const { stdout } = await runBuilt(['lake', 'prune', '--older-than', '1', ...lake]);
  expect(stdout).toMatch(/^1 capture removed, 1 capture kept/);
  expect([own.lake.has(old), own.lake.has(held)]).toEqual([false, true]);
});

test('a pack has the pseudonyms of the key that was named, and hides apps where that is wanted', async () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'captures'));
  copyFileSync(demoCapture, join(folder, 'captures/demo.pcapng'));
  cpSync(demoLogs, join(folder, 'captures/logs'), { recursive: true });
  const lake = ['--lake', join(folder, 'lake')];
  await runBuilt(['batch', join(folder, 'captures'), '--jobs', '1', ...lake]);
  const rows = await runBuilt(['lake', 'query', 'SELECT finding_id AS id FROM findings ORDER BY id LIMIT 1', ...lake]);
  const { id } = JSON.parse(rows.stdout);
  const key = join(folder, 'own.key.json');
  const pack = (name: string, ...more: string[]) =>
    runBuilt(['lake', 'evidence', id, '-o', join(folder, name), '--key', key, ...lake, ...more]);
  const appOf = (name: string) => JSON.parse(readFileSync(join(folder, name, 'finding.json'), 'utf8')).app.packages[0];
  expect((await pack('open')).stdout.replace(/\s+/g, ' ')).toContain(`is in ${key}: keep it to yourself.`);
  const first = readFileSync(key, 'utf8');
  await pack('hidden', '--hide-apps');
  expect(JSON.parse(readFileSync(key, 'utf8')).key).toBe(JSON.parse(first).key);
  expect([appOf('open'), appOf('hidden')]).toEqual([
    expect.stringMatching(/^(com|net|org)\.example\./),
    expect.stringMatching(/^app-[0-9a-f]{10}$/),
  ]);
});

test.each([
  [['lake', 'prune', '--lake', 'x', '--older-than', 'a year'], '--older-than 90d'],
  [['lake', 'evidence', 'ab12', '--lake', 'x'], '-o FILE.zip'],
])('%j asks for what is missing', async (args, missing) => {
  const { code, stderr } = await runBuilt(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(missing)]);
});
