// While a live capture comes in, its packets are counted here as they pass by: a rhythm is told as soon as it is sure enough for someone who
// looks again and again. Remarks only: nothing of it reaches the result, which is judged when the capture is over.

import { addressText } from '../flows/address-text.ts';
import { PEEKING_SAFE_P } from '../models/periodicity.ts';
import { decimals } from '../models/reason-text.ts';
import { judgeSeries } from '../models/series-rhythm.ts';
import type { ByteSource } from '../parse/byte-source.ts';
import { ReadStep } from '../parse/capture-format.ts';
import { PacketDecoder } from '../parse/packet-decoder.ts';
import { type FeedPiece, PacketFeed } from '../parse/packet-feed.ts';
import { WatchedChannels, type WatchedSeries } from './watched-channels.ts';

/** A capture whose first packet is older than this, or as far ahead, is none that is running: somebody pipes a file. */
const LIVE_US = 120e6;

export class RhythmWatch {
  readonly #tell: (message: string) => void;
  readonly #nowUs: () => number;
  readonly #channels = new WatchedChannels((series) => this.#look(series));
  readonly #decoder = new PacketDecoder();
  readonly #source = new PushedSource();
  #feed: PacketFeed | undefined = new PacketFeed([{ firstUs: Number.NEGATIVE_INFINITY, open: () => this.#source }]);
  #isLive = false;

  /** `nowUs`: the time of day, in µs since 1970. */
  constructor(tell: (message: string) => void, nowUs: () => number) {
    this.#tell = tell;
    this.#nowUs = nowUs;
  }

  /** The same chunks of a capture. */
  async *passing(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#take(chunk);
      yield chunk;
    }
  }

  #take(chunk: Uint8Array): void {
    const feed = this.#feed;
    if (feed === undefined) return;
    this.#source.push(chunk);
    for (;;) {
      const step = feed.next();
      if (step === ReadStep.more) {
        if (!this.#source.isFull) return;
        feed.fill();
        continue;
      }
      if (step === ReadStep.end || feed.current === undefined || !this.#packet(feed.current)) break;
    }
    feed.close();
    this.#feed = undefined;
  }

  /** False when the capture is no live one. */
  #packet({ record, info }: FeedPiece): boolean {
    this.#isLive ||= Math.abs(record.timeUs - this.#nowUs()) <= LIVE_US;
    if (this.#isLive && this.#decoder.decode(record, info.byteOrder === 'little')) {
      this.#channels.packet(this.#decoder.view);
    }
    return this.#isLive;
  }

  /** True when the series has been told of and needs no further look. */
  #look({ timesUs, count, of, words, port, protocol }: WatchedSeries): boolean {
    const { pValue, chain, fit } = judgeSeries(timesUs, undefined, count);
    if (pValue > PEEKING_SAFE_P) return false;
    const periodUs = chain.turnsSeen > 0 ? chain.periodUs : fit.periodUs;
    this.#tell(
      `${addressText(words, 0)} to ${addressText(words, 4)}, ${protocol} port ${port}: ${count} ${of} keep a period of ${decimals(periodUs / 1e6, 1)} s so far.`,
    );
    return true;
  }
}

/** Bytes that somebody else hands over, a chunk at a time. */
class PushedSource implements ByteSource {
  #chunk: Uint8Array | undefined;

  get isFull(): boolean {
    return this.#chunk !== undefined;
  }

  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
  }

  fill(buffer: Parameters<ByteSource['fill']>[0]): void {
    if (this.#chunk !== undefined) buffer.append(this.#chunk);
    this.#chunk = undefined;
  }

  close(): void {
    this.#chunk = undefined;
  }
}
