// The judged channels of an analysis as the list that writers read: what ranks them is kept, their records are made anew each time.

import type { ChannelList, ChannelRecord } from '../features/channel-record.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { writeChannelLine } from '../report/channel-line.ts';
import { channelList } from '../report/channel-list.ts';
import { JsonBytes } from '../report/json-bytes.ts';

/** Lines are handed on in blocks of about this size. */
const BLOCK_BYTES = 1 << 19;

export class JudgedChannels implements ChannelList {
  readonly #channels: readonly JudgedChannel[];

  constructor(channels: readonly JudgedChannel[]) {
    this.#channels = channels;
  }

  get length(): number {
    return this.#channels.length;
  }

  get flows(): number {
    return this.#channels.reduce((sum, { channel }) => sum + channel.flows.length, 0);
  }

  get bytes(): number {
    return this.#channels.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  foremost(count: number): ChannelRecord[] {
    const ranked = [...this.#channels].sort(
      (a, b) => Number(b.isUnexplained) - Number(a.isUnexplained) || b.bytes - a.bytes,
    );
    // Their ids decide between equals, and only those that may be among the first are asked for theirs.
    const last = ranked[Math.min(count, ranked.length) - 1];
    if (last === undefined) return [];
    const eligible = ranked.filter(
      (one, i) => i < count || (one.isUnexplained === last.isUnexplained && one.bytes === last.bytes),
    );
    return channelList(eligible.map((one) => one.record)).foremost(count);
  }

  *lines(): Generator<Uint8Array> {
    const out = new JsonBytes();
    for (const channel of this.#channels) {
      writeChannelLine(out, channel);
      if (out.length < BLOCK_BYTES) continue;
      yield out.bytes.subarray(0, out.length);
      out.clear();
    }
    if (out.length > 0) yield out.bytes.subarray(0, out.length);
  }

  *[Symbol.iterator](): Iterator<ChannelRecord> {
    for (const channel of this.#channels) yield channel.record;
  }
}
