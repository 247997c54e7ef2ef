// A lake on a disk that is really full: a file system in memory of a few hundred KiB. Needs root, to mount it; without, the test is skipped.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { smallCaptures } from '../../bench/lake/captures.mjs';
import { Lake } from '../../src/lake/lake.ts';
import { holdCase } from '../../src/lake/retention.ts';
import { testFolder } from '../support/native-records.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');
const CAPTURES = 6;

function smallDisk(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

function batch(captures: string, lake: string): { code: number | null; said: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'batch', captures, '--lake', lake], {
    encoding: 'utf8',
  });
  return { code: status, said: stdout, stderr };
}

it('stops with 74 where a disk is full, keeps what it has, and goes on when there is space', {
  timeout: 600_000,
}, (context) => {
  const folder = testFolder();
  const [captures, disk] = [join(folder, 'captures'), join(folder, 'disk')];
  mkdirSync(disk);
  context.skip(process.getuid?.() !== 0 || !smallDisk(disk, 'size=540k'), 'only root may mount a small disk');
  onTestFinished(() => {
    spawnSync('umount', [disk]);
  });
  smallCaptures(captures, CAPTURES);
  const root = join(disk, 'lake');

  const full = batch(captures, root);
  expect(full).toMatchObject({ code: 74, stderr: expect.stringMatching(/[Nn]o space is left/) });
  // An option, not the letters of a folder's random name.
  expect(full.stderr).not.toMatch(/(^|\s)-o/);
  const lake = Lake.open(root, false);
  const { commits, damaged } = lake.commits();
  expect(damaged).toEqual([]);
  expect(commits.length).toBeLessThan(CAPTURES);
  for (const table of ['flows', 'sessions'] as const) expect(lake.tableFiles(table, commits).missing).toEqual([]);
  expect(lake.quarantined()).toEqual([]);
  expect(existsSync(join(root, '.staging')) ? readdirSync(join(root, '.staging')) : []).toEqual([]);

  spawnSync('mount', ['-o', 'remount,size=64m', disk]);
  const after = batch(captures, root);
  expect(after).toMatchObject({ code: 0, said: expect.stringContaining(`${commits.length} known already`) });
  expect(lake.commits().commits).toHaveLength(CAPTURES);

  // No space for the objects of a case: an error, and not captures that would be lost.
  const { commits: all } = lake.commits();
  const bytes = all.reduce((sum, { captures: own }) => sum + readFileSync(own[0]?.path ?? '').length, 0);
  const used = Number(spawnSync('du', ['-sk', disk], { encoding: 'utf8' }).stdout.split('\t')[0]);
  spawnSync('mount', ['-o', `remount,size=${used + Math.floor(bytes / 2048)}k`, disk]);
  expect(() => holdCase(lake, 'case-1', 'full', all)).toThrow(/no space is left/);
});
