import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rfc3339 } from '../../src/base/rfc3339.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { allSessions, put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

describe('sessions of apps', () => {
  it('are what a plain computation over the records gives', async () => {
    const own = await testLake();
    const records = nativeRecords();
    const { id } = await put(own, 'one', { records, hours: 24 });
    const { sessions } = await allSessions(own);
    const byApp = new Map<string, FlowRecord[]>();
    for await (const flow of records.flows()) {
      const app = flow.app?.packages[0];
      if (app !== undefined) byApp.set(app, [...(byApp.get(app) ?? []), flow]);
    }
    expect(sessions.map(({ app }) => app)).toEqual([...byApp.keys()].sort());
    for (const session of sessions) {
      const flows = byApp.get(session.app) as FlowRecord[];
      const up = flows.reduce((sum, flow) => sum + flow.orig.bytes, 0);
      const down = flows.reduce((sum, flow) => sum + flow.resp.bytes, 0);
      const unexplained = flows.filter(({ encryption }) => ['custom', 'embedded'].includes(encryption.class)).length;
      expect(session).toMatchObject({ captureId: id, flows: flows.length, bytes: up + down });
      expect(session).toMatchObject({ bytesUp: up, bytesDown: down });
      const starts = flows.map(({ start }) => start).sort();
      expect(rfc3339(session.lastUs)).toBe(starts.at(-1));
      const found = records.findings.filter(({ app }) => app.packages[0] === session.app);
      const scores = found.filter(({ verdict }) => verdict !== 'expected').map(({ score }) => score);
      const alerted = found.filter(({ verdict }) => verdict === 'alert').sort((a, b) => b.score - a.score);
      expect(session.alertSentence).toBe(alerted[0]?.sentence);
      expect(session.alerts).toBe(found.filter(({ verdict }) => verdict === 'alert').length);
      expect(session.observations).toBe(found.filter(({ verdict }) => verdict === 'observation').length);
      expect(session.highestScore).toBe(scores.length === 0 ? undefined : Math.max(...scores));
      expect(session.measures.flows_per_hour).toBeCloseTo(flows.length / 24, 9);
      expect(session.measures.upload_share).toBeCloseTo(up / (up + down), 9);
      expect(session.measures.custom_share).toBeCloseTo(unexplained / flows.length, 9);
      expect(session.sets.domains).toEqual([...new Set(flows.flatMap(({ domain }) => domain ?? []))].sort());
      expect(session.sets.ports).toEqual([...new Set(flows.map(({ resp }) => String(resp.port)))].sort());
    }
  });

  it('of one app and some days are those only', async () => {
    const own = await testLake();
    await put(own, 'one');
    const { sessions } = await allSessions(own);
    const [first] = sessions;
    const { sessions: one } = await allSessions(own, { app: first?.app });
    expect(one).toEqual([first]);
    expect((await allSessions(own, { toDay: '2025-01-01' })).sessions).toEqual([]);
  });

  it('with an alert are not quiet', async () => {
    const own = await testLake();
    const records = nativeRecords({
      change: (all) =>
        Object.assign(all, { findings: all.findings.map((finding) => ({ ...finding, verdict: 'alert' })) }),
    });
    await put(own, 'one', { records });
    const alerted = new Set(records.findings.flatMap(({ app }) => app.packages[0] ?? []));
    for (const { app, isQuiet } of (await allSessions(own)).sessions)
      expect([app, isQuiet]).toEqual([app, !alerted.has(app)]);
  });

  it('leave out captures whose files are gone, and name them', async () => {
    const own = await testLake();
    const { id } = await put(own, 'one');
    await put(own, 'two', { device: 'other' });
    const [commit] = own.lake.commits().commits.filter(({ capture_id }) => capture_id === id);
    for (const file of own.lake.tableFiles('flows', commit === undefined ? [] : [commit]).files) rmSync(file);
    const { sessions, incomplete } = await allSessions(own);
    expect(incomplete).toEqual([id]);
    expect(new Set(sessions.map(({ device }) => device))).toEqual(new Set(['other']));
  });

  it('of captures that an older version imported are made of their flows, and are the same', async () => {
    const own = await testLake();
    for (const name of ['one', 'two']) await put(own, name);
    const { sessions } = await allSessions(own);
    expect(sessions.length).toBeGreaterThan(0);
    const [first] = readdirSync(join(own.lake.root, 'captures'));
    const record = join(own.lake.root, 'captures', first ?? '');
    const commit = JSON.parse(readFileSync(record, 'utf8'));
    const { sessions: _, ...rows } = commit.rows;
    const files = commit.files.filter((file: string) => !file.startsWith('sessions/'));
    for (const file of own.lake.tableFiles('sessions', [commit]).files) rmSync(file);
    writeFileSync(record, JSON.stringify({ ...commit, lake_schema: 1, rows, files }));
    expect(await allSessions(own)).toEqual({ sessions, incomplete: [] });
    const day = new Date((sessions[0]?.startUs ?? 0) / 1000).toISOString().slice(0, 10);
    expect((await allSessions(own, { fromDay: day, toDay: day })).sessions).toHaveLength(sessions.length);
    expect((await allSessions(own, { fromDay: '2030-01-01' })).sessions).toEqual([]);
  });

  it('whose own file is gone are made of the flows again', async () => {
    const own = await testLake();
    await put(own, 'one');
    const before = await allSessions(own);
    for (const file of own.lake.tableFiles('sessions', own.lake.commits().commits).files) rmSync(file);
    expect(await allSessions(own)).toEqual(before);
  });

  it('of an empty lake are none', async () => {
    const own = await testLake();
    expect(await allSessions(own)).toEqual({ sessions: [], incomplete: [] });
  });
});
