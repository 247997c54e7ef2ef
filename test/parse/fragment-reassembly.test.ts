import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { DecodeStop, IpProtocol } from '../../src/parse/packet-view.ts';
import { decodeFrame, payloadOf, type RecordOptions } from '../support/decode-frame.ts';
import { extension, fragmentHeader, type IpLayout, ipv4, ipv6, udp } from '../support/frame-bytes.ts';

const RAW = 101;
const BODY = Buffer.from(Array.from({ length: 100 }, (_, i) => i));
const DATAGRAM = udp(BODY, 40_001, 53);

interface Piece {
  from: number;
  to: number;
  last?: boolean;
  bytes?: Uint8Array;
}

function piece4(
  { from, to, last = to === DATAGRAM.length, bytes = DATAGRAM.subarray(from, to) }: Piece,
  layout: IpLayout = {},
) {
  return ipv4(bytes, { ...layout, fragment: (from / 8) | (last ? 0 : 0x2000) });
}

function piece6({ from, to, last = to === DATAGRAM.length, bytes = DATAGRAM.subarray(from, to) }: Piece, id = 7) {
  return ipv6(fragmentHeader(17, bytes, from, !last, id), { protocol: 44 });
}

class Feed {
  readonly decoder = new PacketDecoder();

  /** Payload of the datagram that the packet completes, if it does. */
  take(packet: Uint8Array, options: RecordOptions = {}): string | undefined {
    const { view, isFlow } = decodeFrame(packet, { linkType: RAW, ...options }, this.decoder);
    return isFlow ? payloadOf(view) : undefined;
  }

  get view() {
    return this.decoder.view;
  }

  get incomplete(): number {
    this.decoder.fragments.finish();
    return this.decoder.fragments.incomplete;
  }
}

const WHOLE = BODY.toString('hex');
const PIECES: Piece[] = [
  { from: 0, to: 40 },
  { from: 40, to: 72 },
  { from: 72, to: 108 },
];

describe('fragments', () => {
  it('are put together in any order, and stand for all their packets', () => {
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      for (const write of [piece4, piece6]) {
        const feed = new Feed();
        const packets = order.map((i) => write(PIECES[i] as Piece));
        expect(packets.map((packet) => feed.take(packet))).toEqual([undefined, undefined, WHOLE]);
        expect(feed.view).toMatchObject({
          stop: DecodeStop.ok,
          sourcePort: 40_001,
          destinationPort: 53,
          protocol: IpProtocol.udp,
          ipPackets: 3,
          ipBytes: packets.reduce((sum, packet) => sum + packet.length, 0),
          payloadBytes: 100,
        });
        expect([feed.decoder.fragments.completed, feed.incomplete]).toEqual([1, 0]);
      }
    }
  });

  it('of several datagrams at once are told apart by addresses, id, protocol and interface', () => {
    const feed = new Feed();
    const others: [IpLayout, RecordOptions][] = [
      [{}, {}],
      [{ id: 2 }, {}],
      [{ from: '10.0.0.9' }, {}],
      [{ to: '10.0.0.9' }, {}],
      [{ protocol: 136 }, {}],
      [{}, { interfaceId: 3 }],
    ];
    for (const i of [0, 1]) {
      for (const [layout, options] of others)
        expect(feed.take(piece4(PIECES[i] as Piece, layout), options)).toBeUndefined();
    }
    for (const [layout, options] of others) expect(feed.take(piece4(PIECES[2] as Piece, layout), options)).toBe(WHOLE);
    expect(feed.decoder.fragments.completed).toBe(others.length);
  });

  it('of IPv6 have the protocol of the first one, and the rest of its header chain', () => {
    const datagram = extension(17, DATAGRAM);
    const feed = new Feed();
    const rest = fragmentHeader(6, datagram.subarray(40), 40, false);
    expect(feed.take(ipv6(rest, { protocol: 44 }))).toBeUndefined();
    const first = fragmentHeader(60, datagram.subarray(0, 40), 0, true);
    expect(feed.take(ipv6(first, { protocol: 44 }))).toBe(WHOLE);
    expect(feed.view.protocol).toBe(IpProtocol.udp);
  });

  it('that come twice are no harm', () => {
    for (const write of [piece4, piece6]) {
      const feed = new Feed();
      const packets = [0, 0, 1, 1, 2].map((i) => feed.take(write(PIECES[i] as Piece)));
      expect(packets).toEqual([undefined, undefined, undefined, undefined, WHOLE]);
    }
  });

  it('of IPv4 that overlap keep the bytes that came first and lose none', () => {
    const feed = new Feed();
    const other = Buffer.alloc(108, 0xee);
    expect(feed.take(piece4({ from: 40, to: 72 }))).toBeUndefined();
    expect(feed.take(piece4({ from: 72, to: 108, last: true }))).toBeUndefined();
    // Covers all that is missing and all that was there: only what is missing is taken.
    const first = Buffer.concat([DATAGRAM.subarray(0, 40), other.subarray(40, 104)]);
    expect(feed.take(piece4({ from: 0, to: 104, last: false, bytes: first }))).toBe(WHOLE);
  });

  it('of IPv6 that overlap are given up', () => {
    const feed = new Feed();
    feed.take(piece6({ from: 0, to: 40 }));
    expect(feed.take(piece6({ from: 32, to: 108 }))).toBeUndefined();
    expect(feed.decoder.fragments.incomplete).toBe(1);
  });

  it('that contradict each other or themselves are given up and counted', () => {
    const contradictions: Piece[][] = [
      // Not a multiple of eight bytes, and not the last.
      [{ from: 0, to: 39 }],
      // Two ends.
      [
        { from: 40, to: 72, last: true },
        { from: 40, to: 108, last: true },
      ],
      // Something behind the end.
      [
        { from: 40, to: 72, last: true },
        { from: 72, to: 104, last: false },
      ],
      // An end before what was seen.
      [
        { from: 72, to: 104, last: false },
        { from: 40, to: 72, last: true },
      ],
      // Longer than any datagram.
      [{ from: 65_528, to: 65_528 + 16, last: true, bytes: Buffer.alloc(16) }],
    ];
    for (const pieces of contradictions) {
      const feed = new Feed();
      for (const piece of pieces) expect(feed.take(piece4(piece))).toBeUndefined();
      expect(feed.decoder.fragments.incomplete).toBe(1);
      expect(feed.incomplete).toBe(1);
    }
  });

  it('wait a minute, not longer', () => {
    const feed = new Feed();
    const [first, second, third] = PIECES.map((piece) => piece4(piece)) as [Buffer, Buffer, Buffer];
    feed.take(first, { timeUs: 0 });
    feed.take(second, { timeUs: 60e6 });
    expect(feed.take(third, { timeUs: 60e6 })).toBe(WHOLE);
    feed.take(first, { timeUs: 0 });
    feed.take(second, { timeUs: 1 });
    expect(feed.take(third, { timeUs: 60e6 + 1 })).toBeUndefined();
    expect([feed.decoder.fragments.completed, feed.decoder.fragments.incomplete]).toEqual([1, 1]);
  });

  it('wait in bounded numbers: the oldest datagram is given up', () => {
    const feed = new Feed();
    for (let id = 0; id < 300; id++) feed.take(piece4(PIECES[0] as Piece, { id }));
    expect(feed.decoder.fragments.incomplete).toBe(300 - 256);
    for (const i of [1, 2]) feed.take(piece4(PIECES[i] as Piece, { id: 299 }));
    expect(feed.decoder.fragments.completed).toBe(1);
    expect(feed.incomplete).toBe(299);
  });

  it('of one datagram come in bounded numbers', () => {
    const feed = new Feed();
    for (let i = 0; i < 300; i++)
      feed.take(piece4({ from: i * 16, to: i * 16 + 8, last: false, bytes: Buffer.alloc(8) }));
    expect(feed.decoder.fragments.incomplete).toBe(1);
  });

  it('of the largest datagram fit', () => {
    const feed = new Feed();
    const body = Buffer.from(Array.from({ length: 65_507 }, (_, i) => (i * 7) & 255));
    const datagram = udp(body);
    let result: string | undefined;
    for (let from = 0; from < datagram.length; from += 1480) {
      const to = Math.min(from + 1480, datagram.length);
      result = feed.take(piece4({ from, to, last: to === datagram.length, bytes: datagram.subarray(from, to) }));
    }
    expect(result === body.toString('hex')).toBe(true);
    expect(feed.view.ipPackets).toBe(45);
  });

  it('cut by the snap length give the bytes before the cut, and the length on the wire', () => {
    const feed = new Feed();
    const packets = PIECES.map((piece) => piece4(piece));
    // 20 bytes of header and 24 of 40 bytes: what is behind the gap is not in order.
    expect(feed.take(packets[0] as Buffer, { captured: 44 })).toBeUndefined();
    feed.take(packets[1] as Buffer);
    expect(feed.take(packets[2] as Buffer)).toBe(WHOLE.slice(0, 2 * (24 - 8)));
    expect(feed.view).toMatchObject({ payloadBytes: 100, payloadCaptured: 16, ipBytes: 168 });
  });

  it('of which the first was not captured at all leave no header to read', () => {
    const feed = new Feed();
    const packets = PIECES.map((piece) => piece4(piece));
    feed.take(packets[0] as Buffer, { captured: 20 });
    feed.take(packets[1] as Buffer);
    expect(feed.take(packets[2] as Buffer)).toBeUndefined();
    expect([...feed.decoder.notDecoded]).toEqual([['truncated: UDP header', 1]]);
  });

  it('give what a datagram holds, however it is cut and mixed', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 13 }), { maxLength: 13 });
    fc.assert(
      fc.property(cuts, fc.array(fc.nat()), fc.boolean(), (units, swaps, v6) => {
        const ends = [...units.sort((a, b) => a - b).map((unit) => unit * 8), DATAGRAM.length];
        const pieces = ends.map((to, i) => ({ from: ends[i - 1] ?? 0, to })).filter(({ from, to }) => to > from);
        swaps.forEach((swap, i) => {
          const a = i % pieces.length;
          const b = swap % pieces.length;
          [pieces[a], pieces[b]] = [pieces[b] as Piece, pieces[a] as Piece];
        });
        if (pieces.length === 1) return;
        const feed = new Feed();
        const results = pieces.map((piece) => feed.take(v6 ? piece6(piece) : piece4(piece)));
        expect(results.at(-1)).toBe(WHOLE);
        expect(results.filter((result) => result !== undefined).length).toBe(1);
        expect(feed.incomplete).toBe(0);
      }),
    );
  });

  it('that make no sense neither throw nor wait without bound', () => {
    const piece = fc.record({
      from: fc.nat(8191).map((unit) => unit * 8),
      length: fc.nat(40),
      last: fc.boolean(),
      id: fc.nat(3),
      captured: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, v6) => {
        const feed = new Feed();
        let completed = 0;
        for (const { from, length, last, id, captured } of pieces) {
          const part = { from, to: from + length, last, bytes: Buffer.alloc(length, id) };
          const packet = v6 ? piece6(part, id) : piece4(part, { id });
          if (feed.take(packet, { captured: 20 + captured }) !== undefined) completed += 1;
          expect(feed.view.payloadCaptured).toBeLessThanOrEqual(feed.view.payloadBytes);
        }
        expect(feed.decoder.fragments.completed).toBeGreaterThanOrEqual(0);
        expect(completed).toBeLessThanOrEqual(pieces.length);
      }),
    );
  });
});
