import { describe, expect, it } from 'vitest';
import { correlationWindowUs, judgeCoincidence } from '../../src/models/coincidence.ts';
import { randomNumbers } from '../support/random-bytes.ts';

const ascending = (list: number[]) => list.sort((a, b) => a - b);

describe('the coincidence of calls and sends', () => {
  it('is telling where sends follow calls at once, at irregular times', () => {
    const next = randomNumbers(1);
    const calls = ascending(Array.from({ length: 40 }, () => next() * 3600e6));
    const sends = ascending(calls.map((us) => us + 30e3));
    const found = judgeCoincidence(calls, sends, ascending([...calls, ...sends]), 10e6)!;
    expect(found.hits).toBe(40);
    expect(found.pValue).toBeLessThan(0.005);
  });

  it('counts shifts that hit as often as chance: where nothing hits, all of them are as good', () => {
    const calls = Array.from({ length: 20 }, (_, i) => i * 50e6);
    const sends = calls.map((us) => us + 25e6);
    const found = judgeCoincidence(calls, sends, ascending([...calls, ...sends]), 1e6)!;
    expect(found).toMatchObject({ hits: 0, asGood: found.shifts, pValue: 1 });
  });

  it('says nothing where sends come first: the order counts', () => {
    const next = randomNumbers(2);
    const sends = ascending(Array.from({ length: 40 }, () => next() * 3600e6));
    const calls = ascending(sends.map((us) => us + 30e3));
    const found = judgeCoincidence(calls, sends, ascending([...calls, ...sends]), 1e6)!;
    expect(found.pValue).toBeGreaterThan(0.2);
  });

  it('the first send of a bout follows none of its calls', () => {
    const [from, bouts] = [300e6, 12];
    const sends = Array.from({ length: bouts }, (_, i) => i * from);
    const calls = sends.flatMap((us) => [us + 40e6, us + 80e6]);
    const activity = ascending([...calls, ...sends]);
    // Two seconds awake before the send and two behind the last call are less than the window.
    expect(judgeCoincidence(calls, sends, activity, 10e6)).toMatchObject({ windowUs: 8.4e6, hits: 0, pValue: 1 });
  });

  it('is not fooled by calls at the end of long bouts', () => {
    let small = 0;
    const trials = 60;
    for (let trial = 0; trial < trials; trial++) {
      const next = randomNumbers(500 + trial);
      const calls: number[] = [];
      const sends: number[] = [];
      for (let wake = 0; wake < 12; wake++) {
        const at = wake * 900e6 + next() * 60e6;
        for (let i = 0; i < 3; i++) calls.push(at + next() * 90e6);
        sends.push(at + next() * 90e6);
      }
      const found = judgeCoincidence(ascending(calls), ascending(sends), ascending([...calls, ...sends]), 10e6);
      if (found !== undefined && found.pValue <= 0.05) small++;
    }
    // Three are due.
    expect(small).toBeLessThan(4);
  });

  it('is not fooled by wake-ups that trigger both: p-values stay as rare as they claim', () => {
    let small = 0;
    const trials = 60;
    for (let trial = 0; trial < trials; trial++) {
      const next = randomNumbers(100 + trial);
      const calls: number[] = [];
      const sends: number[] = [];
      for (let wake = 0; wake < 24; wake++) {
        const at = wake * 900e6 + next() * 60e6;
        calls.push(at + next() * 8e6);
        sends.push(at + next() * 8e6);
      }
      const found = judgeCoincidence(ascending(calls), ascending(sends), ascending([...calls, ...sends]), 10e6);
      if (found !== undefined && found.pValue <= 0.05) small++;
    }
    // Five in a hundred are due; ten of sixty would be once in a thousand.
    expect(small).toBeLessThan(10);
  });

  it('shortens the window of a chatty app, never below what a clock is good for', () => {
    expect(correlationWindowUs(10e6, [0, 3600e6], 3600e6)).toBe(10e6);
    expect(
      correlationWindowUs(
        10e6,
        Array.from({ length: 360 }, (_, i) => i * 10e6),
        3600e6,
      ),
    ).toBeCloseTo(1e6);
    expect(
      correlationWindowUs(
        10e6,
        Array.from({ length: 36_000 }, (_, i) => i * 0.3e6),
        10_800e6,
      ),
    ).toBe(50e3);
  });

  it('cannot say without calls, without sends, or of an app that was hardly awake', () => {
    expect(judgeCoincidence([], [1], [1], 10e6)).toBeUndefined();
    expect(judgeCoincidence([1], [], [1], 10e6)).toBeUndefined();
    expect(judgeCoincidence([0], [1000], [0, 1000], 10e6)).toBeUndefined();
  });
});
