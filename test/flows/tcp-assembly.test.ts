import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PREFIX_BYTES } from '../../src/flows/finished-flow.ts';
import { FlowColumns, Log } from '../../src/flows/flow-columns.ts';
import { NO_LOG } from '../../src/flows/log-pool.ts';
import { PayloadLog } from '../../src/flows/payload-log.ts';
import { NO_BLOCK } from '../../src/flows/prefix-pool.ts';
import { TcpAssembly } from '../../src/flows/tcp-assembly.ts';
import { historyText } from '../../src/flows/tcp-history.ts';

/** One direction of a flow whose first byte has sequence number `first`, if that is known. */
function direction(first?: number) {
  const c = new FlowColumns(1);
  c.prefixBlock.fill(NO_BLOCK);
  c.logFirst.fill(NO_LOG);
  c.logLast.fill(NO_LOG);
  const payload = new PayloadLog();
  const assembly = new TcpAssembly(payload);
  if (first !== undefined) {
    c.nextSequence2[0] = first;
    c.sideFlags2[0] = 1;
  }
  let timeUs = 0;
  return {
    c,
    assembly,
    segment(sequence: number, bytes: Uint8Array, captured = bytes.length) {
      timeUs += 1000;
      assembly.segment(c, 0, 0, sequence | 0, timeUs, bytes, 0, captured, bytes.length, true);
    },
    acknowledge: (sequence: number) => assembly.acknowledged(c, 0, 0, sequence | 0),
    finish: () => assembly.finish(c, 0),
    prefix: () => payload.prefixes.view(c.prefixBlock[0], c.prefixBytes[0]),
    get streamBytes() {
      return c.stream2[0];
    },
    get missedBytes() {
      return c.missed2[0];
    },
    get history() {
      return historyText(c, 0);
    },
    messages() {
      const count = c.logCount[Log.messages];
      const view = {
        count,
        timeUs: new Float64Array(count),
        bytes: new Uint32Array(count),
        fromOriginator: new Uint8Array(count),
        at: new Uint32Array(count),
      };
      payload.logs.read(c.logFirst[Log.messages], count, view);
      return view;
    },
  };
}

/** Byte i of every test stream. */
const streamByte = (at: number) => (at * 31 + (at >> 8)) & 255;
const stream = (from: number, to: number) => Uint8Array.from({ length: to - from }, (_, i) => streamByte(from + i));
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

interface Segmentation {
  total: number;
  /** [from, to) in order of arrival; together they cover [0, total). */
  segments: [from: number, to: number][];
}

const segmentation: fc.Arbitrary<Segmentation> = fc
  .record({
    lengths: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 20 }),
    /** Retransmissions and overlaps: anything within the stream. */
    extras: fc.array(fc.tuple(fc.nat(9999), fc.integer({ min: 1, max: 2000 }), fc.nat(9999)), { maxLength: 10 }),
    shifts: fc.array(fc.nat(6), { minLength: 40, maxLength: 40 }),
  })
  .map(({ lengths, extras, shifts }) => {
    const total = sum(lengths);
    const segments: [number, number][] = [];
    let at = 0;
    for (const length of lengths) {
      segments.push([at, at + length]);
      at += length;
    }
    for (const [from, length, position] of extras) {
      const start = from % total;
      segments.splice(position % (segments.length + 1), 0, [start, Math.min(total, start + length)]);
    }
    // Each arrives up to six places late.
    const order = segments.map((segment, i) => ({ segment, place: i + shifts[i % shifts.length] }));
    order.sort((a, b) => a.place - b.place);
    return { total, segments: order.map(({ segment }) => segment) };
  });

const sequenceNumber = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.integer({ min: 0xffffff00, max: 0xffffffff }),
);

describe('TCP assembly', () => {
  it('yields the same bytes for any segmentation, reordering, duplication and overlap', () => {
    fc.assert(
      fc.property(segmentation, sequenceNumber, ({ total, segments }, first) => {
        const flow = direction(first);
        for (const [from, to] of segments) flow.segment(first + from, stream(from, to));
        expect(flow.c.sideFlags2[0] & 32).toBe(0);
        flow.finish();
        expect(Buffer.from(flow.prefix())).toEqual(Buffer.from(stream(0, Math.min(total, PREFIX_BYTES))));
        expect(flow.streamBytes).toBe(total);
        expect(flow.missedBytes).toBe(0);
        expect(flow.assembly.retransmittedBytes).toBe(sum(segments.map(([from, to]) => to - from)) - total);
        const messages = flow.messages();
        expect(sum(messages.bytes)).toBe(total);
        expect([...messages.timeUs]).toEqual([...messages.timeUs].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it('accounts for every byte when segments are lost', () => {
    fc.assert(
      fc.property(
        segmentation,
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
        ({ total, segments }, lost) => {
          const flow = direction(0);
          const arrived = segments.filter((_, i) => !lost[i % lost.length]);
          const seen = new Uint8Array(total);
          for (const [from, to] of arrived) {
            flow.segment(from, stream(from, to));
            seen.fill(1, from, to);
          }
          flow.acknowledge(total);
          flow.finish();
          expect(flow.streamBytes).toBe(sum(seen));
          expect(flow.missedBytes).toBe(total - sum(seen));
          const hole = seen.indexOf(0);
          const whole = Math.min(hole === -1 ? total : hole, PREFIX_BYTES);
          expect(Buffer.from(flow.prefix())).toEqual(Buffer.from(stream(0, whole)));
          expect(flow.history.includes('G')).toBe(hole !== -1);
        },
      ),
    );
  });

  it('starts at the first segment where the handshake was not captured', () => {
    const flow = direction();
    flow.segment(5000, stream(0, 10));
    flow.segment(5010, stream(10, 20));
    expect(Buffer.from(flow.prefix())).toEqual(Buffer.from(stream(0, 20)));
    expect(flow.missedBytes).toBe(0);
  });

  it('waits for a late segment until its bytes were acknowledged', () => {
    const flow = direction(0);
    flow.segment(0, stream(0, 10));
    flow.segment(20, stream(20, 30));
    flow.acknowledge(10);
    expect([flow.streamBytes, flow.missedBytes]).toEqual([10, 0]);
    flow.acknowledge(30);
    expect([flow.streamBytes, flow.missedBytes]).toEqual([20, 10]);
    expect(flow.history).toBe('G');
    // Too late: the hole was passed over.
    flow.segment(10, stream(10, 20));
    expect([flow.streamBytes, flow.missedBytes, flow.assembly.retransmittedBytes]).toEqual([20, 10, 10]);
    expect(flow.prefix()).toHaveLength(10);
  });

  it('passes over several holes that one acknowledgment covers', () => {
    const flow = direction(0);
    for (const from of [10, 30, 50]) flow.segment(from, stream(from, from + 10));
    flow.acknowledge(45);
    expect([flow.streamBytes, flow.missedBytes]).toEqual([20, 20]);
    flow.finish();
    expect([flow.streamBytes, flow.missedBytes]).toEqual([30, 30]);
  });

  it('counts what was acknowledged at the end but never captured, a FIN aside', () => {
    const flow = direction(0);
    flow.segment(0, stream(0, 10));
    flow.acknowledge(10);
    flow.finish();
    expect(flow.missedBytes).toBe(0);
    const cut = direction(0);
    cut.segment(0, stream(0, 10));
    cut.acknowledge(101);
    cut.c.sideFlags2[0] |= 2;
    cut.finish();
    expect(cut.missedBytes).toBe(90);
    expect(cut.history).toBe('G');
  });

  it('follows a capture that misses gigabytes, as long as acknowledgments bridge them', () => {
    const flow = direction(0);
    flow.segment(0, stream(0, 100));
    flow.acknowledge(1_900_000_000);
    flow.segment(1_900_000_000, stream(0, 100));
    flow.acknowledge(1_900_000_100);
    flow.acknowledge(3_900_000_000);
    flow.segment(3_900_000_000, stream(0, 100));
    flow.acknowledge(3_900_000_100);
    flow.finish();
    expect(flow.streamBytes).toBe(300);
    expect(flow.missedBytes).toBe(3_900_000_000 - 200);
    expect(flow.assembly.strays).toBe(0);
  });

  it('does not follow a stray segment, far ahead or far behind', () => {
    const flow = direction(0);
    flow.segment(0, stream(0, 10));
    flow.segment(0x50000000, stream(0, 10));
    flow.segment(-0x50000000, stream(0, 10));
    expect(flow.assembly.strays).toBe(2);
    // Within a window, but never acknowledged: no hole of half a gigabyte at the end.
    flow.segment(0x20000000, stream(0, 10));
    flow.segment(10, stream(10, 20));
    flow.finish();
    expect(flow.assembly.strays).toBe(3);
    expect([flow.streamBytes, flow.missedBytes]).toEqual([20, 0]);
    expect(Buffer.from(flow.prefix())).toEqual(Buffer.from(stream(0, 20)));
  });

  it('keeps the bytes in front of a segment that the snap length cut, and no byte behind', () => {
    const flow = direction(0);
    flow.segment(0, stream(0, 100), 60);
    flow.segment(100, stream(100, 200));
    // An overlap whose new part was not captured.
    flow.segment(150, stream(150, 300), 40);
    expect(flow.prefix()).toHaveLength(60);
    expect([flow.streamBytes, flow.missedBytes]).toEqual([160, 140]);
    expect(flow.history).toBe('');
    flow.acknowledge(300);
    flow.acknowledge(300);
    expect(flow.history).toBe('G');
  });

  it('holds a bounded number of segments a direction', () => {
    const flow = direction(0);
    for (let i = 1; i <= 256; i++) flow.segment(i * 10, stream(i * 10, i * 10 + 10));
    expect(flow.missedBytes).toBe(0);
    flow.segment(2570, stream(2570, 2580));
    expect(flow.assembly.forcedHoles).toBe(1);
    expect([flow.streamBytes, flow.missedBytes]).toEqual([2570, 10]);
  });

  it('holds a bounded number of bytes over all directions', () => {
    const directions = 600;
    const c = new FlowColumns(directions);
    c.prefixBlock.fill(NO_BLOCK);
    c.logFirst.fill(NO_LOG);
    c.logLast.fill(NO_LOG);
    const assembly = new TcpAssembly(new PayloadLog());
    const large = new Uint8Array(60_000);
    for (let row = 0; row < directions; row++) {
      assembly.segment(c, row, 0, 0, 0, large, 0, 1, 1, false);
      for (let i = 0; i < 2; i++) assembly.segment(c, row, 0, 100 + i * 60_000, 0, large, 0, 60_000, 60_000, false);
    }
    // 32 MiB hold 559 such segments, two a direction: the others each declare their hole.
    expect(assembly.forcedHoles).toBe(directions - 279);
    for (let row = 0; row < directions; row++) assembly.finish(c, row);
    expect(sum(c.stream2)).toBe(directions * 120_001);
    expect(sum(c.missed2)).toBe(directions * 99);
  });

  it('counts held bytes off when they have gone out', () => {
    // Twice the bound in all, one segment at a time.
    const directions = 1200;
    const c = new FlowColumns(directions);
    c.prefixBlock.fill(NO_BLOCK);
    c.logFirst.fill(NO_LOG);
    c.logLast.fill(NO_LOG);
    const assembly = new TcpAssembly(new PayloadLog());
    const large = new Uint8Array(60_000);
    for (let row = 0; row < directions; row++) {
      assembly.segment(c, row, 0, 0, 0, large, 0, 1, 1, false);
      assembly.segment(c, row, 0, 2, 0, large, 0, 60_000, 60_000, false);
      assembly.segment(c, row, 0, 1, 0, large, 0, 1, 1, false);
    }
    expect(assembly.forcedHoles).toBe(0);
    expect([sum(c.stream2), sum(c.missed2)]).toEqual([directions * 60_002, 0]);
  });

  it('keeps no bytes that nobody would look at', () => {
    const flow = direction(0);
    // Fills the prefix, and no TLS begins with it.
    flow.segment(0, stream(0, PREFIX_BYTES));
    const large = stream(0, 60_000);
    for (let i = 0; i < 200; i++) flow.segment(10_000 + i * 60_000, large);
    expect(flow.assembly.forcedHoles).toBe(0);
    flow.segment(PREFIX_BYTES, stream(PREFIX_BYTES, 10_000));
    expect([flow.streamBytes, flow.missedBytes]).toEqual([10_000 + 200 * 60_000, 0]);
  });

  it('does not slow down or grow when segments come in the worst order', () => {
    const flow = direction(0);
    for (let i = 20_000; i > 0; i--) flow.segment(i * 2, stream(0, 1));
    flow.finish();
    expect(flow.streamBytes + flow.missedBytes).toBeLessThanOrEqual(40_001);
    expect(flow.assembly.forcedHoles).toBeGreaterThan(0);
  });
});
