import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { holdCase, holds, prune } from '../../src/lake/retention.ts';
import { START_US } from '../support/analysis-result.ts';
import { put, testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

const LATER_US = START_US + 100 * 86_400e6;

describe('retention', () => {
  it('prunes what is old, leaves a stone, and refuses what a case holds', async () => {
    const own = await testLake();
    const [one, two] = [await put(own, 'one'), await put(own, 'two')];
    const commits = own.lake.commits().commits;
    holdCase(
      own.lake,
      'case-1',
      'court order',
      commits.filter(({ capture_id }) => capture_id === one.id),
    );
    expect(prune(own.lake, START_US, 'x', false).removed).toEqual([]);
    const trial = prune(own.lake, LATER_US, 'older than 90 days', true);
    expect([trial.removed, trial.held].map((all) => all.map(({ capture_id }) => capture_id))).toEqual([
      [two.id],
      [one.id],
    ]);
    expect(own.lake.commits().commits).toHaveLength(2);
    prune(own.lake, LATER_US, 'older than 90 days', false);
    expect(own.lake.commits().commits.map(({ capture_id }) => capture_id)).toEqual([one.id]);
    const stone = JSON.parse(readFileSync(join(own.lake.root, 'tombstones.ndjson'), 'utf8'));
    expect(stone).toMatchObject({ capture_id: two.id, policy: 'older than 90 days' });
    const gone = commits.find(({ capture_id }) => capture_id === two.id);
    for (const file of gone?.files ?? []) expect(existsSync(join(own.lake.root, file))).toBe(false);
  });

  it('keeps files of a case by their hash, and says which are gone or have changed', async () => {
    const own = await testLake();
    const source = join(testFolder(), 'a.pcap');
    writeFileSync(source, 'packets');
    await put(own, 'one', { sourcePath: source });
    const [commit] = own.lake.commits().commits;
    if (commit === undefined) throw new Error('it was committed');
    const sha256 = hash('sha256', 'packets', 'hex');
    const right = { ...commit, captures: [{ file: 'a.pcap', path: source, sha256 }] };
    const record = holdCase(own.lake, 'case-2', '', [right]);
    expect(record.kept).toEqual([{ file: 'a.pcap', sha256 }]);
    expect(readFileSync(join(own.lake.root, 'holds/case-2/objects', sha256), 'utf8')).toBe('packets');
    expect(holdCase(own.lake, 'case-3', '', [commit]).lost[0]?.why).toContain('has changed');
    rmSync(source);
    expect(holdCase(own.lake, 'case-4', '', [commit]).lost[0]?.why).toContain('cannot be read any more (ENOENT)');
    expect(holdCase(own.lake, 'case-2', '', [right]).kept).toHaveLength(1);
    expect(holds(own.lake).map(({ case: name }) => name)).toEqual(['case-2', 'case-3', 'case-4']);
  });

  it('leaves nothing of a file that has changed, and takes no path for a hash', async () => {
    const own = await testLake();
    const source = join(testFolder(), 'a.pcap');
    writeFileSync(source, 'packets');
    await put(own, 'one', { sourcePath: source });
    const [commit] = own.lake.commits().commits;
    if (commit === undefined) throw new Error('it was committed');
    expect(holdCase(own.lake, 'changed', '', [commit]).lost[0]?.why).toContain('has changed');
    expect(readdirSync(join(own.lake.root, 'holds/changed/objects'))).toEqual([]);
    const outside = { ...commit, captures: [{ file: 'a.pcap', path: source, sha256: '../../../../stolen' }] };
    expect(holdCase(own.lake, 'outside', '', [outside]).lost[0]?.why).toContain('has no hash');
  });

  it('prunes nothing while a case cannot say what it holds', async () => {
    const own = await testLake();
    await put(own, 'one');
    holdCase(own.lake, 'case-1', 'court order', own.lake.commits().commits);
    for (const text of ['{"case":"case-1"', '{}']) {
      writeFileSync(join(own.lake.root, 'holds/case-1/case.json'), text);
      expect(() => prune(own.lake, LATER_US, 'x', false)).toThrow(UserError);
    }
    expect(own.lake.commits().commits).toHaveLength(1);
  });

  it('takes no path for the name of a case', async () => {
    const { lake } = await testLake();
    for (const name of ['', '..', 'a/b', '.x', 'x'.repeat(65)])
      expect(() => holdCase(lake, name, '', [])).toThrow(/no name for a case/);
  });
});
