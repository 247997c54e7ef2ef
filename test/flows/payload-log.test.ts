import { describe, expect, it } from 'vitest';
import { MESSAGE_LOG_CAP, PACKET_LOG_CAP, PREFIX_BYTES } from '../../src/flows/finished-flow.ts';
import { Log } from '../../src/flows/flow-columns.ts';
import { FlowTable } from '../../src/flows/flow-table.ts';
import type { LogView } from '../../src/flows/log-pool.ts';
import { PayloadLog } from '../../src/flows/payload-log.ts';
import { PacketSource } from '../support/packets.ts';

/** A row of a table with a payload log of its own. */
function openFlow() {
  const table = new FlowTable(2);
  const row = table.begin(new PacketSource().view({ from: '10.0.0.1:1', to: '10.0.0.2:2' }), 1, false);
  const payload = new PayloadLog();
  const c = table.columns;
  const log = (which: number): LogView => {
    const view = {
      count: 0,
      timeUs: new Float64Array(MESSAGE_LOG_CAP),
      bytes: new Uint32Array(MESSAGE_LOG_CAP),
      fromOriginator: new Uint8Array(MESSAGE_LOG_CAP),
      at: new Uint32Array(MESSAGE_LOG_CAP),
    };
    payload.logs.read(c.logFirst[row * 4 + which], c.logCount[row * 4 + which], view);
    return view;
  };
  return {
    c,
    row,
    payload,
    /** A segment of `length` bytes, `captured` of which are there. */
    stream(side: number, atMs: number, length: number, push = false, captured = length) {
      payload.stream(c, row, side, atMs * 1000, new Uint8Array(length).fill(atMs & 255), 0, captured, length, push);
    },
    datagram(side: number, length: number, captured = length) {
      payload.datagram(c, row, side, 0, new Uint8Array(length).fill(length & 255), 0, captured, length);
    },
    prefix: (side: number) => [...payload.prefixes.view(c.prefixBlock[row * 2 + side], c.prefixBytes[row * 2 + side])],
    messages() {
      const view = log(Log.messages);
      return Array.from({ length: view.count }, (_, i) => [
        view.fromOriginator[i] === 1 ? 'orig' : 'resp',
        view.bytes[i],
      ]);
    },
    log,
  };
}

describe('messages of a stream', () => {
  it('join full segments with the rest that follows them', () => {
    const flow = openFlow();
    flow.stream(0, 0, 1400);
    flow.stream(0, 1, 1400);
    flow.stream(0, 2, 300, true);
    flow.stream(0, 3, 100, true);
    expect(flow.messages()).toEqual([
      ['orig', 3100],
      ['orig', 100],
    ]);
    expect([...flow.log(Log.messages).at.subarray(0, 2)]).toEqual([0, 3100]);
    expect(flow.c.messageTotal[flow.row]).toBe(2);
  });

  it('end where the other side speaks', () => {
    const flow = openFlow();
    flow.stream(0, 0, 1400);
    flow.stream(1, 1, 1400);
    flow.stream(0, 2, 1400);
    expect(flow.messages()).toEqual([
      ['orig', 1400],
      ['resp', 1400],
      ['orig', 1400],
    ]);
  });

  it('end after a short segment, a push of less than the largest segment, and a pause of more than a second', () => {
    const short = openFlow();
    short.stream(0, 0, 535);
    short.stream(0, 1, 10);
    expect(short.messages()).toHaveLength(2);
    const pushed = openFlow();
    pushed.stream(0, 0, 1448);
    pushed.stream(0, 1, 1300, true);
    pushed.stream(0, 2, 10, true);
    expect(pushed.messages()).toEqual([
      ['orig', 2748],
      ['orig', 10],
    ]);
    const paused = openFlow();
    paused.stream(0, 0, 1448);
    paused.stream(0, 1000, 1448);
    paused.stream(0, 2001, 1448);
    expect(paused.messages()).toEqual([
      ['orig', 2896],
      ['orig', 1448],
    ]);
  });

  it('end at a hole', () => {
    const flow = openFlow();
    flow.stream(0, 0, 1400);
    flow.payload.hole(flow.c, flow.row, 0, 500);
    flow.stream(0, 1, 1400);
    expect(flow.messages()).toHaveLength(2);
    expect(flow.c.missed2[flow.row * 2]).toBe(500);
  });

  it('are bounded, and what the bound costs is counted', () => {
    const flow = openFlow();
    for (let i = 0; i < MESSAGE_LOG_CAP + 3; i++) flow.stream(i & 1, i, 10, true);
    expect(flow.messages()).toHaveLength(MESSAGE_LOG_CAP);
    expect(flow.c.messageTotal[flow.row]).toBe(MESSAGE_LOG_CAP + 3);
    expect(flow.payload.droppedMessages).toBe(3);
    // The last message held must not swallow bytes of one that was left out.
    flow.stream(0, 600, 1400);
    flow.stream(0, 601, 1400);
    expect(flow.log(Log.messages).bytes[MESSAGE_LOG_CAP - 1]).toBe(10);
    expect(flow.payload.droppedMessages).toBe(4);
  });
});

describe('messages of datagrams', () => {
  it('are the datagrams, one behind the other in the prefix', () => {
    const flow = openFlow();
    flow.datagram(0, 1400);
    flow.datagram(0, 1400);
    flow.datagram(1, 7);
    expect(flow.messages()).toEqual([
      ['orig', 1400],
      ['orig', 1400],
      ['resp', 7],
    ]);
    expect([...flow.log(Log.messages).at.subarray(0, 3)]).toEqual([0, 1400, 0]);
    expect(flow.prefix(1)).toEqual(new Array(7).fill(7));
  });

  it('are counted when the log is full', () => {
    const flow = openFlow();
    for (let i = 0; i < MESSAGE_LOG_CAP + 5; i++) flow.datagram(0, 1);
    expect(flow.payload.droppedMessages).toBe(5);
  });
});

describe('the prefix of a direction', () => {
  it('ends at its size, and counts what follows as stream bytes', () => {
    const flow = openFlow();
    for (let i = 0; i < 10; i++) flow.stream(1, i, 1000);
    expect(flow.prefix(1)).toEqual(Array.from({ length: PREFIX_BYTES }, (_, at) => Math.floor(at / 1000)));
    expect(flow.c.stream2[flow.row * 2 + 1]).toBe(10_000);
    expect(flow.prefix(0)).toEqual([]);
  });

  it('closes at a hole and never opens again', () => {
    const flow = openFlow();
    flow.stream(0, 1, 3);
    flow.payload.hole(flow.c, flow.row, 0, 9);
    flow.stream(0, 2, 3);
    expect(flow.prefix(0)).toEqual([1, 1, 1]);
    const offsets = flow.log(Log.messages).at;
    expect(offsets[1]).toBeGreaterThanOrEqual(PREFIX_BYTES);
  });

  it('closes where the snap length cut a segment, and counts the rest as missed', () => {
    const flow = openFlow();
    flow.stream(0, 1, 100, false, 4);
    flow.stream(0, 2, 5);
    expect(flow.prefix(0)).toEqual([1, 1, 1, 1]);
    expect(flow.c.stream2[flow.row * 2]).toBe(9);
    expect(flow.c.missed2[flow.row * 2]).toBe(96);
  });
});

describe('the packet log', () => {
  it('keeps the first packets, as they came', () => {
    const flow = openFlow();
    for (let i = 0; i < PACKET_LOG_CAP + 5; i++) flow.payload.packet(flow.c, flow.row, i % 3 === 0 ? 1 : 0, i, 100 + i);
    const packets = flow.log(Log.packets);
    expect(packets.count).toBe(PACKET_LOG_CAP);
    expect([...packets.bytes.subarray(0, 4)]).toEqual([100, 101, 102, 103]);
    expect([...packets.fromOriginator.subarray(0, 4)]).toEqual([0, 1, 1, 0]);
    expect(packets.timeUs[PACKET_LOG_CAP - 1]).toBe(PACKET_LOG_CAP - 1);
  });
});

describe('released payload', () => {
  it('leaves its memory to the next flow, and nothing of its bytes', () => {
    const table = new FlowTable(2);
    const payload = new PayloadLog();
    const source = new PacketSource();
    for (let n = 0; n < 5000; n++) {
      const row = table.begin(source.view({ from: `10.0.0.1:${n + 1}`, to: '10.0.0.2:2' }), n, false);
      const c = table.columns;
      payload.stream(c, row, 0, n, new Uint8Array(3000).fill(n & 255), 0, 3000, 3000, false);
      const prefix = payload.prefixes.view(c.prefixBlock[row * 2], c.prefixBytes[row * 2]);
      expect(prefix.length).toBe(3000);
      expect(prefix[0] === (n & 255) && prefix[2999] === (n & 255)).toBe(true);
      payload.release(c, row);
      table.remove(row);
    }
    // 5,000 flows of one block each would need 19 slabs.
    expect(payload.prefixes.allocate(3)).toBeLessThan(1 << 20);
    expect(payload.logs.refused + payload.prefixes.refused).toBe(0);
  });
});
