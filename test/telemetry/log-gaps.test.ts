import { describe, expect, it } from 'vitest';
import { alignClocks } from '../../src/telemetry/clock-alignment.ts';
import { pollStatistics, silences } from '../../src/telemetry/log-gaps.ts';
import { SocketLog } from '../../src/telemetry/socket-log.ts';
import { at } from './telemetry-fixture.ts';

function polled(seconds: readonly number[]) {
  const log = new SocketLog();
  log.beginFile('poll');
  for (const second of seconds) log.poll(at(second));
  log.endFile();
  return log;
}

describe('poll statistics', () => {
  it('are the median and the 95th percentile of the pauses', () => {
    const seconds = Array.from({ length: 40 }, (_, i) => i * 0.5);
    expect(pollStatistics(polled([...seconds, 30, 40, 50]).files[0])).toEqual({
      polls: 43,
      medianUs: 500_000,
      p95Us: 10e6,
    });
  });

  it('ignore a clock that went back, and do not exist for event logs', () => {
    expect(pollStatistics(polled([0, 1, 2, 0, 1, 2]).files[0])).toMatchObject({ medianUs: 1e6, p95Us: 1e6 });
    expect(pollStatistics(polled([]).files[0])).toBeUndefined();
    expect(pollStatistics(polled([1]).files[0])).toBeUndefined();
  });
});

it('a pause of more than ten typical ones is a silence, in the capture’s clock', () => {
  const seconds = Array.from({ length: 20 }, (_, i) => i);
  const log = polled([...seconds, 35, 36, 37]);
  const [clock] = alignClocks([], log, { clockOffsetMs: 2000 });
  expect(silences(log.files[0], clock)).toEqual([{ startUs: at(17), endUs: at(33) }]);
  expect(silences(polled(seconds).files[0], clock)).toEqual([]);
  expect(silences(polled([0, 1, 2, 60]).files[0], clock)).toEqual([]);
});
