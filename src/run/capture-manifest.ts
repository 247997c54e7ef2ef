// The manifest's rows of the capture pieces: names and hashes from the main thread, the rest from a worker's report.

import { rfc3339 } from '../base/rfc3339.ts';
import type { CaptureManifest } from '../report/manifest-record.ts';
import type { PieceReport } from './piece-report.ts';
import type { ShardReport } from './shard-run.ts';

export interface PieceFile {
  /** Base name. */
  readonly file: string;
  readonly fileBytes?: number;
  readonly isCompressed?: boolean;
}

/** Why a piece was not read to its end although it could be. */
export const INTERRUPTED = 'interrupted';

/** `hashes`: one a file; undefined where there was no time for it. */
export function captureManifests(
  files: readonly PieceFile[],
  hashes: readonly (string | undefined)[],
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
  notDecoded: Readonly<Record<string, number>>,
): CaptureManifest {
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
    ...(piece.cut === undefined ? {} : { cut: { ...piece.cut } }),
    ...(piece.clockBack === undefined ? {} : { clock_back: { ...piece.clockBack } }),
    provenance: piece.provenance,
    ...(piece.joined === undefined ? {} : { joined: { ...piece.joined } }),
    stop: stopOf(piece, file),
    not_decoded: sumByName([
      ...Object.entries(notDecoded),
      ...piece.skipped,
      ['dropped by the capturing system', piece.droppedByCapture],
    ]),
  };
}

/** What lies behind the place where reading stopped; nothing for pipes and compressed files, of which nobody knows the length. */
export function unreadOf(file: PieceFile | undefined, { bytes, isEnded }: PieceReport): { unread_bytes?: number } {
  if (!isEnded || file?.fileBytes === undefined || file.isCompressed === true) return {};
  return file.fileBytes > bytes ? { unread_bytes: file.fileBytes - bytes } : {};
}

function stopOf(piece: PieceReport, file: PieceFile | undefined): CaptureManifest['stop'] {
  const { stop, isEnded, bytes } = piece;
  if (stop !== undefined) {
    const { kind, reason, offset, isPassed } = stop;
    return {
      reason: `${kind}: ${reason}`,
      offset,
      ...(isPassed === true ? { read_on: true } : unreadOf(file, piece)),
    };
  }
  return isEnded ? { reason: 'end' } : { reason: INTERRUPTED, offset: bytes };
}

function sumByName(counts: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts) if (count > 0) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
