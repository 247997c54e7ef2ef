import { expect, it } from 'vitest';
import { JudgeHere } from '../../src/models/series-judge.ts';
import { judgeSeries } from '../../src/models/series-rhythm.ts';
import { drawFrom, eventsAfter, repeated } from '../support/event-series.ts';

const { around, exponential } = drawFrom(17);
const beacon = eventsAfter(repeated(20, () => 60 * around(0.1)));
const irregular = eventsAfter(repeated(20, () => 60 * exponential()));

it('a series is judged when it is offered, and its judgement is given out once', () => {
  const judge = new JudgeHere();
  // The arrays are only lent.
  const lent = new Float64Array(beacon.length);
  const offer = (timesUs: Float64Array) => {
    lent.set(timesUs);
    return judge.offer({ timesUs: lent, sizes: undefined, count: lent.length });
  };
  const [first, second] = [offer(beacon), offer(irregular)];
  judge.finish();
  expect(judge.take(second)).toEqual(judgeSeries(irregular, undefined, irregular.length));
  expect(judge.take(first)).toEqual(judgeSeries(beacon, undefined, beacon.length));
  expect(judge.take(first)).toBeUndefined();
});
