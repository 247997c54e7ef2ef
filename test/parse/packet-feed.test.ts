import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, ChunkSource } from '../../src/parse/byte-source.ts';
import { ReadStep } from '../../src/parse/capture-format.ts';
import { FeedPiece, PacketFeed, type PieceSource } from '../../src/parse/packet-feed.ts';
import type { StreamBuffer } from '../../src/parse/stream-buffer.ts';
import { PcapngFile, pcapFile, START_US } from '../support/capture-bytes.ts';

interface Piece {
  /** Microseconds after the start. */
  times: number[];
  ns?: number[];
}

/** A source of a file in memory that notes when it is opened and closed. */
class MemorySource implements ByteSource {
  readonly #inner: ChunkSource;
  readonly #closed: () => void;

  constructor(file: Uint8Array, size: number, closed: () => void = () => {}) {
    this.#closed = closed;
    this.#inner = new ChunkSource(
      (async function* () {
        for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
      })(),
    );
  }

  fill(buffer: StreamBuffer): Promise<void> {
    return this.#inner.fill(buffer);
  }

  close(): void {
    this.#closed();
    this.#inner.close();
  }
}

function fileOf({ times, ns }: Piece): Buffer {
  const packets = times.map((at, i) => ({ bytes: Buffer.from([i]), timeUs: START_US + at, timeNs: ns?.[i] ?? 0 }));
  return pcapFile(packets, { nano: ns !== undefined });
}

function sourcesOf(pieces: readonly Piece[], log: string[] = [], size = 50): PieceSource[] {
  return pieces.map((piece, i) => ({
    firstUs: START_US + (piece.times[0] ?? Number.POSITIVE_INFINITY),
    open: () => {
      log.push(`open ${i}`);
      return new MemorySource(fileOf(piece), size, () => log.push(`close ${i}`));
    },
  }));
}

/** The packets as 'piece:position'. */
async function run(feed: PacketFeed, limit = Number.POSITIVE_INFINITY): Promise<string[]> {
  const seen: string[] = [];
  while (seen.length < limit) {
    const step = feed.next();
    if (step === ReadStep.end) break;
    if (step === ReadStep.more) await feed.fill();
    else {
      const { index, record } = feed.current as FeedPiece;
      seen.push(`${index}:${record.bytes[record.start]}`);
    }
  }
  return seen;
}

describe('the feed of a capture in pieces', () => {
  it('gives one piece in its own order, whatever its times', async () => {
    expect(await run(new PacketFeed(sourcesOf([{ times: [5, 3, 9, 9, 1] }])))).toEqual([
      '0:0',
      '0:1',
      '0:2',
      '0:3',
      '0:4',
    ]);
  });

  it('reads pieces that follow each other one after the other, and closes each', async () => {
    const log: string[] = [];
    const feed = new PacketFeed(sourcesOf([{ times: [0, 1] }, { times: [5, 6] }, { times: [9] }], log));
    expect(await run(feed)).toEqual(['0:0', '0:1', '1:0', '1:1', '2:0']);
    expect(log).toEqual(['open 0', 'close 0', 'open 1', 'close 1', 'open 2', 'close 2']);
  });

  it('merges pieces that overlap by time, to the nanosecond, the earlier piece first where times are equal', async () => {
    const pieces = [{ times: [0, 10, 20] }, { times: [5, 10, 30] }, { times: [10] }];
    expect(await run(new PacketFeed(sourcesOf(pieces)))).toEqual(['0:0', '1:0', '0:1', '1:1', '2:0', '0:2', '1:2']);
    const nano = [
      { times: [0, 5], ns: [0, 700] },
      { times: [5, 5], ns: [300, 900] },
    ];
    expect(await run(new PacketFeed(sourcesOf(nano)))).toEqual(['0:0', '1:0', '0:1', '1:1']);
  });

  it('opens a piece when its time comes, and not before', async () => {
    const log: string[] = [];
    const feed = new PacketFeed(sourcesOf([{ times: [0, 1, 2] }, { times: [100] }], log, 1000));
    await run(feed, 3);
    expect(log).toEqual(['open 0']);
  });

  it('opens pieces without packets too, and stands what is no capture', async () => {
    const feed = new PacketFeed([
      ...sourcesOf([{ times: [1] }, { times: [] }]),
      { firstUs: Number.POSITIVE_INFINITY, open: () => new MemorySource(Buffer.from('not a capture'), 5) },
      { firstUs: Number.POSITIVE_INFINITY, open: () => new MemorySource(Buffer.alloc(0), 5) },
    ]);
    expect(await run(feed)).toEqual(['0:0']);
    expect(feed.pieces.map(({ info }) => info.stop?.reason)).toEqual([
      undefined,
      undefined,
      'not a capture',
      'not a capture',
    ]);
    expect(feed.pieces.map(({ foreignHead }) => foreignHead && Buffer.from(foreignHead).toString())).toEqual([
      undefined,
      undefined,
      'not a',
      '',
    ]);
  });

  it('says how far each piece was read, and from when to when it counted', async () => {
    const feed = new PacketFeed(sourcesOf([{ times: [4, 2, 8] }]));
    await run(feed);
    const piece = feed.pieces[0] as FeedPiece;
    expect(piece.offset).toBe(fileOf({ times: [4, 2, 8] }).length);
    expect([piece.firstUs, piece.lastUs]).toEqual([undefined, undefined]);
    for (const time of [4, 2, 8]) piece.seen(time);
    expect([piece.firstUs, piece.lastUs]).toEqual([2, 8]);
    expect(piece.info.packets).toBe(3);
  });

  it('counts packets that are cut short, and steps of its clock back by a second or more, with the widest', () => {
    const [source] = sourcesOf([{ times: [] }]);
    const piece = new FeedPiece(0, (source as PieceSource).open());
    const packets: [timeUs: number, captured: number, original: number][] = [
      [9e6, 60, 60],
      [8.5e6, 64, 1500],
      [7.5e6, 64, 64],
      [8e6, 64, 65],
      [2e6, 60, 60],
      [1e6, 60, 60],
    ];
    packets.forEach(([timeUs, capturedBytes, originalBytes], i) => {
      Object.assign(piece.record, { capturedBytes, originalBytes, frame: i + 1 });
      piece.seen(timeUs);
    });
    expect([piece.cutPackets, piece.cutBytes]).toEqual([2, 1437]);
    expect([piece.stepsBack, piece.widestBackUs, piece.widestBackFrame]).toEqual([3, 6e6, 5]);
  });

  it('gives back the memory of pieces that were read, and keeps what they said', async () => {
    const feed = new PacketFeed(sourcesOf(Array.from({ length: 50 }, (_, i) => ({ times: [i] }))));
    expect((await run(feed)).length).toBe(50);
    expect(feed.pieces.every(({ record, info }) => info.packets === 1 && record.bytes.length === 0)).toBe(true);
    const held = feed.pieces.reduce((sum, { record }) => sum + record.bytes.buffer.byteLength, 0);
    expect(held).toBe(0);
  });

  it('left early closes what is open', async () => {
    const log: string[] = [];
    const feed = new PacketFeed(sourcesOf([{ times: [0, 9] }, { times: [1, 9] }, { times: [50] }], log, 1000));
    await run(feed, 2);
    feed.close();
    expect(log).toEqual(['open 0', 'open 1', 'close 0', 'close 1']);
    expect(await run(feed, 0)).toEqual([]);
  });

  it('keeps frame numbers of each piece', async () => {
    const ng = new PcapngFile()
      .section()
      .interface()
      .uidNames(1, 'a', 'A')
      .enhanced({ bytes: Buffer.from([7]) });
    const piece = new FeedPiece(0, new MemorySource(ng.bytes(), 10));
    while (piece.next() === ReadStep.more) await piece.fill();
    expect(piece.record.frame).toBe(2);
  });

  it('gives every packet once and in order of time, however pieces overlap', async () => {
    const piece = fc.array(fc.nat(50), { maxLength: 8 }).map((times) => ({ times: times.sort((a, b) => a - b) }));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), fc.integer({ min: 1, max: 90 }), async (pieces, size) => {
        const sorted = [...pieces].sort((a, b) => (a.times[0] ?? Infinity) - (b.times[0] ?? Infinity) || 0);
        const seen = await run(new PacketFeed(sourcesOf(sorted, [], size)));
        const times = seen.map((name) => {
          const [index, position] = name.split(':').map(Number) as [number, number];
          return sorted[index]?.times[position] as number;
        });
        expect(times).toEqual(pieces.flatMap(({ times: own }) => own).sort((a, b) => a - b));
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 60 },
    );
  });
});
