// Runs packets through the meter, or through all shards, and keeps a copy of what every flow was when it ended.

import { addressText } from '../../src/flows/address-text.ts';
import { FinishedFlowView } from '../../src/flows/finished-flow-view.ts';
import { flowHash, KEY_WORDS, SHARDS } from '../../src/flows/flow-key.ts';
import { FlowMeter } from '../../src/flows/flow-meter.ts';
import { FlowPipeline } from '../../src/flows/flow-pipeline.ts';
import type { EndReason } from '../../src/flows/flow-record.ts';
import { historyText } from '../../src/flows/tcp-history.ts';
import { PacketSource, type TestPacket } from './packets.ts';

export interface SeenSide {
  /** `address:port`. */
  at: string;
  packets: number;
  bytes: number;
  payloadBytes: number;
  streamBytes: number;
  missedBytes: number;
  prefix: Uint8Array;
}

export interface SeenFlow {
  reason: EndReason;
  protocol: number;
  orig: SeenSide;
  resp: SeenSide;
  history: string;
  startUs: number;
  endUs: number;
  firstFrame: number;
  lastFrame: number;
  startSeen: boolean;
  messageTotal: number;
  messages: { from: 'orig' | 'resp'; bytes: number; atUs: number; prefixOffset: number }[];
  packets: { from: 'orig' | 'resp'; bytes: number; atUs: number }[];
  tlsRecords: { orig: number[]; resp: number[] };
}

/** Flows in order of their end. */
export function meterFlows(packets: readonly TestPacket[], maxFlows = 1_000_000): SeenFlow[] {
  const flows: SeenFlow[] = [];
  const meter = new FlowMeter(maxFlows, collector(flows));
  const source = new PacketSource();
  for (const packet of packets) {
    const view = source.view(packet);
    meter.packet(view, flowHash(view), 0);
  }
  meter.finish(packets.at(-1)?.atUs ?? 0);
  return flows;
}

/** Flows of a pipeline that owns some of the shards, all by default. */
export function pipelineFlows(
  packets: readonly TestPacket[],
  owned: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard),
  maxFlows = 1_000_000,
): SeenFlow[] {
  const flows: SeenFlow[] = [];
  const pipeline = new FlowPipeline(owned, maxFlows, collector(flows));
  const source = new PacketSource();
  for (const packet of packets) pipeline.packet(source.view(packet), 0, true);
  pipeline.finish();
  return flows;
}

/** A callback that copies ended flows into `flows`. */
export function collector(flows: SeenFlow[]): (meter: FlowMeter, row: number, reason: EndReason) => void {
  const view = new FinishedFlowView();
  return (meter, row, reason) => {
    view.load(meter, row, false);
    flows.push(seenFlow(view, meter, row, reason));
  };
}

function seenFlow(view: FinishedFlowView, meter: FlowMeter, row: number, reason: EndReason): SeenFlow {
  const c = meter.table.columns;
  const { messages, packets } = view;
  const sender = (fromOriginator: number) => (fromOriginator === 1 ? 'orig' : 'resp');
  return {
    reason,
    protocol: view.protocol,
    orig: seenSide(view.orig, addressText(c.key, row * KEY_WORDS), view.origPort),
    resp: seenSide(view.resp, addressText(c.key, row * KEY_WORDS + 4), view.respPort),
    history: historyText(c, row),
    startUs: view.startUs,
    endUs: view.endUs,
    firstFrame: c.firstFrame[row],
    lastFrame: c.lastFrame[row],
    startSeen: view.startSeen,
    messageTotal: messages.total,
    messages: Array.from({ length: messages.count }, (_, i) => ({
      from: sender(messages.fromOriginator[i]),
      bytes: messages.bytes[i],
      atUs: messages.timeUs[i],
      prefixOffset: messages.prefixOffset[i],
    })),
    packets: Array.from({ length: packets.count }, (_, i) => ({
      from: sender(packets.fromOriginator[i]),
      bytes: packets.payloadBytes[i],
      atUs: packets.timeUs[i],
    })),
    tlsRecords: {
      orig: [...view.origTlsRecords.lengths.subarray(0, view.origTlsRecords.count)],
      resp: [...view.respTlsRecords.lengths.subarray(0, view.respTlsRecords.count)],
    },
  };
}

function seenSide(side: FinishedFlowView['orig'], address: string, port: number): SeenSide {
  const { packets, bytes, payloadBytes, streamBytes, missedBytes } = side;
  return {
    at: `${address}:${port}`,
    packets,
    bytes,
    payloadBytes,
    streamBytes,
    missedBytes,
    prefix: side.prefix.slice(),
  };
}
