// Packets of one capture that lies in one or several pieces, in order of time: pieces that overlap are merged, a piece is opened when its time comes.

import type { ByteSource } from './byte-source.ts';
import { type CaptureReader, ReadStep } from './capture-format.ts';
import { CaptureInfo } from './capture-info.ts';
import { CaptureRecord } from './capture-record.ts';
import { headOf, openCapture } from './open-capture.ts';
import { StreamBuffer } from './stream-buffer.ts';

export interface PieceSource {
  /** Time of its first packet; -Infinity where that is not known yet (a stream). */
  readonly firstUs: number;
  open(): ByteSource;
}

/** Queues of one machine hand packets over in another order by milliseconds; a clock that is set jumps further. */
const BACK_US = 1e6;

export class FeedPiece {
  /** Position among the pieces, in order of time: manifest.captures. */
  readonly index: number;
  readonly record = new CaptureRecord();
  /** The record holds a packet that was not handed out yet. */
  ready = false;
  /** Nothing of it is left to be read; false where reading was given up. */
  isEnded = false;
  firstUs: number | undefined;
  lastUs: number | undefined;
  /** How it begins, where it is read and no capture. */
  foreignHead: Uint8Array | undefined;
  /** Packets that count of which the file has a part only, and the bytes that it lacks. */
  cutPackets = 0;
  cutBytes = 0;
  /** How often a packet that counts is BACK_US or more earlier than the one before it, the widest such step and its frame. */
  stepsBack = 0;
  widestBackUs = 0;
  widestBackFrame = 0;
  #previousUs = Number.NEGATIVE_INFINITY;
  readonly #buffer = new StreamBuffer();
  readonly #source: ByteSource;
  #reader: CaptureReader | undefined;
  #info: CaptureInfo | undefined;

  constructor(index: number, source: ByteSource) {
    this.index = index;
    this.#source = source;
  }

  get info(): CaptureInfo {
    return this.#reader?.info ?? this.#info ?? new CaptureInfo();
  }

  /** False until its first bytes were seen to be those of a capture. */
  get isCapture(): boolean {
    return this.#reader !== undefined;
  }

  /** Reads the next record. `end` also closes the source. */
  next(): ReadStep {
    if (this.#reader === undefined) {
      if (this.#buffer.available < 4 && !this.#buffer.finished) return ReadStep.more;
      this.#reader = openCapture(this.#buffer);
      if (this.#reader === undefined) {
        this.#info = new CaptureInfo();
        if (this.#buffer.failure === undefined) this.foreignHead = headOf(this.#buffer);
        const { kind, reason } = this.#buffer.failure ?? { kind: 'malformed', reason: 'not a capture' };
        this.#info.stop = { kind, reason, offset: 0 };
        return this.#end();
      }
    }
    const step = this.#reader.next(this.record);
    if (step === ReadStep.end) return this.#end();
    return step;
  }

  fill(): void | Promise<void> {
    return this.#source.fill(this.#buffer);
  }

  /** The record is a packet that counts: widens the piece's span, and notes what is wrong with it. */
  seen(timeUs: number): void {
    if (this.firstUs === undefined || timeUs < this.firstUs) this.firstUs = timeUs;
    if (this.lastUs === undefined || timeUs > this.lastUs) this.lastUs = timeUs;
    const { capturedBytes, originalBytes } = this.record;
    if (capturedBytes < originalBytes) {
      this.cutPackets++;
      this.cutBytes += originalBytes - capturedBytes;
    }
    if (this.#previousUs - timeUs >= BACK_US) this.#stepBack(this.#previousUs - timeUs);
    this.#previousUs = timeUs;
  }

  #stepBack(us: number): void {
    this.stepsBack++;
    if (us <= this.widestBackUs) return;
    this.widestBackUs = us;
    this.widestBackFrame = this.record.frame;
  }

  /** Bytes of the (decompressed) capture consumed so far. */
  get offset(): number {
    return this.#buffer.offset;
  }

  /** Leaves the rest unread. */
  close(): void {
    this.#source.close();
    this.#buffer.release();
    this.record.bytes = this.#buffer.bytes;
  }

  #end(): ReadStep {
    this.isEnded = true;
    this.close();
    return ReadStep.end;
  }
}

export class PacketFeed {
  /** Pieces that were opened so far. */
  readonly pieces: FeedPiece[] = [];
  /** The piece whose record next() filled. */
  current: FeedPiece | undefined;
  readonly #sources: readonly PieceSource[];
  readonly #active: FeedPiece[] = [];
  #waiting: FeedPiece | undefined;

  /** `sources` in order of first packet. */
  constructor(sources: readonly PieceSource[]) {
    this.#sources = sources;
  }

  next(): ReadStep {
    for (;;) {
      for (let i = 0; i < this.#active.length; i++) {
        const piece = this.#active[i];
        if (piece.ready) continue;
        const step = piece.next();
        if (step === ReadStep.more) {
          this.#waiting = piece;
          return step;
        }
        if (step === ReadStep.end) this.#active.splice(i--, 1);
        else piece.ready = true;
      }
      const earliest = this.#earliest();
      const following = this.#sources[this.pieces.length];
      if (following !== undefined && (earliest === undefined || following.firstUs <= earliest.record.timeUs)) {
        const piece = new FeedPiece(this.pieces.length, following.open());
        this.pieces.push(piece);
        this.#active.push(piece);
        continue;
      }
      if (earliest === undefined) return ReadStep.end;
      earliest.ready = false;
      this.current = earliest;
      return ReadStep.packet;
    }
  }

  /** Feeds the piece that next() waits for. */
  fill(): void | Promise<void> {
    return this.#waiting?.fill();
  }

  /** Leaves the rest unread. */
  close(): void {
    for (const piece of this.#active) piece.close();
    this.#active.length = 0;
  }

  #earliest(): FeedPiece | undefined {
    let earliest: FeedPiece | undefined;
    for (let i = 0; i < this.#active.length; i++) {
      const piece = this.#active[i];
      if (earliest === undefined || isBefore(piece.record, earliest.record)) earliest = piece;
    }
    return earliest;
  }
}

function isBefore(a: CaptureRecord, b: CaptureRecord): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.timeNs < b.timeNs);
}
