import { describe, expect, it } from 'vitest';
import { assertBaseline } from '../../src/lake/baseline-assertion.ts';
import { analyze } from '../../src/run/analyze.ts';
import { readHistory } from '../../src/run/lake-history.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';
import { allSessions, put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

const none = () => undefined;

async function filled() {
  const own = await testLake();
  for (const name of ['one', 'two', 'three']) await put(own, name);
  const { sessions } = await allSessions(own);
  return { ...own, sessions, startUs: Math.min(...sessions.map((one) => one.startUs)), app: sessions[0]?.app ?? '' };
}

describe('the history of apps out of a lake', () => {
  it('is what came before the capture, and nothing else', async () => {
    const { lake, sessions, startUs, app } = await filled();
    const history = await readHistory(lake.root, startUs + 1e12, none);
    expect(history.sessions).toBe(sessions.length);
    expect(history.of(app, undefined)?.profile.sessions).toBe(3);
    expect(history.of('no.such.app', undefined)).toBeUndefined();
    expect(await readHistory(lake.root, startUs, none)).toMatchObject({ sessions: 0, apps: 0 });
    expect((await readHistory(lake.root, undefined, none)).of(app, undefined)).toBeUndefined();
  });

  it('of an app with another signer is none of its own', async () => {
    const own = await testLake();
    for (const [name, signer] of [
      ['one', 'aa'],
      ['two', 'aa'],
      ['three', undefined],
      ['four', 'bb'],
    ] as const) {
      const records = nativeRecords({
        change: (all) =>
          Object.assign(all, {
            apps: all.apps.map((app) => (signer === undefined ? app : { ...app, signer_sha256: signer })),
          }),
      });
      await put(own, name, { records });
    }
    const { sessions } = await allSessions(own);
    const app = sessions[0]?.app ?? '';
    const { of } = await readHistory(own.lake.root, Number.MAX_SAFE_INTEGER, none);
    const count = (signer: string | undefined) => of(app, signer)?.profile.sessions ?? 0;
    const leftOut = (signer: string | undefined) => of(app, signer)?.profile.leftOut ?? 0;
    const all = (signer: string | undefined) => count(signer) + leftOut(signer);
    expect([all('aa'), all('bb'), all('cc'), all(undefined)]).toEqual([3, 2, 1, 4]);
  });

  it('is vetted up to where a person has vouched', async () => {
    const { lake, startUs, app } = await filled();
    expect((await readHistory(lake.root, startUs + 1e12, none)).of(app, undefined)?.vetted).toBeUndefined();
    assertBaseline(lake, { app, owner: 'me', reason: 'looked at', until_us: startUs + 1e11 });
    expect((await readHistory(lake.root, startUs + 1e12, none)).of(app, undefined)?.vetted?.sessions).toBe(3);
  });

  it('is asked by an analysis, which says how much there was', async () => {
    const { lake, sessions } = await filled();
    const flows = analyze(demoCapture, { telemetry: [demoLogs], workers: 1, max_flows: 10_000, lake: lake.root });
    for (;;) {
      const { done, value } = await flows.next();
      if (!done) continue;
      expect(value.manifest.policy?.lake).toEqual({
        sessions: sessions.length,
        apps: new Set(sessions.map(({ app }) => app)).size,
      });
      break;
    }
    await expect(analyze(demoCapture, { lake: '/nowhere' }).next()).rejects.toThrow('/nowhere');
  });
});
