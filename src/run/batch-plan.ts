// Which captures a batch holds and which logs belong to each: paired by folder, or as a manifest says.
// A folder with one capture is that capture and everything beside it; where several lie in one folder, each takes what bears its name.

import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { ExitCode } from './exit-code.ts';
import { fileText } from './file-text.ts';

export interface BatchJob {
  /** Pieces of one capture. */
  readonly captures: readonly string[];
  /** Logs and folders of logs. */
  readonly telemetry: readonly string[];
  readonly device: string;
}

/** Of a capture about whose device nobody said anything. */
export const UNNAMED_DEVICE = 'unnamed';

const CAPTURE_NAME = /\.(pcapng|pcap|cap)\d*(\.(gz|zst))?$/i;
const MAX_DEPTH = 12;

/** Jobs in the order of their paths; each capture is in one. `device`: of all of them. */
export function planFolders(folders: readonly string[], device: string | undefined): BatchJob[] {
  const jobs = folders.flatMap((folder) => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats === undefined) throw new UserError(`${folder}: no such folder.`, ExitCode.missingInput);
    if (stats.isFile()) return [{ captures: [resolve(folder)], telemetry: [], device: device ?? UNNAMED_DEVICE }];
    return jobsBelow(resolve(folder), resolve(folder), device, 0);
  });
  return jobs.sort((a, b) => ((a.captures[0] ?? '') < (b.captures[0] ?? '') ? -1 : 1));
}

/** One job a line: `{"captures": ["…"], "telemetry": ["…"], "device": "…"}`; paths are relative to the manifest. */
export function planManifest(path: string): BatchJob[] {
  let text: string;
  try {
    text = fileText(readFileSync(path));
  } catch {
    throw new UserError(`${path}: no such file, or it cannot be read.`, ExitCode.missingInput);
  }
  const folder = dirname(resolve(path));
  return text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [manifestJob(line, `${path}:${i + 1}`, folder)]));
}

function manifestJob(line: string, place: string, folder: string): BatchJob {
  const expected = 'expects {"captures": ["FILE"…], "telemetry": ["FILE"…], "device": "NAME"}';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UserError(`${place}: not JSON; a line ${expected}.`);
  }
  const { captures, telemetry = [], device = UNNAMED_DEVICE } = (value ?? {}) as Record<string, unknown>;
  if (!isTexts(captures) || captures.length === 0 || !isTexts(telemetry) || typeof device !== 'string') {
    throw new UserError(`${place}: a line ${expected}.`);
  }
  const absolute = (path: string) => resolve(folder, path);
  return { captures: captures.map(absolute), telemetry: telemetry.map(absolute), device };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string' && text !== '');
}

function jobsBelow(folder: string, root: string, device: string | undefined, depth: number): BatchJob[] {
  const { files: all, folders } = entriesOf(folder, root);
  const captures = all.filter((name) => CAPTURE_NAME.test(name));
  const files = all.filter((name) => !CAPTURE_NAME.test(name));
  // A folder below a capture that holds no captures of its own holds its logs.
  const logFolders = captures.length === 0 ? [] : folders.filter((name) => !holdsCaptures(join(folder, name), root, 0));
  const named =
    device ?? (folder === root ? UNNAMED_DEVICE : (relative(root, folder).split(/[\\/]/)[0] ?? UNNAMED_DEVICE));
  const own = captures.map((capture): BatchJob => {
    const belongs = (name: string) =>
      captures.length === 1 || name.startsWith(`${stemOf(capture)}.`) || name === stemOf(capture);
    return {
      captures: [join(folder, capture)],
      telemetry: [...files, ...logFolders]
        .filter(belongs)
        .sort()
        .map((name) => join(folder, name)),
      device: named,
    };
  });
  if (depth >= MAX_DEPTH) return own;
  const deeper = folders.filter((name) => !logFolders.includes(name));
  return [...own, ...deeper.flatMap((name) => jobsBelow(join(folder, name), root, device, depth + 1))];
}

function holdsCaptures(folder: string, root: string, depth: number): boolean {
  const { files, folders } = entriesOf(folder, root);
  return (
    files.some((name) => CAPTURE_NAME.test(name)) ||
    (depth < MAX_DEPTH && folders.some((name) => holdsCaptures(join(folder, name), root, depth + 1)))
  );
}

/** Names of files and folders. Links are what they lead to; one that leads to something below `root` leads to what is met there anyhow. */
function entriesOf(folder: string, root: string): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? targetBeyond(path, root) : entry;
    if (kind?.isFile()) files.push(entry.name);
    else if (kind?.isDirectory()) folders.push(entry.name);
  }
  return { files, folders };
}

function targetBeyond(link: string, root: string): Stats | undefined {
  try {
    const toTarget = relative(realpathSync(root), realpathSync(link));
    return /^\.\.([\\/]|$)/.test(toTarget) || isAbsolute(toTarget) ? statSync(link) : undefined;
  } catch {
    // It leads nowhere, in a circle, or where nobody may look.
    return undefined;
  }
}

function stemOf(capture: string): string {
  return basename(capture).replace(CAPTURE_NAME, '');
}
