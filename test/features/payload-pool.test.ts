import { describe, expect, it } from 'vitest';
import type { FlowKey } from '../../src/features/key-artefact.ts';
import { createLengthPrefix } from '../../src/features/length-prefix.ts';
import { createPayloadPool, poolBytes, poolFrames, poolMessages, poolSpans } from '../../src/features/payload-pool.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';

const pool = createPayloadPool();
const sent = (from: 'orig' | 'resp', length: number): SentMessage => ({ from, bytes: new Uint8Array(length) });
const stretches = () => Array.from({ length: pool.count }, (_, i) => [pool.starts[i], pool.ends[i]]);

function key(offset: number, length: number, overrides: Partial<FlowKey> = {}): FlowKey {
  const identity = undefined;
  return {
    form: 'spki',
    algorithm: 'ec',
    offset,
    length,
    chanceBits: 64,
    isPrivate: false,
    identity,
    fromOriginator: 1,
    ...overrides,
  };
}

describe('a pool of payload', () => {
  it('holds one side’s messages, twelve and 2048 bytes at most', () => {
    poolMessages(pool, finishedFlow([sent('orig', 10), sent('resp', 99), sent('orig', 20)]), 1, 0, []);
    expect(stretches()).toEqual([
      [0, 10],
      [10, 30],
    ]);
    poolMessages(pool, finishedFlow(Array.from({ length: 20 }, () => sent('orig', 10))), 1, 0, []);
    expect([pool.count, pool.bytes]).toEqual([12, 120]);
    poolMessages(pool, finishedFlow([sent('orig', 3000)]), 1, 0, []);
    expect([pool.count, pool.bytes]).toEqual([1, 2048]);
    poolSpans(pool, [
      { start: 4, end: 9 },
      { start: 20, end: 4000 },
    ]);
    expect(stretches()).toEqual([
      [4, 9],
      [20, 2063],
    ]);
    poolBytes(pool, new Uint8Array(5000));
    expect(stretches()).toEqual([[0, 2048]]);
  });

  it('leaves out an opening', () => {
    poolMessages(pool, finishedFlow([sent('orig', 10), sent('orig', 20), sent('orig', 30)]), 1, 2, []);
    expect(stretches()).toEqual([[30, 60]]);
  });

  it('cuts out coded keys of its side, not points and not keys that may be chance', () => {
    const flow = finishedFlow([sent('orig', 100), sent('orig', 100)]);
    poolMessages(pool, flow, 1, 0, [key(20, 30), key(90, 20), key(150, 10, { fromOriginator: 0 })]);
    expect(stretches()).toEqual([
      [0, 20],
      [50, 90],
      [110, 200],
    ]);
    expect(pool.masked).toBe(true);
    poolMessages(pool, flow, 1, 0, [key(20, 65, { form: 'point' }), key(100, 32, { chanceBits: 5 })]);
    expect([pool.count, pool.masked]).toEqual([2, false]);
  });

  it('walks frames over the ends of messages, with lengths of every coding', () => {
    const bodies = [5, 300, 7];
    const framed = (coding: 'be' | 'le' | 'varint') =>
      Buffer.concat(
        bodies.map((length) => {
          const body = Buffer.alloc(length);
          if (coding === 'varint')
            return Buffer.concat([
              length < 128 ? Buffer.of(length) : Buffer.of((length & 127) | 128, length >> 7),
              body,
            ]);
          const header = Buffer.alloc(2);
          if (coding === 'be') header.writeUInt16BE(length);
          else header.writeUInt16LE(length);
          return Buffer.concat([header, body]);
        }),
      );
    for (const coding of ['be', 'le', 'varint'] as const) {
      const flow = finishedFlow([{ from: 'orig', bytes: framed(coding) }]);
      const layout = { ...createLengthPrefix(), bits: 20, littleEndian: coding === 'le' };
      const framing = coding === 'varint' ? { ...layout, width: 0, added: 0 } : { ...layout, width: 2, added: 2 };
      poolFrames(pool, flow, 1, framing, 0, []);
      expect(stretches().map(([from, to]) => to! - from!)).toEqual(bodies);
      poolFrames(pool, flow, 1, framing, 2, []);
      expect(pool.bytes).toBe(7);
    }
  });

  it('ends at a frame that cannot be', () => {
    const flow = finishedFlow([{ from: 'orig', bytes: Buffer.alloc(100) }]);
    poolFrames(pool, flow, 1, { ...createLengthPrefix(), bits: 20, width: 1, added: 0 }, 0, []);
    expect(pool.count).toBe(0);
  });
});
