// The manifest's rows of the capture pieces: names and hashes from the main thread, the rest from a worker's report.

import type { CaptureManifest } from '../report/manifest-record.ts';
import { rfc3339 } from '../report/rfc3339.ts';
import type { PieceReport } from './piece-report.ts';
import type { ShardReport } from './shard-run.ts';

export interface PieceFile {
  /** Base name. */
  readonly file: string;
}

/** `hashes`: one a file, or none. */
export function captureManifests(
  files: readonly PieceFile[],
  hashes: readonly string[],
  report: ShardReport,
): CaptureManifest[] {
  const notDecoded = Object.fromEntries([...report.notDecoded].sort(([a], [b]) => (a < b ? -1 : 1)));
  // Decoding outcomes are counted over all pieces and told with the first.
  return report.pieces.map((piece, i) => captureManifest(files[i], hashes[i], piece, i === 0 ? notDecoded : {}));
}

function captureManifest(
  file: PieceFile | undefined,
  sha256: string | undefined,
  piece: PieceReport,
  notDecoded: Record<string, number>,
): CaptureManifest {
  const skipped = Object.fromEntries(piece.skipped);
  return {
    file: file?.file ?? 'stdin',
    ...(sha256 === undefined ? {} : { sha256 }),
    format: piece.format,
    byte_order: piece.byteOrder,
    resolution: piece.resolution,
    link_types: piece.linkTypes,
    packets: piece.packets,
    bytes: piece.bytes,
    ...(piece.firstUs === undefined ? {} : { first: rfc3339(piece.firstUs) }),
    ...(piece.lastUs === undefined ? {} : { last: rfc3339(piece.lastUs) }),
    provenance: piece.provenance,
    stop:
      piece.stop === undefined
        ? { reason: 'end' }
        : { reason: `${piece.stop.kind}: ${piece.stop.reason}`, offset: piece.stop.offset },
    not_decoded: {
      ...notDecoded,
      ...skipped,
      ...(piece.droppedByCapture > 0 ? { 'dropped by the capturing system': piece.droppedByCapture } : {}),
    },
  };
}
