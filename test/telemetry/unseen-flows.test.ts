import { expect, it } from 'vitest';
import { contradictions, isWhole, pollHoles } from '../../src/telemetry/unseen-flows.ts';
import { at, flowOf } from './telemetry-fixture.ts';

const pollTimesUs = Array.from({ length: 60 }, (_, i) => at(5 * i));
const flows = [{ startUs: at(12), endUs: at(12.5) }];

it('a flow of which no poll knows forbids the offsets at which one would have seen it', () => {
  expect(pollHoles({ pollTimesUs, flows }, -1e6, 1e6, 0, 0)).toEqual([]);
  expect(pollHoles({ pollTimesUs, flows }, -3e6, 1e6, 0, 0)).toEqual([{ pollUs: at(10), low: -2.5e6, high: -2e6 }]);
  expect(pollHoles({ pollTimesUs, flows }, -3e6, 3e6, 0, 0).map(({ pollUs }) => pollUs)).toEqual([at(10), at(15)]);
});

it('a clock that drifts meets other polls later', () => {
  const later = [{ startUs: at(212), endUs: at(212.5) }];
  // Ahead by 2.5 s where the flow is.
  const drift = 2.5 / 212;
  expect(pollHoles({ pollTimesUs, flows: later }, -100_000, 100_000, 0, at(0))).toEqual([]);
  const [hole] = pollHoles({ pollTimesUs, flows: later }, -500_000, 500_000, drift, at(0));
  expect(hole).toEqual({ pollUs: at(215), low: 2.5e6, high: 3e6 });
});

it('offsets deep inside a hole contradict it, those at its edges do not', () => {
  const holes = [{ pollUs: at(10), low: -2.5e6, high: -2e6 }];
  expect(contradictions(holes, -2.25e6, 0, 0)).toBe(1);
  expect(contradictions(holes, -2.05e6, 0, 0)).toBe(0);
  expect(contradictions(holes, 0, 0, 0)).toBe(0);
});

it('only whole connections of the device must show', () => {
  const whole = { ended: true, local: 'orig' } as const;
  expect(isWhole(flowOf(whole))).toBe(true);
  expect(isWhole(flowOf({ ...whole, ended: false }))).toBe(false);
  expect(isWhole(flowOf({ ...whole, synSeen: false }))).toBe(false);
  expect(isWhole(flowOf({ ...whole, local: 'resp' }))).toBe(false);
  expect(isWhole(flowOf({ ...whole, transport: 'udp' }))).toBe(false);
});
