import { expect, it } from 'vitest';
import { joinRemarks } from '../../src/run/join-remarks.ts';
import { joinTelemetry } from '../../src/telemetry/telemetry-join.ts';
import { readTelemetry } from '../../src/telemetry/telemetry-reader.ts';
import { outputFolder } from '../support/output-folder.ts';
import { logFolder, socketRow } from '../support/socket-rows.ts';
import { at, flowOf, LOCAL_IP, REMOTE_IP } from '../telemetry/telemetry-fixture.ts';

async function remarksOf(lines: string[], fromS: number, toS: number): Promise<string[]> {
  const telemetry = await readTelemetry([logFolder(await outputFolder(), { 'state.ndjson': lines })]);
  return joinRemarks(telemetry, joinTelemetry([], telemetry), { startUs: at(fromS), endUs: at(toS) });
}

const state = (second: number, more: object = {}) =>
  JSON.stringify({
    schema: 'cipherscope.state/1',
    '@timestamp': at(second) / 1e6,
    'event.action': 'process_start',
    'android.uid': 10_001,
    ...more,
  });

it('a log of another day is named with both times', async () => {
  expect(await remarksOf([state(10), state(20)], 0, 60)).toEqual([]);
  expect(await remarksOf([state(10), state(20)], 86_400, 86_460)).toEqual([
    'state.ndjson tells of 2026-01-01T00:00:10.000000Z to 2026-01-01T00:00:20.000000Z, the capture is of ' +
      '2026-01-02T00:00:00.000000Z to 2026-01-02T00:01:00.000000Z: nothing of it counts. Is it the log of this capture, and its time zone right?',
  ]);
});

it('packages with keys whose UID nothing tells are named, if they may be', async () => {
  const key = (name: string, second: number) =>
    JSON.stringify({
      schema: 'cipherscope.crypto/1',
      ts: at(second),
      'event.action': 'keypair_generated',
      'package.name': name,
    });
  const telemetry = await readTelemetry([
    logFolder(await outputFolder(), { 'crypto.ndjson': [key('com.b', 1), key('com.a', 2), key('com.b', 3)] }),
  ]);
  const join = joinTelemetry([], telemetry);
  const remarks = (isShown?: (name: string) => boolean) =>
    joinRemarks(telemetry, join, { startUs: at(0), endUs: at(60) }, isShown);
  expect(remarks()).toEqual([
    expect.stringMatching(
      /^no log tells the UID of com\.a, com\.b: what they did with keys and ciphers counts for no app\. Name the apps with `adb/,
    ),
  ]);
  expect(remarks((name) => name === 'com.b')).toEqual([
    expect.stringMatching(/^no log tells the UID of com\.b: what it did/),
  ]);
  expect(remarks(() => false)).toEqual([]);
});

it('logs of several devices are named where nothing says whose the capture is', async () => {
  const two = [state(10, { 'observer.name': 'phone' }), state(20, { 'observer.name': 'tablet' })];
  expect(await remarksOf(two, 0, 60)).toEqual([
    'the logs tell of phone, tablet, and nothing says which of them the capture is of: the packages, keys, calls and states that they tell of are left out. Give the logs of one device.',
  ]);
});

it('a clock that flows show to be off is told with the way and by how much; one that is off by seconds is not', async () => {
  const flows = Array.from({ length: 8 }, (_, i) =>
    flowOf({ orig: { ip: LOCAL_IP, port: 40_001 + i }, startUs: at(10 + 10 * i), endUs: at(12 + 10 * i) }),
  );
  const remarksAt = async (shiftS: number, clockOffsetMs?: number) => {
    const rows = flows.map(({ orig, resp, startUs, endUs }) =>
      socketRow({
        local: `${orig.ip}:${orig.port}`,
        remote: `${REMOTE_IP}:${resp.port}`,
        uid: 10_234,
        from: (startUs - at(0)) / 1e6 + shiftS,
        to: (endUs - at(0)) / 1e6 + shiftS,
      }),
    );
    const telemetry = await readTelemetry([logFolder(await outputFolder(), { 'sockets.ndjson': rows })]);
    return joinRemarks(telemetry, joinTelemetry(flows, telemetry, { clockOffsetMs }), {
      startUs: at(0),
      endUs: at(90),
    });
  };
  const told = (shift: string) =>
    `sockets.ndjson: its clock is ${shift} the capture's, by 8 flows that it tells of; its times are set right.`;
  expect(await remarksAt(5 * 3600)).toEqual([told('5 h ahead of')]);
  expect(await remarksAt(-90 * 60)).toEqual([told('1 h 30 min behind')]);
  expect(await remarksAt(7)).toEqual([]);
  expect(await remarksAt(5 * 3600, 5 * 3600_000)).toEqual([]);
});
