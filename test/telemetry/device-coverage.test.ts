import { describe, expect, it } from 'vitest';
import type { CoverageRecord } from '../../src/telemetry/coverage-record.ts';
import { deviceAreaRows } from '../../src/telemetry/device-coverage.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { at, readLogs } from './telemetry-fixture.ts';

const CAPTURE = { startUs: at(0), endUs: at(100) };
const PACKAGES = 'package:com.example.app uid:10234\n';
const crypto = (seconds: number, action: string, more: object = {}) =>
  `${JSON.stringify({ schema: 'cipherscope.crypto/1', ts: at(seconds), 'event.action': action, pid: 5, ...more })}\n`;
const state = (seconds: number, action: string, more: object = {}) =>
  `${JSON.stringify({ schema: 'cipherscope.state/1', ts: at(seconds), 'event.action': action, ...more })}\n`;

async function rows(logs: Record<string, string>) {
  const telemetry = await readLogs(logs);
  const found = deviceAreaRows(telemetry, joinTelemetry([], telemetry), CAPTURE);
  const of = (area: string, list: CoverageRecord[]) => list.find((row) => row.area === area) as CoverageRecord;
  return { ...found, of };
}

it('without telemetry the four areas are not assessed, and each says what would collect it', () => {
  const telemetry = undefined;
  const { general, particular } = deviceAreaRows(telemetry, {} as never, CAPTURE);
  expect(general.map(({ area, status }) => [area, status])).toEqual([
    ['key_lifecycle', 'none'],
    ['asymmetric_api_use', 'none'],
    ['ciphertext_transformation', 'none'],
    ['background_execution', 'none'],
  ]);
  expect(particular).toEqual([]);
});

describe('a log of states', () => {
  it('that lasts as long as the capture covers the background area in full', async () => {
    const { general, of } = await rows({
      's.ndjson': state(-1, 'activity_paused', { uid: 10234 }) + state(101, 'activity_resumed', { uid: 10234 }),
    });
    expect(of('background_execution', general)).toMatchObject({
      status: 'full',
      datasets: [{ name: 'state', file: 's.ndjson', records: 2, rejected: 0 }],
      covered: [{ start: '2026-01-01T00:00:00.000000Z', end: '2026-01-01T00:01:40.000000Z' }],
      gaps: [],
    });
    expect(of('key_lifecycle', general).status).toBe('none');
  });

  it('that is shorter, damaged or tells of a gap covers it in part, and every gap is listed', async () => {
    const text = `${state(10, 'uid_idle', { uid: 10234 })}{"ts":\n${state(60, 'log_gap', { 'event.start': at(50), 'event.reason': 'lost 7 lines' })}${state(90, 'boot')}`;
    const { general, of } = await rows({ 's.ndjson': text });
    const row = of('background_execution', general);
    expect(row.status).toBe('partial');
    expect(row.gaps.map(({ cause }) => cause)).toEqual([
      's.ndjson: 1 line was rejected, line 2: is no JSON object',
      's.ndjson lost 7 lines',
      's.ndjson begins after the capture',
      's.ndjson ends before the capture',
    ]);
    expect(row.gaps[1]).toMatchObject({ start: '2026-01-01T00:00:50.000000Z', end: '2026-01-01T00:01:00.000000Z' });
  });

  it('of two devices of which nothing tells the capture’s counts for neither, in one file or in two; one device alone does', async () => {
    const of2 = (name: string) =>
      state(-1, 'uid_idle', { uid: 10234, 'observer.name': name }) + state(101, 'screen_on', { 'observer.name': name });
    const causes = async (logs: Record<string, string>) => {
      const { general, of } = await rows(logs);
      return of('background_execution', general).gaps.map(({ cause }) => cause);
    };
    const none = ['no dataset of this area was read; what logs tell of another device is left out'];
    expect(await causes({ 's.ndjson': of2('phone-a') + of2('phone-b') })).toEqual(none);
    expect(await causes({ 'a.ndjson': of2('phone-a'), 'b.ndjson': of2('phone-b') })).toEqual(none);
    expect(await causes({ 's.ndjson': of2('phone-a') })).toEqual([]);
  });

  it('that tells only of processes watches nothing, and that is said', async () => {
    const processes = (more: object) =>
      state(-1, 'log_started') +
      state(5, 'process_start', { uid: 10234, pid: 7, ...more }) +
      state(90, 'process_end', { uid: 10234, pid: 7 }) +
      state(101, 'log_stopped');
    const { general, of } = await rows({ 's.ndjson': processes({}) });
    expect(of('background_execution', general)).toMatchObject({
      status: 'none',
      datasets: [],
      gaps: [{ cause: 's.ndjson tells of processes or of the screen, and not whether anybody saw an app' }],
    });
    const withReason = await rows({ 's.ndjson': processes({ 'android.start_reason': 'broadcast' }) });
    expect(of('background_execution', withReason.general)).toMatchObject({
      status: 'full',
      datasets: [{ records: 4 }],
    });
  });

  it('that tells only of the screen and the keyguard watches no app', async () => {
    const { general, of } = await rows({ 's.ndjson': state(-1, 'screen_off') + state(101, 'keyguard_hidden') });
    expect(of('background_execution', general).status).toBe('none');
  });

  it('of another day covers nothing of the capture', async () => {
    const { general, of } = await rows({ 's.ndjson': state(86_400 * 3, 'uid_idle', { uid: 10234 }) });
    expect(of('background_execution', general)).toMatchObject({
      status: 'none',
      covered: [],
      gaps: [{ cause: 's.ndjson and the capture do not overlap in time' }],
      effect: 'Not assessed for this capture: what was logged lies outside its time.',
    });
  });
});

it('security logs that start processes watch keys, and not whether anybody saw an app', async () => {
  const event = (seconds: number, kind: string, more: object) =>
    `${JSON.stringify({ security_event: { event_id: seconds + 10, event_time: at(seconds) * 1000, [kind]: more } })}\n`;
  const start = { process: 'com.example.app', uid: 10234, pid: 5 };
  const { general, of } = await rows({
    'i.txt': event(-1, 'app_process_start', start) + event(101, 'keyguard_secured', {}),
  });
  expect(of('key_lifecycle', general).status).toBe('partial');
  expect(of('background_execution', general).status).toBe('none');
});

it('a log without times is of the capture that it was given with, and that it has none is said', async () => {
  const call = { name: 'Crypto', class: 'javax.crypto.Cipher', method: 'doFinal', arguments: [[1]], calledFrom: 'a' };
  const telemetry = await readLogs({ 'm.txt': `${JSON.stringify(call)},` }, { logTimeUs: at(5000) });
  telemetry.events.uid[0] = 10234;
  const { particular } = deviceAreaRows(telemetry, joinTelemetry([], telemetry), CAPTURE);
  expect(particular[0]).toMatchObject({
    area: 'ciphertext_transformation',
    status: 'partial',
    covered: [{ start: '2026-01-01T00:00:00.000000Z', end: '2026-01-01T00:01:40.000000Z' }],
    gaps: [{ cause: 'm.txt tells no times: when its calls were made is not known' }],
  });
});

it('a line of keystore2 in a log that watches no keys speaks of its app alone', async () => {
  const line = (seconds: number) =>
    `${at(seconds) / 1e6}.000  1  2 I keystore2: In create_operation. AppUid(10234), None, TEE\n`;
  const { general, particular, of } = await rows({ 'main.log': `--------- beginning of main\n${line(1)}${line(99)}` });
  expect(of('key_lifecycle', general).status).toBe('none');
  expect(of('key_lifecycle', particular)).toMatchObject({ app: { uid: 10234 } });
});

describe('a trace inside an app', () => {
  const trace =
    crypto(0, 'trace_started', { uid: 10234, 'crypto.collects': ['key_lifecycle', 'asymmetric_api_use'] }) +
    crypto(50, 'keypair_generated', { uid: 10234 }) +
    crypto(100, 'trace_stopped', { uid: 10234 });

  it('speaks of that app, and leaves the others unassessed', async () => {
    const { general, particular, of } = await rows({ 'c.ndjson': trace, 'p.txt': PACKAGES });
    expect(of('key_lifecycle', general)).toMatchObject({
      status: 'none',
      gaps: [{ cause: 'only single apps were traced: com.example.app' }],
    });
    expect(of('key_lifecycle', particular)).toMatchObject({
      status: 'full',
      app: { uid: 10234, packages: ['com.example.app'] },
      datasets: [{ file: 'c.ndjson', records: 1 }],
    });
  });

  it('covers what it says it watches, though nothing happened there, and nothing else', async () => {
    const { particular, of } = await rows({ 'c.ndjson': trace, 'p.txt': PACKAGES });
    expect(of('asymmetric_api_use', particular)).toMatchObject({ status: 'full', datasets: [{ records: 0 }] });
    expect(of('ciphertext_transformation', particular)).toBeUndefined();
  });

  it('of nobody known says what would name the app', async () => {
    const { general, particular, of } = await rows({ 'c.ndjson': crypto(1, 'sign') });
    expect(particular).toEqual([]);
    expect(of('asymmetric_api_use', general).gaps[0].cause).toContain('names no app whose UID is known');
  });
});
