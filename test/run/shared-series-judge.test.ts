// The other thread as it was built; where there is none, everything is judged here.

import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JudgeHere, type SeriesJudge } from '../../src/models/series-judge.ts';
import type { SeriesRhythm } from '../../src/models/series-rhythm.ts';
import { judgeSeries } from '../../src/models/series-rhythm.ts';
import { judgeWith, SharedSeriesJudge } from '../../src/run/shared-series-judge.ts';
import { builtModule } from '../support/built-module.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

type Shared = typeof import('../../src/run/shared-series-judge.ts');

const { around, exponential, random } = drawFrom(29);
const series = repeated(140, (i) => {
  const timesUs = eventsAfter(repeated(6 + (i % 6), () => 60 * (i % 2 === 0 ? around(0.1) : exponential())));
  const sizes = i % 3 === 0 ? undefined : timesUs.map(() => 100 + Math.floor(random() * 3));
  return { timesUs, sizes, count: timesUs.length };
});
const expected = series.map(({ timesUs, sizes, count }) => judgeSeries(timesUs, sizes, count));

function offerAll(judge: SeriesJudge): number[] {
  return series.map((one) => {
    // The arrays are only lent: longer than the series, and written to when it was offered.
    const lent = { timesUs: new Float64Array(100), sizes: one.sizes && new Float64Array(100), count: one.count };
    lent.timesUs.set(one.timesUs);
    lent.sizes?.set(one.sizes ?? []);
    const number = judge.offer(lent);
    lent.timesUs.fill(0);
    lent.sizes?.fill(0);
    return number;
  });
}

function taken(judge: SeriesJudge, numbers: readonly number[]): (SeriesRhythm | undefined)[] {
  return numbers.map((number) => judge.take(number));
}

describe('a judge with a thread of its own', () => {
  it('judges as this thread does, whatever came back in time', async () => {
    const built = await builtModule<Shared>('run/shared-series-judge.ts');
    const judge = new built.SharedSeriesJudge(10);
    const numbers = offerAll(judge);
    judge.finish();
    expect(taken(judge, numbers)).toEqual(expected);
    judge.close();
  });

  it('has series judged by the other thread', async () => {
    const built = await builtModule<Shared>('run/shared-series-judge.ts');
    const judge = new built.SharedSeriesJudge(0);
    const [first] = offerAll(judge);
    // In the first block, and not judged here before the end.
    let rhythm = judge.take(first);
    for (let i = 0; rhythm === undefined && i < 1000; i++) {
      await setTimeout(20);
      judge.offer(series[1]);
      rhythm = judge.take(first);
    }
    expect(rhythm).toEqual(expected[0]);
    judge.close();
  });

  it('judges everything here where no thread can be started', () => {
    const judge = new SharedSeriesJudge(0);
    const numbers = offerAll(judge);
    judge.finish();
    expect(taken(judge, numbers)).toEqual(expected);
    judge.close();
  });
});

it('an analysis of one thread, or of more flows than leave memory for another, starts none', () => {
  expect(judgeWith(1, 10, (judge) => judge)).toBeInstanceOf(JudgeHere);
  expect(judgeWith(2, 10, (judge) => judge)).toBeInstanceOf(SharedSeriesJudge);
  expect(judgeWith(2, 1e6, (judge) => judge)).toBeInstanceOf(JudgeHere);
});
