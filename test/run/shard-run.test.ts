import { closeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { channelMeasurePosition } from '../../src/features/channel-measures.ts';
import { shareZeros } from '../../src/flows/compact-batch.ts';
import { BATCH_ROWS, type FlowBatch } from '../../src/flows/flow-batch.ts';
import { flowBeginning } from '../../src/flows/flow-id.ts';
import { SHARDS } from '../../src/flows/flow-key.ts';
import { packedMeasure } from '../../src/flows/packed-measures.ts';
import { ChunkSource } from '../../src/parse/byte-source.ts';
import { PacketFeed } from '../../src/parse/packet-feed.ts';
import { IpProtocol } from '../../src/parse/packet-view.ts';
import { FlowSpill, openSpillFile, SpillReader } from '../../src/run/flow-spill.ts';
import { Progress } from '../../src/run/progress.ts';
import { runShards, type ShardReport, type ShardSettings } from '../../src/run/shard-run.ts';
import { captureOf, chunksOf, connection, SETTINGS, spillFolder } from '../support/analysed.ts';
import { PcapngFile, START_US } from '../support/capture-bytes.ts';
import { ethernet, ipv4, udp } from '../support/frame-bytes.ts';
import type { TestPacket } from '../support/packets.ts';

const ALL = Array.from({ length: SHARDS }, (_, shard) => shard);
const SERVER = '203.0.113.7:80';

interface ShardRun {
  report: ShardReport;
  batches: FlowBatch[];
  strings: string[];
  /** The head of each flow's line, in order of end; '' for a flow without one. */
  heads: string[];
}

async function run(
  bytes: Uint8Array,
  settings: Partial<ShardSettings> = {},
  progress = new Progress(1),
): Promise<ShardRun> {
  const descriptor = openSpillFile(spillFolder(), 'lines');
  const batches: FlowBatch[] = [];
  const strings = [''];
  const feed = new PacketFeed([
    { firstUs: Number.NEGATIVE_INFINITY, open: () => new ChunkSource(chunksOf(bytes, 1000)) },
  ]);
  const report = await runShards(
    feed,
    { ...SETTINGS, shards: ALL, ...settings },
    new FlowSpill(descriptor),
    progress,
    (batch, added) => {
      shareZeros(batch);
      batches.push(batch);
      strings.push(...added);
    },
  );
  const reader = new SpillReader(descriptor);
  const heads = batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, row) =>
      batch.spillBytes[row] === 0
        ? ''
        : reader.read(batch.spillOffset[row] as number, batch.spillBytes[row] as number).toString('utf8'),
    ),
  );
  closeSync(descriptor);
  return { report, batches, strings, heads };
}

const flowsOf = ({ batches }: ShardRun) => batches.reduce((sum, batch) => sum + batch.count, 0);

const datagram = (port: number, atUs: number): TestPacket => ({
  from: `10.0.0.1:${port}`,
  to: SERVER,
  protocol: IpProtocol.udp,
  payload: Buffer.from('x'),
  atUs,
});

describe('runShards', () => {
  it('makes of each ended flow a row and the head of a line', async () => {
    const { batches, strings, heads } = await run(
      captureOf(connection('10.0.0.1:1', SERVER, ['GET / HTTP/1.1\r\nHost: h.example\r\n\r\n'])),
    );
    expect(batches).toHaveLength(1);
    const [batch] = batches as [FlowBatch];
    expect(batch.count).toBe(1);
    expect(strings[batch.service[0] as number]).toBe('http');
    expect(strings[batch.domain[0] as number]).toBe('h.example');
    expect(JSON.parse(`${heads[0]}}`)).toMatchObject({ first_frame: 1, service: 'http', end_reason: 'ended' });
  });

  it('keeps the measures of every flow', async () => {
    const bytes = captureOf([
      ...connection('10.0.0.1:1', SERVER, ['x'.repeat(20), 'y'.repeat(30)]),
      ...connection('10.0.0.1:2', SERVER, ['GET / HTTP/1.1\r\nHost: h.example\r\n\r\n'], 1e6),
    ]);
    const { batches } = await run(bytes);
    const [batch] = batches as [FlowBatch];
    const firstMessage = channelMeasurePosition('exchange.first_message_bytes.orig');
    expect([0, 1].map((row) => packedMeasure(batch.measures, row, firstMessage))).toEqual([20, 35]);
  });

  it('hands rows on in full batches, and every string once', async () => {
    const count = BATCH_ROWS + 10;
    const packets = Array.from({ length: count }, (_, i) => datagram(1 + i, i));
    const { batches, strings, heads } = await run(captureOf(packets), { maxFlows: 100_000 });
    expect(batches.map((batch) => batch.count)).toEqual([BATCH_ROWS, 10]);
    expect(new Set(strings).size).toBe(strings.length);
    expect(new Set(heads.map((head) => JSON.parse(`${head}}`).orig.port)).size).toBe(count);
  });

  it('sees to its own shards only: all shards together see each flow once, and measure the same', async () => {
    const bytes = captureOf(Array.from({ length: 200 }, (_, i) => datagram(1 + i, i)));
    const whole = await run(bytes);
    const parts = await Promise.all(ALL.map((shard) => run(bytes, { shards: [shard] })));
    expect(parts.every((part) => flowsOf(part) > 0)).toBe(true);
    expect(parts.flatMap(({ heads }) => heads).sort()).toEqual([...whole.heads].sort());
    expect(parts.reduce((sum, { report }) => (sum + report.digest) | 0, 0)).toBe(whole.report.digest);
    for (const { report } of parts) expect(report.pieces).toEqual(whole.report.pieces);
  });

  it('makes lines of the flows to be kept only, and rows of all', async () => {
    const bytes = captureOf([datagram(1, 0), datagram(2, 1), datagram(3, 2)]);
    const kept = await run(bytes, { keep: new Set([flowBeginning(0, 2)]) });
    expect(flowsOf(kept)).toBe(3);
    expect(kept.heads.filter((head) => head !== '').map((head) => JSON.parse(`${head}}`).orig.port)).toEqual([2]);
  });

  it('leaves out packets before the start and from the end on', async () => {
    const bytes = captureOf([0, 10, 20, 30].map((atUs) => datagram(1 + atUs, atUs)));
    const some = await run(bytes, { startUs: START_US + 10, endUs: START_US + 30 });
    expect(some.heads.map((head) => JSON.parse(`${head}}`).orig.port).sort()).toEqual([11, 21]);
    expect(some.report).toMatchObject({
      outsideWindow: 2,
      pieces: [{ packets: 4, firstUs: START_US + 10, lastUs: START_US + 20 }],
    });
  });

  it('writes nanoseconds where the capture has them, and only there', async () => {
    const frame = ethernet(ipv4(udp(Buffer.from('x'))));
    const file = (options: [number, Uint8Array][], ticks: bigint) =>
      new PcapngFile().section().interface({ options }).enhanced({ bytes: frame }, 0, [], ticks).bytes();
    const micro = await run(file([], BigInt(START_US) + 1n));
    const nano = await run(file([[9, Uint8Array.of(9)]], BigInt(START_US) * 1000n + 1001n));
    expect(JSON.parse(`${micro.heads[0]}}`).start).toBe('2026-01-01T00:00:00.000001Z');
    expect(JSON.parse(`${nano.heads[0]}}`).start).toBe('2026-01-01T00:00:00.000001001Z');
  });

  it('counts a packet once that came from two interfaces', async () => {
    const frame = ethernet(ipv4(udp(Buffer.from('x'))));
    const file = new PcapngFile()
      .section()
      .interface()
      .interface()
      .enhanced({ bytes: frame, timeUs: START_US }, 0)
      .enhanced({ bytes: frame, timeUs: START_US + 5 }, 1)
      .bytes();
    const { report, heads } = await run(file);
    expect(report.duplicates).toBe(1);
    expect(JSON.parse(`${heads[0]}}`).orig.packets).toBe(1);
  });

  it('stops when it is interrupted, and ends the flows it has', async () => {
    const progress = new Progress(1);
    const bytes = captureOf(Array.from({ length: 500 }, (_, i) => datagram(1 + i, i)));
    async function* interrupting(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 1000);
      progress.interrupt();
      yield bytes.subarray(1000);
    }
    const batches: FlowBatch[] = [];
    const feed = new PacketFeed([{ firstUs: 0, open: () => new ChunkSource(interrupting()) }]);
    const report = await runShards(feed, { ...SETTINGS, shards: ALL }, undefined, progress, (batch) => {
      batches.push(batch);
    });
    expect(report).toMatchObject({ interrupted: true, pieces: [{ isEnded: false }] });
    const flows = batches.reduce((sum, batch) => sum + batch.count, 0);
    expect(flows).toBeGreaterThan(0);
    expect(flows).toBe(report.pieces[0]?.packets);
  });

  it('needs no spill file', async () => {
    const batches: FlowBatch[] = [];
    const feed = new PacketFeed([{ firstUs: 0, open: () => new ChunkSource(chunksOf(captureOf([datagram(1, 0)]))) }]);
    await runShards(feed, { ...SETTINGS, shards: ALL }, undefined, new Progress(1), (batch) => {
      shareZeros(batch);
      batches.push(batch);
    });
    expect(batches[0]?.spillBytes[0]).toBe(0);
  });

  it('counts what its caps cost', async () => {
    const bytes = captureOf(Array.from({ length: 50 }, (_, i) => datagram(1 + i, i)));
    const { report } = await run(bytes, { maxFlows: SHARDS });
    expect(report.losses).toEqual({
      evicted_flows: 50 - SHARDS,
      message_times_refused: 0,
      keys_refused: 0,
      long_openings: 0,
      sibling_samples_refused: 0,
      messages_beyond_log: 0,
      retransmitted_bytes: 0,
      dns_hints_dropped: 0,
      packet_uids_dropped: 0,
      stray_segments: 0,
      forced_holes: 0,
      prefixes_refused: 0,
      log_entries_refused: 0,
      incomplete_fragments: 0,
    });
  });
});
