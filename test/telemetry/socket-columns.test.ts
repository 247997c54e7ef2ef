import { expect, it } from 'vitest';
import { RowKind, SocketColumns, type SocketRow } from '../../src/telemetry/socket-columns.ts';

const row = (n: number): SocketRow => ({
  kind: RowKind.interval,
  transport: 6,
  localIp: n,
  localPort: n % 65536,
  remoteIp: n + 1,
  remotePort: 443,
  uid: n % 7 === 0 ? -1 : 10_000 + n,
  startUs: n * 1e6,
  endUs: n * 1e6 + 1,
  beforeUs: 1,
  afterUs: 2,
  inode: n * 1e9,
  file: 1,
  line: n,
  device: 0,
  dataset: 3,
  packages: 4,
  label: 5,
  process: 6,
  pid: 7,
  ownerless: false,
  closed: false,
  keptUs: Number.NaN,
});

it('rows come back as they were, however often the columns grew', () => {
  const columns = new SocketColumns();
  for (let n = 0; n < 5000; n++) expect(columns.push(row(n))).toBe(n);
  for (const n of [0, 7, 1023, 1024, 4999]) {
    const { localPort, uid, startUs, inode, line } = row(n);
    expect([
      columns.localPort[n],
      columns.uid[n],
      columns.startUs[n],
      columns.inode[n],
      columns.line[n],
      columns.polls[n],
    ]).toEqual([localPort, uid, startUs, inode, line, 1]);
  }
});

it('rows beyond the cap are counted, not kept', () => {
  const columns = new SocketColumns(1500);
  for (let n = 0; n < 2000; n++) columns.push(row(n));
  expect([columns.count, columns.dropped]).toEqual([1500, 500]);
  expect(columns.push(row(1))).toBe(-1);
});
