import { expect, it } from 'vitest';
import { CoWaking } from '../../src/features/co-waking.ts';
import { app, channelFlow, START_US } from '../support/channel-flow.ts';

const windows = [0, 900, 1800, 2700, 3600];
const together = windows.flatMap((at, i) =>
  [1, 2, 3].map((uid, j) => channelFlow(i * 3 + j, { at: at + j, app: app(10_000 + uid) })),
);
const alone = channelFlow(99, { at: 500, app: app(10_001) });

it('a moment is shared when two other apps begin within five seconds', () => {
  const waking = new CoWaking([...together, alone]);
  expect(waking.apps).toBe(3);
  expect(waking.isShared(START_US, 10_001)).toBe(true);
  expect(waking.isShared(START_US + 500e6, 10_001)).toBe(false);
  expect(waking.isShared(START_US + 900e6 + 20e6, 10_002)).toBe(false);
});

it('what chance gives is the share of time within reach of two apps', () => {
  const waking = new CoWaking([...together, alone]);
  expect(waking.baseShare).toBeGreaterThan(0);
  expect(waking.baseShare).toBeLessThan(0.03);
});

it('with fewer than three apps nothing is shared', () => {
  const two = new CoWaking([channelFlow(0, { app: app(10_001) }), channelFlow(0, { app: app(10_002) })]);
  expect(two.isShared(START_US, 10_001)).toBe(false);
  expect(new CoWaking([]).isShared(START_US, 10_001)).toBe(false);
});
