// The work of one worker: packets of the whole capture in, ended flows of its shards out as batches, lines spilled where they will be written.
// The same function runs in this thread and in worker threads.

import { channelMeasureSources } from '../features/channel-measures.ts';
import { createFeatureRow, featureIndex, measureFlow } from '../features/feature-registry.ts';
import { KeptKeysBudget, keepCertificateKey, keepKeys, keepRsaFields } from '../features/kept-keys.ts';
import { isOfOneKind } from '../features/kind-uniformity.ts';
import { findRsaFields } from '../features/rsa-fields.ts';
import { compactBatch } from '../flows/compact-batch.ts';
import type { DnsHint } from '../flows/dns-names.ts';
import { PREFIX_BYTES } from '../flows/finished-flow.ts';
import { FinishedFlowView } from '../flows/finished-flow-view.ts';
import { appendFlow, BATCH_ROWS, BatchFlag, createFlowBatch, type FlowBatch } from '../flows/flow-batch.ts';
import { flowBeginning } from '../flows/flow-id.ts';
import type { FlowMeter } from '../flows/flow-meter.ts';
import { FlowPipeline } from '../flows/flow-pipeline.ts';
import type { EndReason } from '../flows/flow-record.ts';
import { keepMessageTimes, MessageTimesBudget } from '../flows/message-times.ts';
import { packMeasures } from '../flows/packed-measures.ts';
import { CaptureProvenance } from '../flows/provenance.ts';
import { recogniseService } from '../flows/service-registry.ts';
import { isSampled, keepSiblingSample, SiblingBudget } from '../flows/sibling-samples.ts';
import { StringTable } from '../flows/string-table.ts';
import { judgeEncryption } from '../models/encryption-class.ts';
import { ReadStep } from '../parse/capture-format.ts';
import { PacketDecoder } from '../parse/packet-decoder.ts';
import type { PacketFeed } from '../parse/packet-feed.ts';
import { writeFlowHead } from '../report/flow-line.ts';
import { JsonBytes } from '../report/json-bytes.ts';
import { digestOfRow } from './feature-digest.ts';
import type { FlowSpill } from './flow-spill.ts';
import { describePieces, type PieceReport } from './piece-report.ts';
import type { Progress } from './progress.ts';

/** Captures of all interfaces: its header names the interface of each packet. */
const LINUX_SLL2 = 276;

export interface ShardSettings {
  readonly shards: readonly number[];
  readonly maxFlows: number;
  readonly startUs: number | undefined;
  readonly endUs: number | undefined;
  /** Flows whose lines are made, by `flowBeginning`; undefined: all. */
  readonly keep: ReadonlySet<number> | undefined;
  /** False: the encrypted protocols of single vendors and projects stay unnamed. */
  readonly proprietary: boolean;
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

export type BatchSink = (batch: FlowBatch, strings: string[]) => void;

export async function runShards(
  feed: PacketFeed,
  settings: ShardSettings,
  spill: FlowSpill | undefined,
  progress: Progress,
  sink: BatchSink,
): Promise<ShardReport> {
  const decoder = new PacketDecoder();
  const provenance = new CaptureProvenance();
  const view = new FinishedFlowView();
  const row = createFeatureRow();
  const strings = new StringTable();
  const line = new JsonBytes();
  let batch = createFlowBatch();
  const { keep } = settings;
  const timesBudget = new MessageTimesBudget();
  const keysBudget = new KeptKeysBudget();
  const siblingBudget = new SiblingBudget();
  let digest = 0;
  let longOpenings = 0;
  let nanoseconds = false;

  const onEnd = (meter: FlowMeter, flowRow: number, reason: EndReason): void => {
    const c = meter.table.columns;
    view.load(meter, flowRow, provenance.isVpnTap(c.key, flowRow));
    const facts = recogniseService(view, settings.proprietary);
    measureFlow(view, row, facts);
    const encryption = judgeEncryption(view, facts, row);
    digest = (digest + digestOfRow(row, c.firstFrame[flowRow])) | 0;
    const to = appendFlow(batch, meter, flowRow, reason, facts, encryption, strings);
    packMeasures(batch.measures, to, row.numbers, channelMeasureSources);
    keepMessageTimes(batch.messageTimes, to, view, timesBudget);
    if (facts === undefined && row.keys.length === 0 && opensBeyondPrefix(row.numbers)) longOpenings++;
    if (row.keys.length > 0) keepKeys(batch, to, row.keys, strings, keysBudget);
    const leaf = facts?.certificateKey;
    if (leaf !== undefined) keepCertificateKey(batch, to, leaf, strings, keysBudget);
    if (encryption.class === 'embedded') keepRsaFields(batch, to, findRsaFields(view, facts), strings, keysBudget);
    batch.shape[to] = strings.id(row.shape?.like);
    const isByKind = encryption.class === 'custom' && isOfOneKind(row);
    if (isByKind) batch.flags[to] |= BatchFlag.byKind;
    const isOpen = (batch.flags[to] & BatchFlag.byBytes) !== 0 && isSampled(view, encryption, isByKind);
    if (isOpen || facts?.service === 'mqtt' || facts?.service === 'dns') {
      keepSiblingSample(batch.siblingSamples, to, view, facts, siblingBudget, meter);
    }
    if (
      spill !== undefined &&
      (keep === undefined || keep.has(flowBeginning(c.capture[flowRow], c.firstFrame[flowRow])))
    ) {
      batch.spillOffset[to] = spill.bytes;
      line.clear();
      writeFlowHead(line, c, flowRow, reason, facts, encryption, row, nanoseconds);
      batch.spillBytes[to] = line.length;
      spill.append(line.bytes, line.length);
    }
    if (batch.count === BATCH_ROWS) {
      const next = compactBatch(batch);
      sink(batch, strings.unsent());
      batch = next;
    }
  };

  const pipeline = new FlowPipeline(settings.shards, settings.maxFlows, onEnd);
  const from = settings.startUs ?? Number.NEGATIVE_INFINITY;
  const until = settings.endUs ?? Number.POSITIVE_INFINITY;
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
    const { record, info } = piece;
    if (record.timeUs < from || record.timeUs >= until) {
      outsideWindow += 1;
      continue;
    }
    piece.seen(record.timeUs);
    if (record.timeNs !== 0) nanoseconds = true;
    if (!decoder.decode(record, info.byteOrder === 'little')) continue;
    provenance.note(decoder, info);
    pipeline.packet(decoder.view, piece.index, info.interfaces.length > 1 || record.linkType === LINUX_SLL2);
  }
  feed.close();
  decoder.fragments.finish();
  pipeline.finish();
  compactBatch(batch);
  if (batch.count > 0) sink(batch, strings.unsent());
  spill?.flush();
  return {
    pieces: describePieces(feed, provenance, decoder),
    notDecoded: [...decoder.notDecoded],
    outsideWindow,
    labels: [...decoder.labels],
    hints: pipeline.shards.flatMap((shard) => shard?.names.hints ?? []),
    losses: {
      ...losses(pipeline, decoder),
      message_times_refused: timesBudget.refused,
      keys_refused: keysBudget.refused,
      sibling_samples_refused: siblingBudget.refused,
      long_openings: longOpenings,
    },
    duplicates: pipeline.shards.reduce((sum, shard) => sum + (shard?.duplicates.folded ?? 0), 0),
    digest,
    interrupted: progress.isInterrupted,
  };
}

const FIRST_MESSAGES = (['orig', 'resp'] as const).map((side) => featureIndex(`exchange.first_message_bytes.${side}`));

/** A first message of which more was sent than is kept. */
function opensBeyondPrefix(numbers: Float64Array): boolean {
  return FIRST_MESSAGES.some((at) => numbers[at] > PREFIX_BYTES);
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
