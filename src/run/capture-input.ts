// From what a person names to the pieces of one capture: folders walked, non-captures told apart, pieces ordered by their first packet.

import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { openCaptureFile } from '../parse/capture-file.ts';
import { probeCapture } from '../parse/capture-probe.ts';
import { fileSha256 } from './file-hash.ts';

export interface CapturePieceFile {
  path: string;
  /** Base name, as the manifest prints it. */
  file: string;
  fileBytes: number;
  firstUs: number | undefined;
}

export interface CaptureInput {
  pieces: CapturePieceFile[];
  /** Files that were named or found and could not be read as captures, with the reason. */
  unreadable: { file: string; reason: string }[];
}

const MAX_FOLDER_DEPTH = 8;

/** UserError 65 when nothing is a capture, 66 when the only input is missing. */
export async function resolveCaptureFiles(paths: readonly string[]): Promise<CaptureInput> {
  const pieces: CapturePieceFile[] = [];
  const unreadable: CaptureInput['unreadable'] = [];
  const files = paths.flatMap((path) => expand(path));
  if (files.length === 0)
    throw new UserError(`${paths.join(', ')}: no files there. Name a capture file or a folder that holds one.`, 66);
  let exitCode = 65;
  for (const { path, named } of files) {
    try {
      const { source, fileBytes } = openCaptureFile(path);
      const probe = await probeCapture(source);
      if (probe.isCapture) pieces.push({ path, file: basename(path), fileBytes, firstUs: probe.firstUs });
      // In a folder, logs beside captures are expected: only what was named is reported.
      else if (named) unreadable.push({ file: path, reason: notCaptureReason(probe.head, probe.failure, fileBytes) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      exitCode = error.exitCode;
      unreadable.push({ file: path, reason: error.message });
    }
  }
  if (pieces.length === 0) {
    const reasons = unreadable.map(({ file, reason }) => (reason.startsWith(file) ? reason : `${file}: ${reason}`));
    throw new UserError(
      reasons.join('\n') || `${paths.join(', ')}: no captures there. pcap and pcapng are read, also as .gz.`,
      unreadable.length === 1 ? exitCode : 65,
    );
  }
  await sortPieces(pieces);
  return { pieces, unreadable };
}

/** By first packet; equal times by content hash, so that names and order of arguments do not matter. */
async function sortPieces(pieces: CapturePieceFile[]): Promise<void> {
  const time = (piece: CapturePieceFile) => piece.firstUs ?? Number.POSITIVE_INFINITY;
  const times = pieces.map(time);
  const hashes = new Map<CapturePieceFile, string>();
  if (new Set(times).size < times.length) for (const piece of pieces) hashes.set(piece, await fileSha256(piece.path));
  pieces.sort((a, b) => {
    const order = time(a) - time(b);
    if (order !== 0 && !Number.isNaN(order)) return order;
    return (hashes.get(a) ?? '') < (hashes.get(b) ?? '') ? -1 : 1;
  });
}

function expand(path: string, depth = 0): { path: string; named: boolean }[] {
  let isFolder = false;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    // A missing file is reported when it is opened.
  }
  if (!isFolder) return [{ path, named: depth === 0 }];
  if (depth >= MAX_FOLDER_DEPTH) return [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => expand(join(path, name), depth + 1));
}

function notCaptureReason(head: Uint8Array, failure: string | undefined, fileBytes: number): string {
  if (fileBytes === 0) return 'empty file, not a capture: nothing was written to it';
  if (failure !== undefined) return `cannot be decompressed (${failure})`;
  const hex = Buffer.from(head.subarray(0, 8)).toString('hex');
  return `not a capture: it begins with ${hex}, pcap and pcapng begin with a1b2c3d4, d4c3b2a1, a1b23c4d, 4d3cb2a1 or 0a0d0d0a`;
}
