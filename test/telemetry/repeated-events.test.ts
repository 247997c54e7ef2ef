import { expect, it } from 'vitest';
import type { CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import { DeviceEventLog } from '../../src/telemetry/device-event-log.ts';
import { RepeatedEvents } from '../../src/telemetry/repeated-events.ts';
import { at, readLogs } from './telemetry-fixture.ts';

const made = (seconds: number, more: Partial<CryptoEvent> = {}): CryptoEvent => ({
  action: 'keypair_generated',
  dataset: 'test',
  line: 1,
  timeUs: at(seconds),
  uid: 10234,
  keyAlias: 'k',
  ...more,
});

/** Of each file, which of its events were told before. */
function repeats(...files: CryptoEvent[][]): boolean[][] {
  const log = new DeviceEventLog();
  const repeated = new RepeatedEvents(log);
  return files.map((events, i) => {
    log.beginFile(`file${i}`);
    return events.map((event) => {
      const is = repeated.isRepeated(event);
      if (!is) log.add(event);
      return is;
    });
  });
}

it('what an earlier file tells, whatever its line, is no second event', () => {
  expect(repeats([made(1), made(2)], [made(2, { line: 9 }), made(3)], [made(1), made(3)])).toEqual([
    [false, false],
    [true, false],
    [true, true],
  ]);
});

it('what one file tells twice happened twice', () => {
  const twice = [made(1), made(1)];
  expect(repeats(twice, [...twice, made(1)])).toEqual([
    [false, false],
    [true, true, false],
  ]);
});

it('other apps, keys and times are others, and traces that name nobody are never the same', () => {
  const others = [made(1, { uid: 10235 }), made(1, { keyAlias: 'l' }), made(1.5), made(1, { outcome: 'success' })];
  expect(repeats([made(1)], others).at(-1)).toEqual([false, false, false, false]);
  const nobody = made(1, { uid: undefined });
  expect(repeats([nobody], [nobody])).toEqual([[false], [false]]);
});

it('two readings of the buffer of security events count a key once', async () => {
  const line = (seconds: number) => `${at(seconds) / 1e6}.000  1  2 I security_key_generated: [1,k${seconds},10234]\n`;
  const { events, files } = await readLogs({ 'a.log': line(1) + line(2), 'b.log': line(2) + line(3) });
  expect(events.count).toBe(3);
  expect(files.map(({ records, duplicates }) => [records, duplicates])).toEqual([
    [2, 0],
    [1, 1],
  ]);
});
