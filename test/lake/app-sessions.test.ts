import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rfc3339 } from '../../src/base/rfc3339.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { appSessions } from '../../src/lake/app-sessions.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

describe('sessions of apps', () => {
  it('are what a plain computation over the records gives', async () => {
    const own = await testLake();
    const records = nativeRecords();
    const { id } = await put(own, 'one', { records, hours: 24 });
    const { sessions } = await appSessions(own.lake, own.duck);
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
    const { sessions } = await appSessions(own.lake, own.duck);
    const [first] = sessions;
    const { sessions: one } = await appSessions(own.lake, own.duck, { app: first?.app });
    expect(one).toEqual([first]);
    expect((await appSessions(own.lake, own.duck, { toDay: '2025-01-01' })).sessions).toEqual([]);
  });

  it('with an alert are not quiet', async () => {
    const own = await testLake();
    const records = nativeRecords({
      change: (all) =>
        Object.assign(all, { findings: all.findings.map((finding) => ({ ...finding, verdict: 'alert' })) }),
    });
    await put(own, 'one', { records });
    const alerted = new Set(records.findings.flatMap(({ app }) => app.packages[0] ?? []));
    for (const { app, isQuiet } of (await appSessions(own.lake, own.duck)).sessions)
      expect([app, isQuiet]).toEqual([app, !alerted.has(app)]);
  });

  it('leave out captures whose files are gone, and name them', async () => {
    const own = await testLake();
    const { id } = await put(own, 'one');
    await put(own, 'two', { device: 'other' });
    const [commit] = own.lake.commits().commits.filter(({ capture_id }) => capture_id === id);
    for (const file of own.lake.tableFiles('flows', commit === undefined ? [] : [commit]).files) rmSync(file);
    const { sessions, incomplete } = await appSessions(own.lake, own.duck);
    expect(incomplete).toEqual([id]);
    expect(new Set(sessions.map(({ device }) => device))).toEqual(new Set(['other']));
  });

  it('of an empty lake are none', async () => {
    const own = await testLake();
    expect(await appSessions(own.lake, own.duck)).toEqual({ sessions: [], incomplete: [] });
  });
});
