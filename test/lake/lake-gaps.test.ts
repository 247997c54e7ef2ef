import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lakeGaps } from '../../src/lake/lake-gaps.ts';
import { START_US } from '../support/analysis-result.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

const NOW_US = START_US + 1e12;

describe('what a lake cannot say', () => {
  it('counts flows without an app as a plain walk over the records does', async () => {
    const own = await testLake();
    await put(own, 'one');
    let [flows, unattributed] = [0, 0];
    const apps = new Set<number>();
    for await (const { app } of nativeRecords().flows()) {
      flows++;
      if (app?.uid === undefined) unattributed++;
      else apps.add(app.uid);
    }
    expect(unattributed).toBeGreaterThan(0);
    expect(await lakeGaps(own.lake, own.duck, NOW_US)).toEqual({
      setAside: [],
      partial: [],
      incomplete: [],
      damaged: [],
      withoutLogs: 1,
      remarks: [],
      sessions: apps.size,
      unversionedSessions: apps.size,
      flows,
      unattributedFlows: unattributed,
      configurations: 1,
    });
  });

  it('names what was set aside, what somebody deleted, and records that cannot be read', async () => {
    const own = await testLake();
    await put(own, 'one');
    await put(own, 'two', { device: 'other' });
    const [gone, kept] = own.lake.commits().commits;
    for (const file of own.lake.tableFiles('flows', gone === undefined ? [] : [gone]).files) rmSync(file);
    own.lake.quarantine({ id: 'x', captures: ['bad.pcap'], reason: 'ended its worker', attempts: 2 });
    writeFileSync(join(own.lake.root, 'captures', 'torn.json'), '{"capture_id":');
    const gaps = await lakeGaps(own.lake, own.duck, NOW_US);
    expect(gaps.setAside).toEqual([{ capture: 'bad.pcap', reason: 'ended its worker' }]);
    expect(gaps.incomplete).toHaveLength(1);
    expect(gaps.incomplete[0]?.capture).toBe(gone?.captures[0]?.path);
    expect(gaps.incomplete[0]?.reason).toMatch(/^flows\/day=.* is gone$/);
    expect(gaps.damaged).toEqual(['captures/torn.json']);
    expect(gaps.flows).toBe(kept?.rows['flows']);
  });

  it('of an empty lake is nothing', async () => {
    const own = await testLake();
    expect(await lakeGaps(own.lake, own.duck, NOW_US)).toMatchObject({
      flows: 0,
      unattributedFlows: 0,
      configurations: 0,
    });
  });
});
