import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { Lake } from '../../src/lake/lake.ts';
import { LAKE_SCHEMA, stagedName } from '../../src/lake/lake-layout.ts';
import { put, testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

function refusal(open: () => unknown): UserError {
  try {
    open();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

describe('a lake', () => {
  it('is made in an empty or new folder, opened again, and nowhere else', () => {
    const folder = testFolder();
    Lake.open(folder, true);
    expect(Lake.open(folder, false).commits()).toEqual({ commits: [], damaged: [] });
    const other = testFolder();
    writeFileSync(join(other, 'thesis.tex'), '');
    expect(refusal(() => Lake.open(other, true)).message).toContain('a folder with other things in it');
    expect(refusal(() => Lake.open(testFolder(), false)).exitCode).toBe(66);
  });

  it('of a newer version, or damaged, is refused with what to do', () => {
    const folder = testFolder();
    Lake.open(folder, true);
    writeFileSync(join(folder, 'lake.json'), '{"lake_schema": 99}');
    expect(refusal(() => Lake.open(folder, false)).message).toContain('written by a newer cipherscope (lake schema 99');
    writeFileSync(join(folder, 'lake.json'), '{');
    expect(refusal(() => Lake.open(folder, true)).message).toContain('damaged');
  });

  it('of an older version is read as it is, and is of this version once something is written', () => {
    const folder = testFolder();
    Lake.open(folder, true);
    const file = join(folder, 'lake.json');
    writeFileSync(file, '{"lake_schema":1}');
    Lake.open(folder, false);
    expect(readFileSync(file, 'utf8')).toBe('{"lake_schema":1}');
    Lake.open(folder, true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ lake_schema: LAKE_SCHEMA });
  });

  it('shows a capture when it is committed, once, whoever commits', async () => {
    const own = await testLake();
    const first = await put(own, 'one', { worker: 'a' });
    expect(first.isNew).toBe(true);
    const again = await put(own, 'one', { worker: 'b' });
    expect(again).toEqual({ id: first.id, isNew: false });
    const { commits } = own.lake.commits();
    expect(commits.map(({ capture_id }) => capture_id)).toEqual([first.id]);
    expect(own.lake.has(first.id)).toBe(true);
    expect(readdirSync(join(own.lake.root, '.staging'))).toEqual([]);
  });

  it('does not see what a run that died has staged, and sweeps it', async () => {
    const own = await testLake();
    const staging = own.lake.stagingFolder('abc', '1');
    writeFileSync(join(staging, stagedName('flows/day=2026-01-09/device=x/abc-0.parquet')), 'half');
    expect(own.lake.commits().commits).toEqual([]);
    const living = own.lake.stagingFolder('abc', '2.work');
    own.lake.sweep((worker) => worker === '1');
    expect(existsSync(staging)).toBe(false);
    expect(existsSync(living)).toBe(true);
  });

  it('names commits that cannot be read, and files that somebody deleted', async () => {
    const own = await testLake();
    await put(own, 'one');
    writeFileSync(join(own.lake.root, 'captures/broken.json'), '{');
    const { commits, damaged } = own.lake.commits();
    expect(damaged).toEqual(['captures/broken.json']);
    const [file] = own.lake.tableFiles('flows', commits).files;
    rmSync(file as string);
    expect(own.lake.tableFiles('flows', commits).missing).toHaveLength(1);
  });

  it('chooses files by day', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { commits } = own.lake.commits();
    const { files } = own.lake.tableFiles('flows', commits);
    expect(
      own.lake.tableFiles('flows', commits, { from: '2026-01-09', to: '2026-01-09' }).files.length,
    ).toBeGreaterThan(0);
    expect(own.lake.tableFiles('flows', commits, { from: '2026-01-10', to: '2026-02-01' }).files.length).toBeLessThan(
      files.length,
    );
    expect(own.lake.tableFiles('flows', commits, { to: '2025-12-31' }).files).toEqual([]);
  });

  it('keeps what was set aside with its reason, until the capture comes in', async () => {
    const own = await testLake();
    own.lake.quarantine({ id: 'x', captures: ['a.pcap'], reason: 'ended its worker', attempts: 2 });
    expect(own.lake.quarantined()).toEqual([
      { id: 'x', captures: ['a.pcap'], reason: 'ended its worker', attempts: 2 },
    ]);
    const { id } = await put(own, 'one');
    writeFileSync(join(own.lake.root, 'quarantine', 'y.json'), '{"id":"y"');
    expect(own.lake.quarantined()[1]).toMatchObject({ id: 'y', captures: [], attempts: 0 });
    expect(own.lake.quarantined()[1]?.reason).toContain('quarantine/y.json');
    rmSync(join(own.lake.root, 'quarantine', 'y.json'));
    own.lake.quarantine({ id, captures: [], reason: '', attempts: 1 });
    const [commit] = own.lake.commits().commits;
    if (commit !== undefined) own.lake.remove(commit);
    await put(own, 'one');
    expect(own.lake.quarantined().map(({ id: left }) => left)).toEqual(['x']);
  });
});
