import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaptureCommit } from '../../src/lake/capture-commit.ts';
import { captureRemarks } from '../../src/lake/capture-remarks.ts';
import { START_US } from '../support/analysis-result.ts';
import { allSessions, put, type TestLake, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

const NOW_US = START_US + 10 * 86_400e6;

async function said({ lake, duck }: TestLake, nowUs = NOW_US): Promise<string[]> {
  const { commits } = lake.commits();
  return (await captureRemarks(lake, duck, commits, nowUs)).map(({ capture, reason }) => `${capture} ${reason}`);
}

/** Of the capture whose source bears the name. */
function change({ lake }: TestLake, name: string, fields: Partial<CaptureCommit>): void {
  for (const file of readdirSync(join(lake.root, 'captures'))) {
    const path = join(lake.root, 'captures', file);
    const commit = JSON.parse(readFileSync(path, 'utf8')) as CaptureCommit;
    if (commit.captures[0]?.file === `${name}.pcap`) writeFileSync(path, JSON.stringify({ ...commit, ...fields }));
  }
}

const withApps = (fields: object) =>
  nativeRecords({ change: (all) => Object.assign(all, { apps: all.apps.map((app) => ({ ...app, ...fields })) }) });

describe('what is odd about captures', () => {
  it('is nothing where nothing is', async () => {
    const own = await testLake();
    await put(own, 'one');
    expect(await said(own)).toEqual([]);
  });

  it('is a clock that is ahead, was never set, or was far off that of the logs; they are in all the same', async () => {
    const own = await testLake();
    await put(own, 'ahead');
    expect(await said(own, START_US - 2 * 86_400e6)).toEqual([
      '/captures/ahead.pcap begins on 2026-01-09, which is still to come: the clock of its device is ahead',
    ]);
    change(own, 'ahead', { first_us: 5e6, clock_offset_ms: -7_200_000 });
    expect(await said(own)).toEqual([
      '/captures/ahead.pcap begins on 1970-01-01, before there was Android: the clock of its device was not set',
      '/captures/ahead.pcap the clock of its logs was 2.0 h off, and was set right by flows that both tell of',
    ]);
    expect((await allSessions(own)).sessions.length).toBeGreaterThan(0);
  });

  it('is logs of which none tells the app of a flow', async () => {
    const own = await testLake();
    const records = nativeRecords({
      change: (_, flows) => {
        for (const flow of flows) delete flow.app;
      },
    });
    await put(own, 'other-day', { records });
    expect(await said(own)).toEqual([]);
    change(own, 'other-day', { telemetry: [{ file: 'a', sha256: 'b', path: 'c' }] });
    expect((await said(own))[0]).toContain(
      'came with a log that does not tell the app of a flow: of that day and device?',
    );
  });

  it('is two devices under one name: another signer, version or UID, or no address in common, at the same time', async () => {
    const own = await testLake();
    await put(own, 'one', { records: withApps({ version: '1', signer_sha256: 'aa' }) });
    await put(own, 'two', { records: withApps({ version: '1', signer_sha256: 'aa' }) });
    expect(await said(own)).toEqual([]);
    await put(own, 'three', { records: withApps({ version: '1', signer_sha256: 'bb' }) });
    const [remark, ...more] = await said(own);
    expect(more).toEqual([]);
    expect(remark).toMatch(
      /was taken at the same time as .* under the name pixel, and .* has another signer there: two devices with one name\? They are kept apart/,
    );
    // Each capture is a session of its own.
    const { sessions } = await allSessions(own);
    expect(new Set(sessions.map(({ captureId }) => captureId)).size).toBe(3);
    const elsewhere = await testLake();
    await put(elsewhere, 'one');
    const moved = nativeRecords({
      change: (_, flows) => {
        for (const flow of flows) Object.assign(flow.local === 'resp' ? flow.resp : flow.orig, { ip: '192.0.2.77' });
      },
    });
    await put(elsewhere, 'two', { records: moved });
    expect((await said(elsewhere))[0]).toContain('the two share no address of their own');
  });

  it('is not that one capture was imported with two settings', async () => {
    const own = await testLake();
    await put(own, 'one', { records: withApps({ version: '1' }) });
    const { id } = await put(own, 'two', { records: withApps({ version: '2' }) });
    const first = own.lake.commits().commits.find(({ capture_id }) => capture_id !== id);
    change(own, 'two', { captures: first?.captures ?? [] });
    expect(await said(own)).toEqual([]);
  });
});
