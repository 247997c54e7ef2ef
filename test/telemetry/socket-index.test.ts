import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockAlignment } from '../../src/telemetry/clock-model.ts';
import { ANY_ADDRESS, SocketIndex } from '../../src/telemetry/socket-index.ts';
import { at, logOf, REMOTE_IP, rowOf } from './telemetry-fixture.ts';

function rowsIn(index: SocketIndex, startUs: number, endUs: number): number[] {
  const out: number[] = [];
  index.collect(startUs, endUs, out);
  return out.map((row) => index.columns.line[row]).sort((a, b) => a - b);
}

const remoteOf = (index: SocketIndex) => index.log.strings.find(REMOTE_IP) as number;
const find = (index: SocketIndex, localIp: number = ANY_ADDRESS) =>
  index.rangeOf(0, 6, remoteOf(index), 8443, 40001, localIp);

describe('a range', () => {
  const index = new SocketIndex(
    logOf([
      rowOf({ line: 1 }),
      rowOf({ line: 2, localIp: undefined }),
      rowOf({ line: 3, localIp: '10.215.173.1' }),
      rowOf({ line: 4, localPort: 40002 }),
      rowOf({ line: 5, remotePort: 443 }),
      rowOf({ line: 6, transport: 'udp' }),
    ]),
  );

  it('holds the rows of a key, or of a key whatever its local address', () => {
    expect(find(index)).toBe(true);
    expect(rowsIn(index, at(11), at(11))).toEqual([1, 2, 3]);
    expect(find(index, 0)).toBe(true);
    expect(rowsIn(index, at(11), at(11))).toEqual([2]);
    expect(find(index, index.log.strings.find('10.0.2.15'))).toBe(true);
    expect(rowsIn(index, at(11), at(11))).toEqual([1]);
  });

  it('that is empty says so', () => {
    expect(index.rangeOf(0, 6, remoteOf(index), 8443, 1, ANY_ADDRESS)).toBe(false);
    expect(index.rangeOf(1, 6, remoteOf(index), 8443, 40001, ANY_ADDRESS)).toBe(false);
    expect(new SocketIndex(logOf()).rangeOf(0, 6, 1, 1, 1, ANY_ADDRESS)).toBe(false);
  });
});

describe('time', () => {
  it('reaches as far as the slack of the row on each side', () => {
    const index = new SocketIndex(logOf([rowOf({ slackUs: 2e6 })]));
    find(index);
    expect([7.9, 8, 11, 14, 14.1].map((second) => rowsIn(index, at(second), at(second)).length)).toEqual([
      0, 1, 1, 1, 0,
    ]);
  });

  it('finds a long interval behind many short ones', () => {
    const rows = [rowOf({ line: 1, startUs: at(0), endUs: at(1000) })];
    for (let i = 0; i < 300; i++) rows.push(rowOf({ line: 2 + i, startUs: at(1 + i), endUs: at(1 + i) }));
    const index = new SocketIndex(logOf(rows));
    find(index);
    expect(rowsIn(index, at(900), at(901))).toEqual([1]);
    expect(index.scansCut).toBe(0);
  });

  it('is that of the capture once the clocks are known', () => {
    const clock: ClockAlignment = {
      file: 'log0',
      offsetMs: 3_600_000,
      residualMs: undefined,
      uncertaintyMs: undefined,
      method: 'flag',
      pairs: 0,
      driftPpm: undefined,
      note: undefined,
      segments: [{ fromUs: 0, offsetUs: 3600e6, slope: 0 }],
      slackUs: 1e6,
      isIdentity: false,
    };
    const index = new SocketIndex(logOf([rowOf({ startUs: at(3610), endUs: at(3612) })]), [clock]);
    find(index);
    expect(index.startUs[0]).toBe(at(10));
    expect([8.9, 9, 13, 13.1].map((second) => rowsIn(index, at(second), at(second)).length)).toEqual([0, 1, 1, 0]);
  });

  it('of a bare dump is always', () => {
    const index = new SocketIndex(logOf([rowOf({ timeUs: undefined }), rowOf({ line: 2 })]));
    find(index);
    expect(rowsIn(index, at(-1e6), at(-1e6))).toEqual([1]);
    expect(rowsIn(index, at(11), at(11))).toEqual([1, 2]);
  });

  it('of the nearest row is known even where none overlaps', () => {
    const index = new SocketIndex(logOf([rowOf({ line: 1 }), rowOf({ line: 2, startUs: at(100), endUs: at(101) })]));
    find(index);
    expect(index.nearest(at(60), at(61))).toMatchObject({ gapUs: 39e6 });
    expect(index.nearest(at(13), at(13))).toMatchObject({ gapUs: 1e6 });
  });
});

it('a tuple with very many rows costs no more than a scan, and the cut is counted', () => {
  const rows = Array.from({ length: 5000 }, (_, i) => rowOf({ line: i + 1, inode: String(i) }));
  const index = new SocketIndex(logOf(rows));
  find(index);
  expect(rowsIn(index, at(11), at(11)).length).toBeLessThan(1000);
  expect(index.scansCut).toBe(1);
});

it('finds exactly the rows that a look at every row finds', () => {
  const row = fc.record({
    localIp: fc.constantFrom('10.0.0.1', '10.0.0.2', undefined),
    localPort: fc.constantFrom(1, 2),
    remotePort: fc.constantFrom(443, 8443),
    start: fc.nat(20),
    length: fc.nat(10),
    slackUs: fc.constantFrom(0, 1e6, 3e6),
    device: fc.constantFrom(undefined, 'a'),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.nat(25), fc.nat(5), (rows, start, length) => {
      const observations = rows.map(({ start: from, length: span, ...rest }, i) =>
        rowOf({ ...rest, line: i + 1, startUs: at(from), endUs: at(from + span) }),
      );
      const index = new SocketIndex(logOf(observations));
      const remote = index.log.strings.find(REMOTE_IP) ?? 1;
      index.rangeOf(0, 6, remote, 443, 1, ANY_ADDRESS);
      const expected = observations.filter(
        ({ device, localPort, remotePort, startUs = 0, endUs = 0, slackUs = 0 }) =>
          device === undefined &&
          localPort === 1 &&
          remotePort === 443 &&
          startUs - slackUs <= at(start + length) &&
          endUs + slackUs >= at(start),
      );
      expect(rowsIn(index, at(start), at(start + length))).toEqual(expected.map(({ line }) => line));
    }),
  );
});

it('a log of very many devices is not tried device by device, and the cut is counted', () => {
  const index = new SocketIndex(logOf(Array.from({ length: 200 }, (_, i) => rowOf({ device: `d${i}` }))));
  expect(index.devices.length).toBeLessThan(100);
  expect(index.scansCut).toBe(1);
});
