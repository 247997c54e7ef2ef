import { expect, it } from 'vitest';
import { pollSteps } from '../../src/telemetry/poll-steps.ts';
import type { PolledPairs } from '../../src/telemetry/polled-pairs.ts';
import { at } from './telemetry-fixture.ts';

const UP = Number.POSITIVE_INFINITY;

function pairs(count: number, offset: (i: number) => number): PolledPairs {
  const polled: PolledPairs = { changes: [], bounds: [], endings: [] };
  for (let i = 0; i < count; i++) {
    const eventUs = at(i * 10 + ((i * 7919) % 100) / 100);
    const pollUs = Math.ceil((eventUs + offset(i)) / 1e6) * 1e6;
    const [low, high] = [pollUs - 1e6 - eventUs, pollUs - eventUs];
    polled.changes.push({ pollUs, low: low - 10e3, high: high + 100e3 });
    polled.bounds.push({ pollUs: pollUs - 1e6, low, high: UP }, { pollUs, low: -UP, high });
  }
  return polled;
}

it('cuts at the very change where the clock jumped, and dates the parts apart', () => {
  const parts = pollSteps(
    pairs(120, (i) => (i < 47 ? 0 : i < 80 ? 30e6 : -8e6)),
    5,
  );
  expect(parts?.map(({ clock }) => Math.round(clock.offsetUs / 1e5) / 10 + 0)).toEqual([0, 30, -8]);
  expect(parts?.slice(1).map(({ fromUs }) => Math.round((fromUs - at(0)) / 1e7))).toEqual([48, 79]);
});

it('cuts nothing where the parts would not tell nearly all of the changes', () => {
  const some = pairs(120, (i) => (i < 50 ? 0 : i < 80 ? 30e6 : ((i * 7919) % 101) * 7e6));
  expect(pollSteps(some, 5)).toBeUndefined();
});

it('leaves a steady clock whole, and one of which nothing agrees', () => {
  expect(
    pollSteps(
      pairs(120, () => 5e6),
      5,
    ),
  ).toBeUndefined();
  expect(
    pollSteps(
      pairs(60, (i) => ((i * 7919) % 101) * 7e6),
      5,
    ),
  ).toBeUndefined();
});
