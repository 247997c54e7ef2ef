import { describe, expect, it } from 'vitest';
import { groupChannels } from '../../src/features/channel-groups.ts';
import { DEFAULT_PARAMETERS } from '../../src/models/analytic-parameters.ts';
import { judgeChannels } from '../../src/models/channel-judgements.ts';
import { JudgeHere, type SeriesJudge } from '../../src/models/series-judge.ts';
import { app, channelFlow, type FlowPlan } from '../support/channel-flow.ts';

const judge = (...plans: FlowPlan[]) => judgeChannels(groupChannels(plans.map((plan, i) => channelFlow(i, plan))));

describe('the judged channels of a run', () => {
  const plans: FlowPlan[] = [
    { port: 1, encryptionClass: 'standard', bytesUp: 5, bytesDown: 7 },
    { port: 2, encryptionClass: 'custom', bytesUp: 1, bytesDown: 1 },
    { port: 3, encryptionClass: 'cleartext', app: app(10_101) },
    { port: 2, encryptionClass: 'standard', bytesUp: 1, bytesDown: 1 },
    { port: 2, encryptionClass: 'standard', bytesUp: 1, bytesDown: 1 },
    { port: 4, encryptionClass: 'embedded' },
  ];
  const channels = judge(...plans);

  it('are made again each time, and the same', () => {
    expect(channels).toHaveLength(4);
    expect(channels.flows).toBe(6);
    const records = Array.from(channels, ({ record }) => record);
    expect(records.map(({ destination }) => destination.port)).toEqual([1, 2, 3, 4]);
    expect(Array.from(channels, ({ record }) => record)).toEqual(records);
    expect(channels.at(1)?.record).toEqual(records[1]);
    expect(channels.at(4)).toBeUndefined();
  });

  it('say without being made what ranks them', () => {
    expect([...channels.bytes]).toEqual([12, 6, 1500, 1500]);
    expect(Array.from(channels, (_, at) => channels.isUnexplained(at))).toEqual([false, false, false, true]);
  });

  it('concern evidence when an app is known, or a flow is unexplained', () => {
    expect([...channels.owned()].map(({ channel }) => channel.port)).toEqual([3]);
    expect([...channels.unowned()].map(({ channel }) => channel.port)).toEqual([2, 4]);
  });

  it('find structure with the parameters of their app, asked for only then', () => {
    const asked: number[] = [];
    const flows = plans.map((plan, i) => channelFlow(i, plan));
    const judged = judgeChannels(groupChannels(flows), ({ port }) => {
      asked.push(port);
      return DEFAULT_PARAMETERS;
    });
    expect(asked).toEqual([]);
    for (const { structure } of judged) expect(structure).toBeDefined();
    expect(asked).toEqual([2, 4]);
  });

  it('name the other channels of their keys', () => {
    const keys = [{ id: 'k', algorithm: 'rsa-2048', from: 'orig' as const, isBare: false, isCertificate: false }];
    const linked = [...judge({ port: 1, keys }, { port: 2 }, { port: 3, keys })];
    expect(linked.map(({ keys: own }) => own.length)).toEqual([1, 0, 1]);
    expect(linked[0]?.keyRecords()[0]?.other_channels).toEqual([linked[2]?.id]);
  });
});

describe('a judge that answers late', () => {
  /** Gives nothing out before it has to. */
  class LateJudge implements SeriesJudge {
    readonly #judge = new JudgeHere();
    #isDone = false;
    offer: SeriesJudge['offer'] = (series) => this.#judge.offer(series);
    take: SeriesJudge['take'] = (number) => (this.#isDone ? this.#judge.take(number) : undefined);
    finish = () => {
      this.#isDone = true;
    };
  }

  it('makes the same records as one that answers at once', () => {
    const flows = [1, 2, 3].flatMap((port) =>
      Array.from({ length: port === 2 ? 3 : 12 }, (_, i) => ({ port, at: i * 60 * port, app: app(10_000 + port) })),
    );
    const channels = groupChannels(flows.map((plan, i) => channelFlow(i, plan)));
    const records = (judge: SeriesJudge) => Array.from(judgeChannels(channels, undefined, judge), (one) => one.record);
    const expected = records(new JudgeHere());
    expect(expected.map(({ periodicity }) => periodicity.verdict)).toContain('periodic');
    expect(records(new LateJudge())).toEqual(expected);
  });
});
