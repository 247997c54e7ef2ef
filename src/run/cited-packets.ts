// Goes back to the capture for what a finding cites: payload of its flows in order, what stands in its frames, and all packets of its flows for --pcap.

import ipaddr from 'ipaddr.js';
import type { FlowRecord } from '../flows/flow-record.ts';
import { type WatchedFlowKey, WatchedStreams } from '../flows/watched-streams.ts';
import type { CutPacket } from '../report/pcapng-bytes.ts';
import { MeasuredAgain, type RemeasuredFlow } from './measured-again.ts';
import { readPackets, type WatchPiece } from './piece-packets.ts';

export interface FrameSight {
  readonly timeUs: number;
  readonly originalBytes: number;
  readonly payloadBytes: number;
  /** First bytes of the transport payload, at most 16. */
  readonly payload: Uint8Array;
}

export interface CitedPackets {
  readonly streams: WatchedStreams;
  /** By frame number. With several pieces, that of the piece of the finding's flows. */
  readonly frames: ReadonlyMap<number, FrameSight>;
  /** The flows measured once more, by `flowBeginning`. */
  readonly measured: ReadonlyMap<number, RemeasuredFlow>;
  /** Empty unless asked for. */
  readonly cut: readonly CutPacket[];
}

const SHOWN_PAYLOAD = 16;
/** Bytes of packets that are cut out; a finding rests on far fewer. */
const MAX_CUT_BYTES = 256 << 20;
/** The record's duration is rounded; a retransmission may come a little later. */
const TOLERANCE_US = 1000;
const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, 'ipv6-icmp': 58, sctp: 132 };

export async function readCited(
  pieces: readonly WatchPiece[],
  files: readonly string[],
  flows: readonly FlowRecord[],
  frames: ReadonlySet<number>,
  { isCut, proprietary }: { readonly isCut: boolean; readonly proprietary: boolean },
): Promise<CitedPackets> {
  const streams = new WatchedStreams(flows.map(keyOfRecord));
  const captures = new Set(flows.map(({ capture }) => capture));
  const again = new MeasuredAgain(proprietary);
  const seen = new Map<number, FrameSight>();
  const cut: CutPacket[] = [];
  let cutBytes = 0;
  await readPackets(pieces, (record, view, piece, decoder, info) => {
    const isOfFlow = view !== undefined && streams.packet(view, piece);
    if (view !== undefined) again.packet(decoder, info, piece, isOfFlow);
    if (view !== undefined && captures.has(piece) && frames.has(record.frame)) {
      const start = view.payloadStart;
      const payload = view.bytes.slice(start, start + Math.min(SHOWN_PAYLOAD, view.payloadCaptured));
      seen.set(record.frame, {
        timeUs: record.timeUs,
        originalBytes: record.originalBytes,
        payloadBytes: view.payloadBytes,
        payload,
      });
    }
    if (!isCut || !isOfFlow || cutBytes + record.capturedBytes > MAX_CUT_BYTES) return;
    cutBytes += record.capturedBytes;
    cut.push({
      linkType: record.linkType,
      timeUs: record.timeUs,
      timeNs: record.timeNs,
      originalBytes: record.originalBytes,
      bytes: record.bytes.slice(record.start, record.start + record.capturedBytes),
      comment: `frame ${record.frame} of ${files[piece] ?? 'the capture'}`,
    });
  });
  streams.finish();
  again.finish();
  return { streams, frames: seen, measured: again.flows, cut };
}

/** The key that a flow's record describes. */
function keyOfRecord({ orig, resp, transport, start, duration_ms: durationMs }: FlowRecord): WatchedFlowKey {
  const startUs = Date.parse(start) * 1000 + Number(start.slice(23, 26));
  const key = [
    ...words(orig.ip),
    ...words(resp.ip),
    (orig.port << 16) | resp.port,
    PROTOCOLS[transport] ?? Number(transport),
  ];
  return { key, keyAt: 0, startUs: startUs - TOLERANCE_US, endUs: startUs + durationMs * 1000 + TOLERANCE_US };
}

/** Four signed 32-bit words; IPv4 is mapped (RFC 4291 §2.5.5.2). */
function words(text: string): number[] {
  const address = ipaddr.parse(text);
  const bytes =
    address.kind() === 'ipv4' ? (address as ipaddr.IPv4).toIPv4MappedAddress().toByteArray() : address.toByteArray();
  const view = Buffer.from(bytes);
  return [0, 4, 8, 12].map((at) => view.readInt32BE(at));
}
