import { describe, expect, it } from 'vitest';
import { MAX_SLACK_US, SnapshotMerger } from '../../src/telemetry/snapshot-merger.ts';
import { RowKind, SocketColumns, type SocketRow } from '../../src/telemetry/socket-columns.ts';

function snapshotRow(timeUs: number, overrides: Partial<SocketRow> = {}): SocketRow {
  return {
    kind: RowKind.poll,
    transport: 6,
    localIp: 1,
    localPort: 40001,
    remoteIp: 2,
    remotePort: 443,
    uid: 10234,
    startUs: timeUs,
    endUs: timeUs,
    beforeUs: 0,
    afterUs: 0,
    inode: 60011,
    file: 0,
    line: 1,
    device: 0,
    dataset: 0,
    packages: 0,
    label: 0,
    process: 0,
    pid: 0,
    ownerless: false,
    closed: false,
    keptUs: Number.NaN,
    ...overrides,
  };
}

/** Polls once a second; `rows[i]` are the overrides of the rows that poll i shows. */
function poll(rows: readonly (readonly Partial<SocketRow>[])[], everyUs = 1e6) {
  const columns = new SocketColumns();
  const merger = new SnapshotMerger(columns);
  rows.forEach((overrides, i) => {
    merger.beginPoll(i * everyUs);
    for (const override of overrides) merger.add(snapshotRow(i * everyUs, override));
  });
  merger.end();
  return Array.from({ length: columns.count }, (_, i) => ({
    uid: columns.uid[i],
    start: columns.startUs[i] / 1e6,
    end: columns.endUs[i] / 1e6,
    before: columns.beforeUs[i] / 1e6,
    after: columns.afterUs[i] / 1e6,
    polls: columns.polls[i],
  }));
}

const GONE: Partial<SocketRow> = { uid: -1, inode: 0, ownerless: true };

describe('snapshots of a socket', () => {
  it('become one interval with the gaps to the polls around it as slack', () => {
    expect(poll([[], [{}], [{}], [{}], []])).toEqual([{ uid: 10234, start: 1, end: 3, before: 1, after: 1, polls: 3 }]);
  });

  it('at the edges of the log have no slack: nobody looked', () => {
    expect(poll([[{}], [{}]])).toEqual([{ uid: 10234, start: 0, end: 1, before: 0, after: 0, polls: 2 }]);
  });

  it('with a new inode, or a new owner, are a new interval', () => {
    expect(poll([[{}], [{ inode: 7 }], [{ uid: 10301, inode: 8 }]])).toEqual([
      { uid: 10234, start: 0, end: 0, before: 0, after: 1, polls: 1 },
      { uid: 10234, start: 1, end: 1, before: 1, after: 1, polls: 1 },
      { uid: 10301, start: 2, end: 2, before: 1, after: 0, polls: 1 },
    ]);
  });

  it('may miss a poll, since the tables are not read atomically', () => {
    expect(poll([[{}], [], [{}], []])).toEqual([{ uid: 10234, start: 0, end: 2, before: 0, after: 1, polls: 2 }]);
    expect(poll([[{}], [], [], [], [], [{}]])).toHaveLength(2);
  });

  it('that repeat a row in one poll count once', () => {
    expect(poll([[{}, {}]])).toEqual([{ uid: 10234, start: 0, end: 0, before: 0, after: 0, polls: 1 }]);
  });

  it('of several sockets on one port stay apart poll after poll', () => {
    const shared = [
      { uid: 1051, inode: 1 },
      { uid: 10234, inode: 2 },
    ];
    expect(poll([shared, shared, shared]).map(({ uid, polls }) => [uid, polls])).toEqual([
      [1051, 3],
      [10234, 3],
    ]);
  });

  it('reach no further than an idle timeout, however rare the polls', () => {
    expect(poll([[], [{}], []], 3600e6)[0]).toMatchObject({ before: MAX_SLACK_US / 1e6, after: MAX_SLACK_US / 1e6 });
  });
});

describe('rows without an owner', () => {
  it('lengthen the interval of their tuple and never start one of root', () => {
    expect(poll([[{}], [GONE], [GONE], []])).toEqual([{ uid: 10234, start: 0, end: 2, before: 0, after: 1, polls: 3 }]);
  });

  it('alone are an interval of an unknown owner', () => {
    expect(poll([[GONE], [GONE]])).toEqual([{ uid: -1, start: 0, end: 1, before: 0, after: 0, polls: 2 }]);
  });

  it('end where the tuple is taken again', () => {
    expect(
      poll([[{}], [GONE], [{ uid: 10301, inode: 9 }], []]).map(({ uid, start, end }) => [uid, start, end]),
    ).toEqual([
      [10234, 0, 1],
      [10301, 2, 2],
    ]);
  });
});

it('rows stamped one by one within a moment are one poll', () => {
  const columns = new SocketColumns();
  const merger = new SnapshotMerger(columns);
  for (const second of [0, 1, 2]) {
    merger.add(snapshotRow(second * 1e6));
    merger.add(snapshotRow(second * 1e6 + 20_000, { localPort: 40002, inode: 5 }));
  }
  merger.end();
  expect([...columns.polls.subarray(0, columns.count)]).toEqual([3, 3]);
});
