import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/lake/make-folder.ts';
import { outputFolder } from '../support/output-folder.ts';

test('makes what is missing, and nothing where all is there', async () => {
  const folder = join(await outputFolder(), 'a/b/c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
});

test('a file in the way is an error', async () => {
  const file = join(await outputFolder(), 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR|EEXIST/);
});

test.skipIf(!existsSync('/proc/self'))('ends where no folder can be made', () => {
  expect(() => makeFolder('/proc/no-folder/below')).toThrow(/ENOENT|EACCES|EPERM/);
});
