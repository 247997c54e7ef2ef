// `cipherscope collect --verify`: do the lines of custody.ndjson follow from each other, and are the files what they were when they were taken? Ends
// with 3 where not. Files that are gone, and others beside them, are told: collecting.md lets a reader delete what may not be kept.

import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { counted } from '../report/human-number.ts';
import { visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import { CUSTODY_FILE } from '../telemetry/collection-device.ts';
import { type CustodyReading, readCustody } from './custody.ts';
import { ExitCode } from './exit-code.ts';
import { fileSha256 } from './file-hash.ts';
import type { LakeIo } from './lake-command.ts';

/** A line a file and two more: what is larger was not made by `collect`. */
const MAX_CUSTODY_BYTES = 16 * 2 ** 20;

interface Taken {
  readonly file: string;
  readonly sha256: string;
}

export async function verifyCollection(
  folder: string,
  { stdout, columns }: Pick<LakeIo, 'stdout' | 'columns'>,
): Promise<number> {
  const custody = custodyOf(folder);
  const taken = new Map<string, Taken>();
  for (const entry of custody.entries) if (isTaken(entry)) taken.set(entry.file, entry);
  const names = new Set(readdirSync(folder));
  const gone = [...taken.keys()].filter((name) => !names.has(name));
  const others = [...names].filter((name) => name !== CUSTODY_FILE && !taken.has(name)).sort();
  const faults = [...lineFaults(custody)];
  for (const { file, sha256 } of taken.values()) {
    if (names.has(file) && !(await isSame(join(folder, file), sha256))) faults.push(`${file}: not as it was taken`);
  }
  const say = (text: string) => stdout.write(folded(`${visibleText(text)}\n`, columns));
  for (const fault of faults) say(fault);
  if (gone.length > 0) say(`gone since: ${gone.join(', ')}`);
  if (others.length > 0 && custody.brokenLine === undefined) say(`not of this collection: ${others.join(', ')}`);
  if (faults.length > 0) {
    say(`${folder}: ${counted(faults.length, 'fault')}. The collection was changed, or did not end by itself.`);
    return ExitCode.partial;
  }
  say(
    `${folder}: ${counted(taken.size - gone.length, 'file')} as taken, and each line of ${CUSTODY_FILE} follows from the one before it.`,
  );
  say(`The last line has the SHA-256 ${custody.lastSha256}: is it what collect told at its end?`);
  return ExitCode.done;
}

function custodyOf(folder: string): CustodyReading {
  const path = join(folder, CUSTODY_FILE);
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const found = isFolder ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
  if (found?.isFile() !== true || found.size > MAX_CUSTODY_BYTES)
    throw new UserError(
      `${folder}: no collection: its ${CUSTODY_FILE} is missing, or no file of collect's.`,
      ExitCode.missingInput,
    );
  return readCustody(path);
}

function* lineFaults({ entries, brokenLine }: CustodyReading): Generator<string> {
  for (const [i, entry] of entries.entries())
    if (entry.event === 'taken' && !isTaken(entry)) yield `${CUSTODY_FILE}, line ${i + 1}: names no file of the folder`;
  if (brokenLine !== undefined) yield `${CUSTODY_FILE}, line ${brokenLine}: does not follow from the line before it`;
  else if (entries.at(-1)?.event !== 'ended') yield `${CUSTODY_FILE}: has no line that ends it`;
  if (brokenLine !== 1 && entries[0]?.event !== 'started') yield `${CUSTODY_FILE}: has no line that begins it`;
}

/** The log comes from somebody else: names lead nowhere but into the folder. */
function isTaken(entry: Readonly<Record<string, unknown>>): entry is Readonly<Record<string, unknown>> & Taken {
  const { event, file, sha256 } = entry;
  return event === 'taken' && typeof file === 'string' && !/[/\\]/.test(file) && typeof sha256 === 'string';
}

async function isSame(path: string, sha256: string): Promise<boolean> {
  return lstatSync(path).isFile() && (await fileSha256(path)) === sha256;
}
