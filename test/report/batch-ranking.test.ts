import { beforeAll, describe, expect, it } from 'vitest';
import type { AppSession } from '../../src/lake/app-sessions.ts';
import { type RankedApp, rankApps, totalsOf } from '../../src/report/batch-ranking.ts';
import { batchReport, lakeOfDays, usualDays, WATCHED } from '../support/batch-lake.ts';

async function* each(byApp: ReadonlyMap<string, AppSession[]>) {
  for (const [app, sessions] of byApp) yield { app, sessions };
}

function session(app: string, day: number, change: Partial<AppSession> = {}): AppSession {
  return {
    app,
    version: '1',
    signerSha256: undefined,
    device: 'pixel',
    captureId: `c${day}`,
    startUs: day * 86_400e6,
    lastUs: day * 86_400e6 + 3.6e9,
    flows: 10,
    bytes: 300,
    bytesUp: 100,
    bytesDown: 200,
    alerts: 0,
    observations: 0,
    highestScore: undefined,
    alertSentence: undefined,
    isQuiet: true,
    measures: { destinations: 3, flows_per_hour: 10, bytes_up_per_hour: 100, custom_share: 0 },
    sets: {
      domains: ['a.example'],
      addresses: [],
      services: [],
      schemes: [],
      ja4: [],
      ports: [],
      rhythms: [],
      signers: [],
    },
    ...change,
  };
}

function days(app: string, count: number, change: (day: number) => Partial<AppSession> = () => ({})): AppSession[] {
  return Array.from({ length: count }, (_, day) => session(app, day, change(day)));
}

/** Twenty times the destinations, and all of it unexplained. */
const ODD = { measures: { destinations: 60, flows_per_hour: 400, bytes_up_per_hour: 9000, custom_share: 1 } };

describe('apps of a lake', () => {
  const byApp = new Map<string, AppSession[]>([
    ['few', days('few', 2)],
    ['usual', days('usual', 20)],
    ['odd', days('odd', 20, (day) => (day === 19 ? ODD : {}))],
    ['drifts', days('drifts', 22, (day) => (day >= 12 ? ODD : {}))],
    ['alerts', days('alerts', 20, (day) => (day === 3 ? { alerts: 1, isQuiet: false, highestScore: 61 } : {}))],
    ['worse', days('worse', 3, () => ({ alerts: 1, isQuiet: false, highestScore: 90 }))],
  ]);
  let ranked: RankedApp[];
  beforeAll(async () => {
    ranked = await rankApps(each(byApp), {}, [{ app: 'odd', owner: 'ann', reason: 'read it', until_us: 5 }]);
  });

  it('stand in order: alerts by their score, drift, unusual, usual, cannot say', () => {
    expect(ranked.map(({ app, state, rank }) => [rank, app, state])).toEqual([
      [1, 'worse', 'alert'],
      [2, 'alerts', 'alert'],
      [3, 'drifts', 'drifting'],
      [4, 'odd', 'unusual'],
      [5, 'usual', 'usual'],
      [6, 'few', 'insufficient'],
    ]);
  });

  it('do not depend on the order in which they came', async () => {
    const reversed = new Map([...byApp].reverse());
    expect((await rankApps(each(reversed), {}, [])).map(({ app }) => app)).toEqual(ranked.map(({ app }) => app));
  });

  it('know who vetted them', () => {
    expect(ranked.filter(({ assertion }) => assertion !== undefined).map(({ app }) => app)).toEqual(['odd']);
  });

  it('have a build for each version, seen last first, scored against all that came before', async () => {
    const own = await lakeOfDays([...usualDays(4), { version: '4.2', domain: 'c2.example' }]);
    const { apps } = await batchReport(own);
    const watched = apps.find(({ app }) => app === WATCHED);
    expect(watched?.builds.map(({ version, totals }) => [version, totals.sessions])).toEqual([
      ['4.2', 1],
      ['4.1', 4],
    ]);
    expect(watched?.builds[0]?.score).toEqual(watched?.score);
    expect(watched?.score.items.map(({ sentence }) => sentence)).toContain(
      'domain not seen in 4 sessions before: c2.example',
    );
    expect(watched?.builds[1]?.score.items).toEqual([]);
  });

  it('keep the scores of the newest sessions, oldest first, and the sentence of the highest alert', async () => {
    const alert = { alerts: 1, isQuiet: false, highestScore: 61, alertSentence: 'first' };
    const later = { ...alert, alertSentence: 'second' };
    const sessions = days('a', 40, (day) => (day === 12 ? alert : day === 38 ? later : {}));
    const [app] = await rankApps(each(new Map([['a', sessions]])), {}, []);
    expect(app?.history.map(({ hasAlert }) => hasAlert)).toEqual(
      Array.from({ length: 30 }, (_, i) => [2, 28].includes(i)),
    );
    expect(app?.history.at(-1)?.score).toEqual({ status: 'scored', score: app?.score.score });
    expect(app?.highestAlert).toEqual({ startUs: 38 * 86_400e6, sentence: 'second' });
    expect(app?.latest).toEqual({ captureId: 'c39', startUs: 39 * 86_400e6, device: 'pixel', alerts: 0 });
  });

  it('take no more memory for more sessions', async () => {
    const size = async (count: number) =>
      JSON.stringify(await rankApps(each(new Map([['a', days('a', count)]])), {}, [])).length;
    expect(await size(400)).toBeLessThan((await size(40)) + 100);
  });

  it('are summed over their sessions', () => {
    const totals = totalsOf(byApp.get('alerts') ?? []);
    expect(totals).toMatchObject({ sessions: 20, quiet: 19, flows: 200, bytesUp: 2000, bytesDown: 4000, alerts: 1 });
    expect(totals).toMatchObject({ destinations: 1, devices: 1, highestScore: 61, firstUs: 0 });
    expect(totals.lastUs).toBe(19 * 86_400e6 + 3.6e9);
  });
});
