import { describe, expect, it } from 'vitest';
import { pollClock } from '../../src/telemetry/poll-clock.ts';
import type { PolledPairs } from '../../src/telemetry/polled-pairs.ts';
import { at } from './telemetry-fixture.ts';

const UP = Number.POSITIVE_INFINITY;

/** `count` openings over `spanS`, seen by polls each second of a clock that differs by `offset(eventUs)`. */
function pairs(count: number, spanS: number, offset: (us: number) => number): PolledPairs {
  const polled: PolledPairs = { changes: [], bounds: [], endings: [] };
  for (let i = 0; i < count; i++) {
    const eventUs = at((i * spanS) / count + ((i * 7919) % 100) / 100);
    const pollUs = Math.ceil((eventUs + offset(eventUs)) / 1e6) * 1e6;
    const [low, high] = [pollUs - 1e6 - eventUs, pollUs - eventUs];
    polled.changes.push({ pollUs, low: low - 10e3, high: high + 100e3 });
    polled.bounds.push({ pollUs: pollUs - 1e6, low, high: UP }, { pollUs, low: -UP, high });
  }
  return polled;
}

it('finds an offset anywhere', () => {
  for (const offsetUs of [0, 437_000, -39_600e6 - 90_000]) {
    const clock = pollClock(
      pairs(60, 400, () => offsetUs),
      5,
    );
    expect(clock?.slope).toBe(0);
    expect(clock?.lowUs).toBeLessThanOrEqual(offsetUs + 2e3);
    expect(clock?.highUs).toBeGreaterThanOrEqual(offsetUs);
    expect(Math.abs((clock?.offsetUs ?? 0) - offsetUs)).toBeLessThan(60e3);
  }
});

it('follows a drift only where it explains clearly more', () => {
  const found = (ppm: number) =>
    pollClock(
      pairs(200, 3600, (us) => (us - at(0)) * ppm * 1e-6),
      5,
    );
  expect(found(0)?.slope).toBe(0);
  expect(found(1)?.slope).toBe(0);
  expect(Math.abs((found(-150)?.slope ?? 0) * 1e6 + 150)).toBeLessThan(15);
});

it('says nothing of too few changes, nor where no offset suits half of them', () => {
  expect(
    pollClock(
      pairs(4, 40, () => 0),
      5,
    ),
  ).toBeUndefined();
  expect(
    pollClock(
      pairs(60, 400, (us) => ((us / 1e5) % 97) * 5e6),
      5,
    ),
  ).toBeUndefined();
});

describe('connections that no poll saw', () => {
  const few = pairs(8, 400, () => 300_000);
  const pollTimesUs = Array.from({ length: 500 }, (_, i) => at(i));
  /** Sixty of a third of a second, at moments that have nothing to do with the polls; those that a poll would have seen are left out. */
  const flows = Array.from({ length: 60 }, (_, i) => at(i * 6.37 + ((i * 7919) % 100) / 100))
    .map((startUs) => ({ startUs, endUs: startUs + 330_000 }))
    .filter(({ startUs, endUs }) => !pollTimesUs.some((us) => startUs <= us - 300_000 && us - 300_000 <= endUs));

  it('narrow the offset', () => {
    const alone = pollClock(few, 5);
    const together = pollClock({ ...few, unseen: { pollTimesUs, flows } }, 5);
    const width = (clock = alone) => (clock?.highUs ?? 0) - (clock?.lowUs ?? 0);
    expect(width(together)).toBeLessThan(width(alone) / 2);
    expect(Math.abs((together?.offsetUs ?? 0) - 300_000)).toBeLessThan(30e3);
  });

  it('say nothing where the log does not list all sockets', () => {
    const others = Array.from({ length: 30 }, (_, i) => ({ startUs: at(i * 10), endUs: at(i * 10 + 8) }));
    const polluted = pollClock({ ...few, unseen: { pollTimesUs, flows: [...flows, ...others] } }, 5);
    expect(polluted).toEqual(pollClock(few, 5));
  });
});
