import { describe, expect, it } from 'vitest';
import { IndexedChannelFlow } from '../../src/run/indexed-channel-flow.ts';
import { totalsOf } from '../../src/run/totals.ts';
import { analysed, connection, joinOf } from '../support/analysed.ts';
import { START_US } from '../support/capture-bytes.ts';
import type { TestPacket } from '../support/packets.ts';

const SERVER = '203.0.113.7:80';
const REQUEST = 'GET / HTTP/1.1\r\nHost: h.example\r\n\r\n';

async function totals(
  packets: readonly TestPacket[],
  { startUs, assumeUid }: { startUs?: number; assumeUid?: number } = {},
) {
  const run = await analysed(packets, { settings: { startUs } });
  const join = joinOf(run, assumeUid === undefined ? {} : { assume_uid: assumeUid });
  const rows = Array.from(join.keptRanks(run.flows), (rank) => new IndexedChannelFlow(run.flows, rank, join.app(rank)));
  return totalsOf(run.flows, rows, run.pool, join);
}

const packets = [
  ...connection('10.0.0.1:1', SERVER, [REQUEST], 0, 10),
  ...connection('10.0.0.1:2', SERVER, [REQUEST], 1000, 10),
  ...connection('10.0.0.1:3', SERVER, ['?'], 2000, 10),
];

describe('totalsOf', () => {
  it('counts packets, flows, bytes, classes and services, and gives the span', async () => {
    expect(await totals(packets)).toEqual({
      packets: 18,
      bytes: 18 * 40 + 2 * REQUEST.length + 1,
      flows: 3,
      unattributedFlows: 3,
      unattributedBytes: 18 * 40 + 2 * REQUEST.length + 1,
      unattributedReasons: { 'no socket log was given': 3 },
      firstUs: START_US,
      lastUs: START_US + 2050,
      encryption: { cleartext: 2, unknown: 1 },
      services: { http: 2 },
    });
  });

  it('counts as unattributed only what has no app', async () => {
    expect(await totals(packets, { assumeUid: 10_101 })).toMatchObject({
      flows: 3,
      unattributedFlows: 0,
      unattributedBytes: 0,
      unattributedReasons: {},
    });
  });

  it('leaves out what --start and --end leave out', async () => {
    expect(await totals(packets, { startUs: START_US + 1000 })).toMatchObject({
      packets: 12,
      flows: 2,
      firstUs: START_US + 1000,
    });
  });

  it('knows no times of a capture without packets', async () => {
    expect(await totals([])).toMatchObject({ packets: 0, flows: 0, firstUs: undefined, lastUs: undefined });
  });
});
