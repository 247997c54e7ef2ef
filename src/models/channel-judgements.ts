// The channels of a run judged together: how surprising a rhythm is depends on how many were looked at, and keys link channels. Some twenty
// bytes of each are held; the channel itself, its flows and its structure are made again when they are asked for.

import type { Sequence } from '../base/sequence.ts';
import type { Channel } from '../features/channel.ts';
import type { ChannelGroups } from '../features/channel-groups.ts';
import type { PeriodicityRecord } from '../features/channel-record.ts';
import { CoWaking } from '../features/co-waking.ts';
import { KeyLinks } from '../features/key-links.ts';
import { type SharedKey, sharedKeys } from '../features/shared-keys.ts';
import { type AnalyticParameters, DEFAULT_PARAMETERS } from './analytic-parameters.ts';
import { JudgedChannel } from './channel-judgement.ts';
import { beginTest, type ChannelRhythm, ChannelTest } from './channel-rhythm.ts';
import { falseDiscoveryRates } from './false-discovery.ts';
import { periodicityRecord } from './periodicity.ts';
import { JudgeHere, type SeriesJudge } from './series-judge.ts';

/** Bits of what is held of a channel. */
const Held = { app: 1, unexplainedFlow: 2, unexplained: 4 } as const;

/** `judge`: of the channels' rhythms. */
export function judgeChannels(
  channels: ChannelGroups,
  parametersFor: (channel: Channel) => AnalyticParameters = () => DEFAULT_PARAMETERS,
  judge: SeriesJudge = new JudgeHere(),
): ChannelJudgements {
  return beginChannels(channels, parametersFor, judge).finish();
}

/** The same in two steps: what has no need of rhythms can be done between them, while others judge those. */
export function beginChannels(
  channels: ChannelGroups,
  parametersFor: (channel: Channel) => AnalyticParameters,
  judge: SeriesJudge,
): Pick<ChannelJudgements, 'finish'> {
  return new ChannelJudgements(channels, parametersFor, judge);
}

export class ChannelJudgements implements Sequence<JudgedChannel> {
  readonly length: number;
  /** Of the IP layer, in both directions, by channel. */
  readonly bytes: Float64Array;
  readonly #channels: ChannelGroups;
  readonly #parametersFor: (channel: Channel) => AnalyticParameters;
  #periodicities: readonly PeriodicityRecord[] = [];
  readonly #judge: SeriesJudge;
  readonly #rhythms: ChannelRhythm[] = [];
  /** In order; undefined once the result was taken, so that few tests are held. */
  readonly #begun: (BegunTest | undefined)[] = [];
  #taken = 0;
  readonly #links = new KeyLinks();
  readonly #held: Uint8Array;

  constructor(channels: ChannelGroups, parametersFor: (channel: Channel) => AnalyticParameters, judge: SeriesJudge) {
    this.#channels = channels;
    this.#parametersFor = parametersFor;
    this.length = channels.length;
    this.bytes = new Float64Array(channels.length);
    this.#held = new Uint8Array(channels.length);
    this.#judge = judge;
    this.#begin();
  }

  /** To be called once, before anything else. */
  finish(): this {
    this.#judge.finish();
    const rhythms = this.#rhythms;
    this.#takeResults();
    const rates = falseDiscoveryRates(rhythms.filter(isTested).map(({ pValue }) => pValue));
    let tested = 0;
    this.#periodicities = rhythms.map((rhythm) => periodicityRecord(rhythm, isTested(rhythm) ? rates[tested++] : 1));
    rhythms.length = 0;
    this.#begun.length = 0;
    return this;
  }

  at(position: number): JudgedChannel | undefined {
    const channel = this.#channels.at(position);
    return channel === undefined ? undefined : this.#judged(channel, position, this.#periodicities[position]);
  }

  /** Those at some positions, each to be read before the next is asked for: what they are made of is fetched at once. */
  *some(positions: readonly number[]): Generator<JudgedChannel> {
    let at = 0;
    for (const channel of this.#channels.some(positions)) {
      const position = positions[at++];
      yield this.#judged(channel, position, this.#periodicities[position]);
    }
  }

  *[Symbol.iterator](): Iterator<JudgedChannel> {
    for (let position = 0; position < this.length; position++) yield this.#inTurn(position);
  }

  /** Flows of all channels. */
  get flows(): number {
    return this.#channels.flows.length;
  }

  /** Most of the channel's flows are ciphertext that no declared protocol explains. */
  isUnexplained(position: number): boolean {
    return (this.#held[position] & Held.unexplained) !== 0;
  }

  /** Keys that several channels carry. */
  sharedKeys(count: number): SharedKey[] {
    return sharedKeys(this.#links.places(), count);
  }

  /** Channels of apps. */
  *owned(): Generator<JudgedChannel> {
    for (let position = 0; position < this.length; position++) {
      if ((this.#held[position] & Held.app) !== 0) yield this.#inTurn(position);
    }
  }

  /**
   * Channels of no app with flows that nothing explains: an unknown app has no logs, only its own bytes can speak. Each is to be read before the
   * next is asked for. They are few among many: only their flows are fetched.
   */
  unowned(): Generator<JudgedChannel> {
    const positions: number[] = [];
    for (let position = 0; position < this.length; position++) {
      if ((this.#held[position] & (Held.app | Held.unexplainedFlow)) === Held.unexplainedFlow) positions.push(position);
    }
    return this.some(positions);
  }

  #inTurn(position: number): JudgedChannel {
    return this.#judged(this.#channels.inTurn(position) as Channel, position, this.#periodicities[position]);
  }

  #begin(): void {
    const coWaking = new CoWaking(this.#channels.flows);
    const rhythms = this.#rhythms;
    const begun = this.#begun;
    for (const channel of this.#channels) {
      const at = rhythms.length;
      const test = beginTest(channel, coWaking.apps === 0 ? undefined : coWaking, this.#judge);
      if (test instanceof ChannelTest) begun.push({ at, test });
      rhythms.push(test instanceof ChannelTest ? BEING_TESTED : test);
      this.#takeResults();
      this.#links.note(channel, at);
      const { bytes, isUnexplained, unexplained } = this.#judged(channel, at, NOTHING_KNOWN);
      this.bytes[at] = bytes;
      this.#held[at] =
        (channel.app === undefined ? 0 : Held.app) |
        (unexplained.length > 0 ? Held.unexplainedFlow : 0) |
        (isUnexplained ? Held.unexplained : 0);
    }
  }

  /** Puts the results that are there in their places. */
  #takeResults(): void {
    for (; this.#taken < this.#begun.length; this.#taken++) {
      const begun = this.#begun[this.#taken];
      const result = begun?.test.result();
      if (begun === undefined || result === undefined) return;
      this.#rhythms[begun.at] = result;
      this.#begun[this.#taken] = undefined;
    }
  }

  #judged(channel: Channel, position: number, periodicity: PeriodicityRecord): JudgedChannel {
    return new JudgedChannel(channel, () => this.#parametersFor(channel), periodicity, {
      keys: () => this.#links.of(position),
      idOf: (at) => this.#links.idOf(at),
    });
  }
}

interface BegunTest {
  readonly at: number;
  readonly test: ChannelTest;
}

const BEING_TESTED: ChannelRhythm = {
  of: 'flows',
  name: undefined,
  activations: 0,
  pValue: 1,
  rhythm: undefined,
  coWakingShare: undefined,
};

/** While rhythms are being tested. */
const NOTHING_KNOWN: PeriodicityRecord = { verdict: 'insufficient', reason: '' };

function isTested({ rhythm }: ChannelRhythm): boolean {
  return rhythm !== undefined;
}
