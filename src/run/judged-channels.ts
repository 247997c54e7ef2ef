// The judged channels of an analysis as the list that writers read: what ranks them is kept, their records are made anew each time.

import type { ChannelList, ChannelRecord, SharedKeyRecord } from '../features/channel-record.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import type { ChannelJudgements } from '../models/channel-judgements.ts';
import { writeChannelLine } from '../report/channel-line.ts';
import { channelList, sharedKeyRecord } from '../report/channel-list.ts';
import { JsonBytes } from '../report/json-bytes.ts';

/** Lines are handed on in blocks of about this size. */
const BLOCK_BYTES = 1 << 19;
/** Added to the bytes of a channel that nothing explains: more than a channel can have. */
const UNEXPLAINED = 2 ** 52;
/** Records beside those that are wanted before the least important of them are let go. */
const MET_AT_ONCE = 1000;

export class JudgedChannels implements ChannelList {
  readonly #channels: ChannelJudgements;
  readonly #letGo: () => void;
  #foremost: readonly ChannelRecord[] = [];
  /** How many of the foremost were asked for. */
  #asked = 0;

  /** `letGo`: called when all lines were read, and what was fetched for them is of no more use. */
  constructor(channels: ChannelJudgements, letGo: () => void = () => undefined) {
    this.#channels = channels;
    this.#letGo = letGo;
  }

  get length(): number {
    return this.#channels.length;
  }

  get flows(): number {
    return this.#channels.flows;
  }

  get bytes(): number {
    return this.#channels.bytes.reduce((sum, bytes) => sum + bytes, 0);
  }

  foremost(count: number): ChannelRecord[] {
    // Who prints them asks again and again, and the first are the first of more, too.
    if (count > this.#asked) {
      this.#foremost = this.#first(count);
      this.#asked = count;
    }
    return this.#foremost.slice(0, count);
  }

  #first(count: number): ChannelRecord[] {
    const all = this.#channels;
    if (all.length === 0) return [];
    // Bytes are whole numbers below 2^52, so that one number holds both.
    const weights = all.bytes.map((bytes, at) => (all.isUnexplained(at) ? UNEXPLAINED : 0) + bytes);
    // Their ids decide between equals, and only those that may be among the first are asked for theirs.
    const least = weights.slice().sort()[Math.max(0, weights.length - count)];
    const eligible: number[] = [];
    weights.forEach((weight, at) => {
      if (weight >= least) eligible.push(at);
    });
    // In a scan all channels are equal, and their records would fill the memory.
    let kept: readonly ChannelRecord[] = [];
    let met: ChannelRecord[] = [];
    for (const { record } of all.some(eligible)) {
      met.push(record);
      if (met.length < count + MET_AT_ONCE) continue;
      kept = channelList([...kept, ...met]).foremost(count);
      met = [];
    }
    return channelList([...kept, ...met]).foremost(count);
  }

  sharedKeys(count: number): SharedKeyRecord[] {
    return this.#channels.sharedKeys(count).map((key) =>
      sharedKeyRecord(key, (at) => {
        const { ip, domain, port, transport } = (this.#channels.at(at) as JudgedChannel).channel;
        const name = { ...(ip === undefined ? {} : { ip }), ...(domain === undefined ? {} : { domain }), port };
        return { destination: name, transport };
      }),
    );
  }

  *lines(): Generator<Uint8Array> {
    let out = new JsonBytes();
    let other = new JsonBytes();
    for (const channel of this.#channels) {
      writeChannelLine(out, channel);
      if (out.length < BLOCK_BYTES) continue;
      yield out.bytes.subarray(0, out.length);
      [out, other] = [other, out];
      out.clear();
    }
    if (out.length > 0) yield out.bytes.subarray(0, out.length);
    this.#letGo();
  }

  *[Symbol.iterator](): Iterator<ChannelRecord> {
    for (const channel of this.#channels) yield channel.record;
  }
}
