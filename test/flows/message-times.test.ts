import { expect, it } from 'vitest';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import {
  createMessageTimes,
  keepMessageTimes,
  MessageTimesBudget,
  messageTimesOf,
} from '../../src/flows/message-times.ts';

/** Only what is read of a flow. */
function flow(seconds: readonly number[], sides = seconds.map(() => 1)): FinishedFlow {
  const timeUs = Float64Array.from(seconds, (second) => 1e15 + second * 1e6);
  return {
    startUs: timeUs[0] ?? 1e15,
    endUs: timeUs.at(-1) ?? 1e15,
    messages: { count: seconds.length, timeUs, fromOriginator: Uint8Array.from(sides) },
  } as unknown as FinishedFlow;
}

function kept(made: FinishedFlow): number[] | undefined {
  const times = createMessageTimes(2);
  keepMessageTimes(times, 1, made, new MessageTimesBudget());
  const found = messageTimesOf(times, 1);
  return found && [...found].map((time) => (time - 1e15) / 1e6);
}

it('keeps when the originator wrote, what came within a second once', () => {
  expect(kept(flow([0, 0.4, 20, 40, 60.000001, 80]))).toEqual([0, 20, 40, 60.000001, 80]);
  expect(kept(flow([0, 1, 20, 21, 40, 41, 60, 61, 80], [1, 0, 1, 0, 1, 0, 1, 0, 1]))).toEqual([0, 20, 40, 60, 80]);
});

it('short flows and flows with few messages of the originator have none', () => {
  expect(kept(flow([0, 1, 2, 3, 4]))).toBeUndefined();
  expect(kept(flow([0, 20, 40, 60]))).toBeUndefined();
  expect(kept(flow([0, 20, 40, 60, 80, 100], [1, 1, 0, 0, 0, 0]))).toBeUndefined();
});

it('a clock that steps back does not lose what comes after', () => {
  expect(kept(flow([0, 20, 40, 10, 30, 50]))).toEqual([0, 20, 40, 10, 30, 50]);
});

it('beyond the cap flows are counted', () => {
  const times = createMessageTimes(1);
  const budget = new MessageTimesBudget();
  budget.left = 10;
  keepMessageTimes(times, 0, flow([0, 20, 40, 60, 80]), budget);
  expect(budget.refused).toBe(1);
  expect(messageTimesOf(times, 0)).toBeUndefined();
});
