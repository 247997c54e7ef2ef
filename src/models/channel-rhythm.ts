// The rhythm of a channel: of the starts of its flows, of the messages inside them, and, where it is a resolver's, of the queries for each
// name. The best of them is taken, at the price of having looked at all. What only happens when other apps wake too is not the channel's own.

import type { Channel, ChannelFlow } from '../features/channel.ts';
import { type EventSeries, flowEvents, hasLongFlow, messageEvents, queryNames } from '../features/channel-events.ts';
import type { CoWaking } from '../features/co-waking.ts';
import { ACTIVATIONS_MIN } from './rhythm-test.ts';
import { JudgeHere, type SeriesJudge } from './series-judge.ts';
import type { SeriesRhythm } from './series-rhythm.ts';

export interface ChannelRhythm {
  readonly of: EventSeries['of'];
  readonly name: string | undefined;
  /** Of the series with most; below `ACTIVATIONS_MIN` nothing was tested. */
  readonly activations: number;
  /** All looks paid for. */
  readonly pValue: number;
  /** Undefined when nothing was tested. */
  readonly rhythm: SeriesRhythm | undefined;
  /** Share of the events at which at least two other apps began as well; undefined unless that took the rhythm away. */
  readonly coWakingShare: number | undefined;
}

/** From this p-value on, co-waking is looked at. */
const CO_WAKING_P = 0.01;
/** So many times the share that chance gives, and at least half of the events, before co-waking is held against a rhythm. */
const CO_WAKING_EXCESS = 2;
const CO_WAKING_MIN = 0.5;

/** `coWaking`: undefined where there is nothing to compare with. */
export function testChannel(channel: Channel, coWaking: CoWaking | undefined): ChannelRhythm {
  const begun = beginTest(channel, coWaking, new JudgeHere());
  return begun instanceof ChannelTest ? (begun.result() as ChannelRhythm) : begun;
}

/** Offers the series of a channel to the judge; a channel without any has its result at once. */
export function beginTest(
  channel: Channel,
  coWaking: CoWaking | undefined,
  judge: SeriesJudge,
): ChannelRhythm | ChannelTest {
  const { flows } = channel;
  if (flows.length < ACTIVATIONS_MIN && !hasLongFlow(flows)) return untested(flows.length);
  const test = new ChannelTest(judge, flows.length);
  if (flows.length >= ACTIVATIONS_MIN) {
    test.offer(flowEvents(flows));
    if (flows[0].query !== undefined) {
      for (const [name, members] of queryNames(channel, ACTIVATIONS_MIN)) test.offer({ ...queries(members), name });
    }
  }
  const messages = messageEvents(flows);
  if (messages !== undefined) test.offer(messages);
  if (coWaking !== undefined) offerOwn(test, flows, coWaking);
  return test;
}

function queries(flows: readonly ChannelFlow[]): EventSeries {
  return { ...flowEvents(flows), of: 'queries', sizes: undefined };
}

/** Offers the events that are the channel's own, where so many are shared that without them there may be no rhythm. */
function offerOwn(test: ChannelTest, flows: readonly ChannelFlow[], coWaking: CoWaking): void {
  const uid = flows[0].app?.uid;
  if (uid === undefined || !test.mayBeTakenAway) return;
  const own = flows.filter((flow) => !coWaking.isShared(flow.startUs, uid));
  const share = 1 - own.length / flows.length;
  if (share < CO_WAKING_MIN || share < CO_WAKING_EXCESS * coWaking.baseShare) return;
  test.offerOwn(flowEvents(own), share);
}

/** Equally sure, which both are at the smallest p-value: the one that explains more of its events says more. */
function isSurer(rhythm: SeriesRhythm, { pValue, rhythm: other }: ChannelRhythm): boolean {
  if (rhythm.pValue !== pValue) return rhythm.pValue < pValue;
  return other !== undefined && rhythm.chain.explainedShare > other.chain.explainedShare;
}

interface Offered {
  readonly of: EventSeries['of'];
  readonly name: string | undefined;
  readonly number: number;
  rhythm: SeriesRhythm | undefined;
}

/** The series of one channel, while they are judged. */
export class ChannelTest {
  readonly #judge: SeriesJudge;
  readonly #flows: number;
  readonly #offered: Offered[] = [];
  #own: Offered | undefined;
  /** Share of the events that are shared. */
  #sharedShare = 0;

  constructor(judge: SeriesJudge, flows: number) {
    this.#judge = judge;
    this.#flows = flows;
  }

  get mayBeTakenAway(): boolean {
    return this.#offered.some(({ of }) => of === 'flows');
  }

  offer(series: EventSeries): void {
    if (series.count >= ACTIVATIONS_MIN) this.#offered.push(this.#offeredOf(series));
  }

  offerOwn(series: EventSeries, sharedShare: number): void {
    this.#own = this.#offeredOf(series);
    this.#sharedShare = sharedShare;
  }

  /** Undefined while not all series are judged. */
  result(): ChannelRhythm | undefined {
    for (const series of this.#offered) if (!this.#isJudged(series)) return undefined;
    if (this.#own !== undefined && !this.#isJudged(this.#own)) return undefined;
    const result = this.#best();
    if (result.pValue > CO_WAKING_P || result.of !== 'flows') return result;
    const withoutShared = this.#own?.rhythm;
    if (withoutShared === undefined || withoutShared.pValue <= CO_WAKING_P) return result;
    return { ...result, pValue: 1, coWakingShare: this.#sharedShare };
  }

  #offeredOf(series: EventSeries): Offered {
    return { of: series.of, name: series.name, number: this.#judge.offer(series), rhythm: undefined };
  }

  #isJudged(series: Offered): boolean {
    series.rhythm ??= this.#judge.take(series.number);
    return series.rhythm !== undefined;
  }

  #best(): ChannelRhythm {
    let best: ChannelRhythm | undefined;
    let looks = 0;
    let most = 0;
    for (const { of, name, rhythm } of this.#offered) {
      if (rhythm === undefined) continue;
      most = Math.max(most, rhythm.activations);
      if (rhythm.activations < ACTIVATIONS_MIN) continue;
      looks++;
      if (best !== undefined && !isSurer(rhythm, best)) continue;
      best = { of, name, activations: rhythm.activations, pValue: rhythm.pValue, rhythm, coWakingShare: undefined };
    }
    if (best !== undefined) return { ...best, pValue: Math.min(1, best.pValue * looks) };
    return untested(Math.max(most, Math.min(this.#flows, ACTIVATIONS_MIN - 1)));
  }
}

const tooFew: ChannelRhythm[] = [];

/** One for all channels with as many events: nearly all channels of a capture have too few. */
function untested(activations: number): ChannelRhythm {
  tooFew[activations] ??= {
    of: 'flows',
    name: undefined,
    activations,
    pValue: 1,
    rhythm: undefined,
    coWakingShare: undefined,
  };
  return tooFew[activations];
}
