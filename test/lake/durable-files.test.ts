import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { appendDurably, DurableTree, syncPaths, writeDurably } from '../../src/lake/durable-files.ts';

test('files and folders are synced, and one that is not there is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'durable-'));
  const file = join(folder, 'record');
  writeDurably(file, 'ümlaut\n');
  expect(readFileSync(file, 'utf8')).toBe('ümlaut\n');
  appendDurably(file, 'more\n');
  expect(readFileSync(file, 'utf8')).toBe('ümlaut\nmore\n');
  appendDurably(join(folder, 'stones'), 'one\n');
  expect(readFileSync(join(folder, 'stones'), 'utf8')).toBe('one\n');
  expect(() => appendDurably(join(folder, 'gone/stones'), 'one\n')).toThrow('ENOENT');
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'inner/data'), 'x');
  await expect(syncPaths([file, join(folder, 'inner/data'), join(folder, 'inner'), folder])).resolves.toBeUndefined();
  await expect(syncPaths([file, join(folder, 'gone')])).rejects.toMatchObject({ code: 'ENOENT' });
});

test('every folder on the way to a file is synced once, and that of the file each time', async () => {
  const root = mkdtempSync(join(tmpdir(), 'durable-'));
  const files = ['flows/day=1/device=a/f', 'flows/day=1/device=b/f', 'apps/day=1/device=a/f'].map((file) =>
    join(root, file),
  );
  const tree = new DurableTree(root);
  const pending = (paths: readonly string[]) => [...tree.pending(paths)].map((folder) => relative(root, folder)).sort();
  expect(pending(files)).toEqual([
    '',
    'apps',
    'apps/day=1',
    'apps/day=1/device=a',
    'flows',
    'flows/day=1',
    'flows/day=1/device=a',
    'flows/day=1/device=b',
  ]);
  // Folders that are not there are none that were synced.
  await expect(tree.sync(files)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(pending(files)).toHaveLength(8);
  for (const file of files) mkdirSync(dirname(file), { recursive: true });
  await tree.sync(files);
  expect(pending([join(root, 'flows/day=1/device=b/g')])).toEqual(['flows/day=1/device=b']);
  expect(pending([join(root, 'flows/day=2/device=b/f')])).toEqual(['flows', 'flows/day=2', 'flows/day=2/device=b']);
  expect(pending([join(root, 'record')])).toEqual(['']);
  expect(pending([])).toEqual([]);
});

test('of a root that is given by a relative path, nothing above it', () => {
  expect([...new DurableTree('lake').pending(['lake/apps/f'])].sort()).toEqual(['lake', 'lake/apps']);
});
