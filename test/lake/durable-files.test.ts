import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foldersOf, syncPaths, writeDurably } from '../../src/lake/durable-files.ts';

test('files and folders are synced, and one that is not there is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'durable-'));
  const file = join(folder, 'record');
  writeDurably(file, 'ümlaut\n');
  expect(readFileSync(file, 'utf8')).toBe('ümlaut\n');
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner/data'), 'x');
  await expect(syncPaths([file, join(folder, 'inner/data'), join(folder, 'inner'), folder])).resolves.toBeUndefined();
  await expect(syncPaths([file, join(folder, 'gone')])).rejects.toMatchObject({ code: 'ENOENT' });
});

test('every folder on the way to a file counts, once, and none above the root', () => {
  const files = ['/lake/flows/day=1/device=a/f', '/lake/flows/day=1/device=b/f', '/lake/apps/day=1/device=a/f'];
  expect([...foldersOf('/lake', files)].sort()).toEqual([
    '/lake',
    '/lake/apps',
    '/lake/apps/day=1',
    '/lake/apps/day=1/device=a',
    '/lake/flows',
    '/lake/flows/day=1',
    '/lake/flows/day=1/device=a',
    '/lake/flows/day=1/device=b',
  ]);
  expect([...foldersOf('/lake', [])]).toEqual(['/lake']);
  expect([...foldersOf('lake', ['lake/apps/f'])]).toEqual(['lake', 'lake/apps']);
});
