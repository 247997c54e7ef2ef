// From what a person names to the pieces of one capture: folders walked, non-captures told apart, pieces ordered by their first packet.

import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { openCaptureFile } from '../parse/capture-file.ts';
import { probeCapture } from '../parse/capture-probe.ts';
import { ExitCode } from './exit-code.ts';
import { fileSha256 } from './file-hash.ts';
import { notCaptureReason } from './not-capture.ts';

export interface CapturePieceFile {
  path: string;
  /** Base name, as the manifest prints it. */
  file: string;
  fileBytes: number;
  isCompressed: boolean;
  firstUs: number | undefined;
}

export interface CaptureInput {
  pieces: CapturePieceFile[];
  /** Files that were named or found and could not be read as captures, with the reason. */
  unreadable: { file: string; reason: string }[];
  /** Files that say what another one says already: read once, or every packet would count twice. */
  copies: { file: string; of: string }[];
}

interface FoundFile {
  readonly path: string;
  /** By the person, not found in a folder. */
  readonly isNamed: boolean;
}

const MAX_FOLDER_DEPTH = 8;
/** Names that captures have, those of ring buffers (trace.pcap3) included. */
const CAPTURE_NAME = /\.(pcapng|pcap|cap)\d*(\.(gz|zst))?$/i;

/** UserError 65 when nothing is a capture, 66 when the only input is missing. */
export async function resolveCaptureFiles(paths: readonly string[]): Promise<CaptureInput> {
  const found: CapturePieceFile[] = [];
  const unreadable: CaptureInput['unreadable'] = [];
  const exitCodes = new Set<number>();
  const files = distinct(paths.flatMap((path) => expand(path, new Map())));
  if (files.length === 0) exitCodes.add(ExitCode.missingInput);
  for (const { path, isNamed } of files) {
    try {
      const { source, compression, fileBytes } = openCaptureFile(path);
      const probe = await probeCapture(source);
      const isCompressed = compression !== 'none';
      if (probe.isCapture) {
        found.push({ path, file: basename(path), fileBytes, isCompressed, firstUs: probe.firstUs });
      } else if (isNamed || CAPTURE_NAME.test(path)) {
        // Other files beside captures in a folder, logs say, are expected.
        unreadable.push({ file: path, reason: reasonOf(probe, fileBytes) });
        exitCodes.add(ExitCode.notCapture);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable.push({ file: path, reason: error.message });
      exitCodes.add(error.exitCode);
    }
  }
  if (found.length === 0) throw nothingToRead(paths, unreadable, exitCodes);
  unreadable.push(...emptyFolders(paths, found, unreadable));
  return { ...(await inOrder(found)), unreadable };
}

/** A folder that somebody named beside a capture and that holds none: most likely one of logs, which would go unread without a word. */
function emptyFolders(
  paths: readonly string[],
  found: readonly CapturePieceFile[],
  unreadable: CaptureInput['unreadable'],
): CaptureInput['unreadable'] {
  const read = new Set([...found.map(({ path }) => path), ...unreadable.map(({ file }) => file)].map(realPath));
  return paths
    .filter((path) => statOf(path)?.isDirectory() === true)
    .filter((path) => !expand(path, new Map()).some((file) => read.has(realPath(file.path))))
    .map((file) => ({ file, reason: 'no captures there. Logs of the device are given with -t.' }));
}

function nothingToRead(
  paths: readonly string[],
  unreadable: CaptureInput['unreadable'],
  exitCodes: ReadonlySet<number>,
): UserError {
  const reasons = unreadable.map(({ file, reason }) => (reason.startsWith(file) ? reason : `${file}: ${reason}`));
  const [exitCode] = exitCodes;
  return new UserError(
    reasons.join('\n') || `${paths.join(', ')}: no captures there. pcap and pcapng are read, also as .gz.`,
    exitCodes.size === 1 ? exitCode : ExitCode.notCapture,
  );
}

/** By first packet; equal times by content hash, so that names and order of arguments do not matter. */
async function inOrder(found: readonly CapturePieceFile[]): Promise<Pick<CaptureInput, 'pieces' | 'copies'>> {
  const time = (piece: CapturePieceFile) => piece.firstUs ?? Number.POSITIVE_INFINITY;
  const counts = new Map<number, number>();
  for (const piece of found) counts.set(time(piece), (counts.get(time(piece)) ?? 0) + 1);
  const hashed: { piece: CapturePieceFile; hash: string }[] = [];
  for (const piece of found) {
    const isAlone = counts.get(time(piece)) === 1;
    hashed.push({ piece, hash: isAlone ? '' : ((await fileSha256(piece.path)) ?? '') });
  }
  hashed.sort(
    (a, b) => compare(time(a.piece), time(b.piece)) || compare(a.hash, b.hash) || compare(a.piece.file, b.piece.file),
  );
  const pieces: CapturePieceFile[] = [];
  const copies: CaptureInput['copies'] = [];
  hashed.forEach(({ piece, hash }, i) => {
    const original = hash !== '' && hashed[i - 1]?.hash === hash ? pieces[pieces.length - 1] : undefined;
    if (original === undefined) pieces.push(piece);
    else copies.push({ file: piece.path, of: original.path });
  });
  return { pieces, copies };
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A file that was named twice, or that links lead to, once. */
function distinct(files: readonly FoundFile[]): FoundFile[] {
  const byPlace = new Map<string, FoundFile>();
  for (const file of files) {
    const place = realPath(file.path);
    if (file.isNamed || !byPlace.has(place)) byPlace.set(place, file);
  }
  return [...byPlace.values()];
}

/** `walked`: how deep each folder was met. Ten links to the folder that they stand in would make 10^8 paths otherwise. */
function expand(path: string, walked: Map<string, number>, depth = 0): FoundFile[] {
  const stats = statOf(path);
  // What is missing is reported when it is opened.
  if (stats === undefined || !stats.isDirectory()) {
    const isOther = depth > 0 && stats !== undefined && !stats.isFile();
    return isOther ? [] : [{ path, isNamed: depth === 0 }];
  }
  const place = realPath(path);
  if (depth >= MAX_FOLDER_DEPTH || (walked.get(place) ?? MAX_FOLDER_DEPTH) <= depth) return [];
  walked.set(place, depth);
  return namesIn(path).flatMap((name) => expand(join(path, name), walked, depth + 1));
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${folder}: the folder cannot be read (${code}). Check its permissions.`, ExitCode.io);
  }
}

function reasonOf({ head, failure }: { head: Uint8Array; failure: string | undefined }, fileBytes: number): string {
  if (fileBytes === 0) return 'empty file, not a capture: nothing was written to it';
  return failure === undefined ? notCaptureReason(head) : `not a capture (${failure})`;
}
