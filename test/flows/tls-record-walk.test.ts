import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TLS_RECORD_LOG_CAP } from '../../src/flows/finished-flow.ts';
import { FlowColumns, Log, SideFlag } from '../../src/flows/flow-columns.ts';
import { LogPool, NO_LOG } from '../../src/flows/log-pool.ts';
import { walkTlsRecords } from '../../src/flows/tls-record-walk.ts';

const record = (type: number, length: number) =>
  Uint8Array.from([type, 3, 3, length >> 8, length & 255, ...new Array<number>(length).fill(0xee)]);

/** Walks the bytes in pieces that end at `cuts`. */
function walk(bytes: Uint8Array, cuts: readonly number[] = [], logs = new LogPool()) {
  const c = new FlowColumns(1);
  c.logFirst.fill(NO_LOG);
  c.logLast.fill(NO_LOG);
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    if ((c.sideFlags2[1] & SideFlag.tlsDone) === 0) walkTlsRecords(c, 0, 1, logs, bytes, from, to - from);
    from = to;
  }
  const count = c.logCount[Log.tlsResponder];
  const view = {
    count: 0,
    timeUs: new Float64Array(count),
    bytes: new Uint32Array(count),
    fromOriginator: new Uint8Array(count),
    at: new Uint32Array(count),
  };
  logs.read(c.logFirst[Log.tlsResponder], count, view);
  return {
    lengths: [...view.bytes],
    types: [...view.at],
    done: (c.sideFlags2[1] & SideFlag.tlsDone) !== 0,
  };
}

describe('the TLS record walk', () => {
  it('reads lengths and types however the stream is cut into segments', () => {
    const records = fc.array(
      fc.record({ type: fc.integer({ min: 20, max: 24 }), length: fc.integer({ min: 1, max: 400 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(records, fc.array(fc.nat(5000)), (list, positions) => {
        const bytes = Buffer.concat(list.map(({ type, length }) => record(type, length)));
        const cuts = [...new Set(positions.map((at) => at % bytes.length))].sort((a, b) => a - b);
        const walked = walk(bytes, cuts);
        expect(walked.lengths).toEqual(list.map(({ length }) => length));
        expect(walked.types).toEqual(list.map(({ type }) => type));
        expect(walked.done).toBe(false);
      }),
    );
  });

  it('logs a record when its header is there, whole or not', () => {
    expect(walk(record(23, 16_000).subarray(0, 9)).lengths).toEqual([16_000]);
    expect(walk(record(23, 16_000).subarray(0, 4)).lengths).toEqual([]);
  });

  it.each([
    ['a first byte that is no content type', [25, 3, 3, 0, 1, 0]],
    ['text', [...Buffer.from('GET / HTTP/1.1')]],
    ['a version that is not 3.x', [22, 2, 0, 0, 4, 1]],
    ['an empty record', [23, 3, 3, 0, 0]],
    ['a record above 2^14 + 2,048 bytes', [23, 3, 3, 0x48, 0x01]],
  ])('ends at %s', (_, bytes) => {
    expect(walk(Uint8Array.from(bytes))).toEqual({ lengths: [], types: [], done: true });
  });

  it('ends at the first header that does not fit, and keeps what came before', () => {
    const walked = walk(Buffer.concat([record(22, 50), Uint8Array.of(0x47, 0x45, 0x54), record(23, 9)]));
    expect(walked).toEqual({ lengths: [50], types: [22], done: true });
  });

  it('takes the largest record that TLS 1.2 allows', () => {
    expect(walk(record(23, 18_432)).lengths).toEqual([18_432]);
  });

  it('ends when the log is full, and when the pool is', () => {
    const many = Buffer.concat(Array.from({ length: TLS_RECORD_LOG_CAP + 2 }, (_, i) => record(23, i + 1)));
    const walked = walk(many);
    expect(walked.lengths).toHaveLength(TLS_RECORD_LOG_CAP);
    expect(walked.done).toBe(true);
    const full = new LogPool(1);
    const crowded = walk(many, [], full);
    expect(crowded.lengths).toHaveLength(4);
    expect(crowded.done).toBe(true);
    expect(full.refused).toBe(1);
  });
});
