// The work of one worker: packets of the whole capture in, ended flows of its shards out as batches, lines spilled where they will be written.
// The same function runs in this thread and in worker threads.

import { expectReleases } from '../base/columns.ts';
import type { DnsHint } from '../flows/dns-names.ts';
import { FlowPipeline } from '../flows/flow-pipeline.ts';
import { CaptureProvenance } from '../flows/provenance.ts';
import { ReadStep } from '../parse/capture-format.ts';
import { PacketDecoder } from '../parse/packet-decoder.ts';
import type { FeedPiece, PacketFeed } from '../parse/packet-feed.ts';
import { type BatchSink, type EndedFlowSettings, EndedFlows } from './ended-flows.ts';
import type { FlowSpill } from './flow-spill.ts';
import { describePieces, type PieceReport } from './piece-report.ts';
import type { Progress } from './progress.ts';

/** Captures of all interfaces: its header names the interface of each packet. */
const LINUX_SLL2 = 276;

export interface ShardSettings extends EndedFlowSettings {
  readonly shards: readonly number[];
  readonly maxFlows: number;
  readonly startUs: number | undefined;
  readonly endUs: number | undefined;
}

export interface ShardReport {
  pieces: PieceReport[];
  /** Packets that no flow holds, by reason. The same in every worker. */
  notDecoded: [string, number][];
  outsideWindow: number;
  labels: [number, string][];
  hints: DnsHint[];
  /** Counters of what caps cost, by name. */
  losses: Record<string, number>;
  duplicates: number;
  /** Order-independent hash over the features of every flow. */
  digest: number;
  interrupted: boolean;
}

export async function runShards(
  feed: PacketFeed,
  settings: ShardSettings,
  spill: FlowSpill | undefined,
  progress: Progress,
  sink: BatchSink,
): Promise<ShardReport> {
  expectReleases();
  const decoder = new PacketDecoder();
  const provenance = new CaptureProvenance();
  const ended = new EndedFlows(settings, provenance, spill, sink);
  const pipeline = new FlowPipeline(settings.shards, settings.maxFlows, (meter, row, reason) =>
    ended.take(meter, row, reason),
  );
  const outsideWindow = await readPackets(feed, settings, progress, (piece) => {
    const { record, info } = piece;
    if (record.timeNs !== 0) ended.nanoseconds = true;
    if (!decoder.decode(record, info.byteOrder === 'little')) return;
    provenance.note(decoder, info);
    pipeline.packet(decoder.view, piece.index, info.interfaces.length > 1 || record.linkType === LINUX_SLL2);
  });
  feed.close();
  decoder.fragments.finish();
  pipeline.finish();
  ended.finish();
  return {
    pieces: describePieces(feed, provenance, decoder),
    notDecoded: [...decoder.notDecoded],
    outsideWindow,
    labels: [...decoder.labels],
    hints: pipeline.shards.flatMap((shard) => shard?.names.hints ?? []),
    losses: { ...losses(pipeline, decoder), ...ended.losses },
    duplicates: pipeline.shards.reduce((sum, shard) => sum + (shard?.duplicates.folded ?? 0), 0),
    digest: ended.digest,
    interrupted: progress.isInterrupted,
  };
}

/** Hands on the packets inside the window. Resolves to the number of those outside. */
async function readPackets(
  feed: PacketFeed,
  { startUs, endUs }: ShardSettings,
  progress: Progress,
  take: (piece: FeedPiece) => void,
): Promise<number> {
  const from = startUs ?? Number.NEGATIVE_INFINITY;
  const until = endUs ?? Number.POSITIVE_INFINITY;
  let outsideWindow = 0;
  for (;;) {
    const step = feed.next();
    if (step === ReadStep.more) {
      progress.report(feed);
      if (progress.isInterrupted) break;
      const waiting = feed.fill();
      if (waiting !== undefined) await waiting;
      // A stream ends in the middle of a packet when it is interrupted: that is no damage.
      if (progress.isInterrupted) break;
      continue;
    }
    const piece = feed.current;
    if (step === ReadStep.end || piece === undefined) break;
    const { timeUs } = piece.record;
    if (timeUs < from || timeUs >= until) {
      outsideWindow += 1;
      continue;
    }
    piece.seen(timeUs);
    take(piece);
  }
  return outsideWindow;
}

function losses(pipeline: FlowPipeline, decoder: PacketDecoder): Record<string, number> {
  const total = {
    evicted_flows: 0,
    messages_beyond_log: 0,
    retransmitted_bytes: 0,
    dns_hints_dropped: 0,
    packet_uids_dropped: 0,
    stray_segments: 0,
    forced_holes: 0,
    prefixes_refused: 0,
    log_entries_refused: 0,
  };
  for (const shard of pipeline.shards) {
    if (shard === undefined) continue;
    total.evicted_flows += shard.meter.evicted;
    total.messages_beyond_log += shard.meter.payload.droppedMessages;
    total.retransmitted_bytes += shard.meter.assembly.retransmittedBytes;
    total.dns_hints_dropped += shard.names.dropped;
    total.packet_uids_dropped += shard.meter.uids.dropped;
    total.stray_segments += shard.meter.assembly.strays;
    total.forced_holes += shard.meter.assembly.forcedHoles;
    total.prefixes_refused += shard.meter.payload.prefixes.refused;
    total.log_entries_refused += shard.meter.payload.logs.refused;
  }
  // Every worker sees all fragments: counted once, by the owner of shard 0.
  const fragments = pipeline.shards[0] === undefined ? 0 : decoder.fragments.incomplete;
  return { ...total, incomplete_fragments: fragments };
}
