import { describe, expect, it } from 'vitest';
import { DoubledHour } from '../../src/telemetry/doubled-hour.ts';
import { readTimestamp } from '../../src/telemetry/timestamp.ts';

const HOUR_US = 3_600e6;

/** When lines with these wall clocks of 25 October 2026 were written, as minutes after 00:00 UTC; the clocks of Berlin go back at 01:00 UTC. */
function placed(doubled: DoubledHour, ...clocks: string[]): number[] {
  return clocks.map((clock) => {
    const time = readTimestamp(`2026-10-25 ${clock}`, { deviceTz: 'Europe/Berlin' });
    if (!time.ok) throw new Error(time.reason);
    return (doubled.place(time) - Date.UTC(2026, 9, 25) * 1000) / 60e6;
  });
}

describe('times of the hour that occurs twice', () => {
  it('are told apart by the line that goes back', () => {
    const doubled = new DoubledHour();
    expect(placed(doubled, '01:50', '02:10', '02:50', '02:05', '02:40', '03:10')).toEqual([-10, 10, 50, 65, 100, 130]);
    doubled.begin();
    expect(doubled.undecided).toBeUndefined();
  });

  it('are taken for the first, with a word, where no line goes back', () => {
    const doubled = new DoubledHour();
    expect(placed(doubled, '01:50', '02:10', '02:50', '03:10')).toEqual([-10, 10, 50, 130]);
    doubled.begin();
    const startUs = Date.UTC(2026, 9, 25, 0, 10) * 1000;
    expect(doubled.undecided).toEqual({
      startUs,
      endUs: startUs + 40 * 60e6 + HOUR_US,
      cause: 'has 2 times in the hour that the clocks showed twice, and no order that tells which: the first is taken',
    });
  });

  it('begin anew with every list', () => {
    const doubled = new DoubledHour();
    placed(doubled, '02:50');
    doubled.begin();
    expect(placed(doubled, '02:10')).toEqual([10]);
    doubled.begin();
    expect(doubled.undecided?.cause).toContain('2 times');
  });
});

it('a line that goes back at another time says nothing of clocks', () => {
  expect(placed(new DoubledHour(), '05:10', '05:00', '01:00')).toEqual([250, 240, -60]);
});
