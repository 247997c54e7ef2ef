// The rhythm of a channel: of the starts of its flows, of the messages inside them, and, where it is a resolver's, of the queries for each
// name. The best of them is taken, at the price of having looked at all. What only happens when other apps wake too is not the channel's own.

import type { Channel, ChannelFlow } from '../features/channel.ts';
import { type EventSeries, flowEvents, hasLongFlow, messageEvents, queryNames } from '../features/channel-events.ts';
import type { CoWaking } from '../features/co-waking.ts';
import { ACTIVATIONS_MIN } from './rhythm-test.ts';
import { judgeSeries, type SeriesRhythm } from './series-rhythm.ts';

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

export function testChannel(channel: Channel, coWaking: CoWaking | undefined): ChannelRhythm {
  const { flows } = channel;
  if (flows.length < ACTIVATIONS_MIN && !hasLongFlow(flows)) return untested(flows.length);
  const found = new Best();
  if (flows.length >= ACTIVATIONS_MIN) {
    found.offer(flowEvents(flows));
    if (flows[0].query !== undefined) {
      for (const [name, members] of queryNames(channel, ACTIVATIONS_MIN)) found.offer({ ...queries(members), name });
    }
  }
  const messages = messageEvents(flows);
  if (messages !== undefined) found.offer(messages);
  const result = found.result(flows.length);
  const shared = coWaking === undefined || result.pValue > CO_WAKING_P ? undefined : takenAway(flows, result, coWaking);
  return shared === undefined ? result : { ...result, pValue: 1, coWakingShare: shared };
}

function queries(flows: readonly ChannelFlow[]): EventSeries {
  return { ...flowEvents(flows), of: 'queries', sizes: undefined };
}

/** The share of shared events when without them there is no rhythm; undefined when the rhythm is the channel's own. */
function takenAway(flows: readonly ChannelFlow[], result: ChannelRhythm, coWaking: CoWaking): number | undefined {
  const uid = flows[0].app?.uid;
  if (uid === undefined || result.of !== 'flows') return undefined;
  const own = flows.filter((flow) => !coWaking.isShared(flow.startUs, uid));
  const share = 1 - own.length / flows.length;
  if (share < CO_WAKING_MIN || share < CO_WAKING_EXCESS * coWaking.baseShare) return undefined;
  const { timesUs, sizes, count } = flowEvents(own);
  return judgeSeries(timesUs, sizes, count).pValue <= CO_WAKING_P ? undefined : share;
}

/** Equally sure, which both are at the smallest p-value: the one that explains more of its events says more. */
function isSurer(rhythm: SeriesRhythm, { pValue, rhythm: other }: ChannelRhythm): boolean {
  if (rhythm.pValue !== pValue) return rhythm.pValue < pValue;
  return other !== undefined && rhythm.chain.explainedShare > other.chain.explainedShare;
}

class Best {
  #looks = 0;
  #best: ChannelRhythm | undefined;
  #most = 0;

  offer(series: EventSeries): void {
    if (series.count < ACTIVATIONS_MIN) return;
    const rhythm = judgeSeries(series.timesUs, series.sizes, series.count);
    this.#most = Math.max(this.#most, rhythm.activations);
    if (rhythm.activations < ACTIVATIONS_MIN) return;
    this.#looks++;
    if (this.#best !== undefined && !isSurer(rhythm, this.#best)) return;
    const { of, name } = series;
    this.#best = {
      of,
      name,
      activations: rhythm.activations,
      pValue: rhythm.pValue,
      rhythm,
      coWakingShare: undefined,
    };
  }

  result(flows: number): ChannelRhythm {
    if (this.#best !== undefined) return { ...this.#best, pValue: Math.min(1, this.#best.pValue * this.#looks) };
    return untested(Math.max(this.#most, Math.min(flows, ACTIVATIONS_MIN - 1)));
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
