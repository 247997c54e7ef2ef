// What the manifest says of each capture piece, without its name and hash: posted from a worker to the main thread.

import type { CaptureProvenance } from '../flows/provenance.ts';
import type { CaptureStop, JoinedFiles } from '../parse/capture-info.ts';
import { linkTypeName } from '../parse/link-layer.ts';
import type { PacketDecoder } from '../parse/packet-decoder.ts';
import type { PacketFeed } from '../parse/packet-feed.ts';

export interface PieceReport {
  isCapture: boolean;
  /** How it begins, where it is read and no capture. */
  foreignHead: Uint8Array | undefined;
  /** False where reading was given up before the end. */
  isEnded: boolean;
  format: string;
  byteOrder: 'little' | 'big';
  resolution: string;
  linkTypes: string[];
  packets: number;
  bytes: number;
  firstUs: number | undefined;
  lastUs: number | undefined;
  /** Absent where every packet is whole. */
  cut: { packets: number; missing_bytes: number } | undefined;
  /** Absent where the clock never went back by a second. */
  clockBack: { times: number; most_ms: number; frame: number } | undefined;
  provenance: string;
  joined: JoinedFiles | undefined;
  stop: CaptureStop | undefined;
  skipped: [string, number][];
  droppedByCapture: number;
  application: string | undefined;
  hardware: string | undefined;
  operatingSystem: string | undefined;
  snapLength: number;
  names: [string, string][];
  uidNames: [number, { packageName: string; label: string }][];
  tlsSecrets: number;
  tlsRandoms: number[];
}

export function describePieces(feed: PacketFeed, provenance: CaptureProvenance, decoder: PacketDecoder): PieceReport[] {
  return feed.pieces.map((piece) => {
    const { info } = piece;
    return {
      isCapture: piece.isCapture,
      foreignHead: piece.foreignHead,
      isEnded: piece.isEnded,
      format: info.format,
      byteOrder: info.byteOrder,
      resolution: [...new Set(info.interfaces.map((source) => source.resolution))].join(', ') || 'us',
      linkTypes: [...new Set(info.interfaces.map((source) => linkTypeName(source.linkType)))],
      packets: info.packets,
      bytes: piece.offset,
      firstUs: piece.firstUs,
      lastUs: piece.lastUs,
      cut: piece.cutPackets === 0 ? undefined : { packets: piece.cutPackets, missing_bytes: piece.cutBytes },
      clockBack:
        piece.stepsBack === 0
          ? undefined
          : { times: piece.stepsBack, most_ms: piece.widestBackUs / 1000, frame: piece.widestBackFrame },
      provenance: provenance.describe(info, decoder),
      joined: info.joined,
      stop: info.stop,
      skipped: [...info.skipped],
      droppedByCapture: info.interfaces.reduce((sum, source) => sum + source.droppedPackets, 0),
      application: info.application,
      hardware: info.hardware,
      operatingSystem: info.operatingSystem,
      snapLength: Math.max(0, ...info.interfaces.map((source) => source.snapLength)),
      names: [...info.names],
      uidNames: [...info.uidNames],
      tlsSecrets: info.tlsSecrets,
      tlsRandoms: [...info.tlsRandoms],
    };
  });
}
