// The file that --pcap names: a new one, or an earlier cut of this program, which is replaced. Anything else may be evidence and stays as it is.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { outputError } from '../report/output-error.ts';
import { pcapngApplication } from '../report/pcapng-bytes.ts';
import { visibleText } from '../report/safe-text.ts';

const PCAP_FILE = { noun: 'file', option: '--pcap' } as const;
/** What writes a cut; its version stands behind it. */
export const CUT_BY = 'cipherscope ';

/** Asked before the analysis, which may take long. */
export function requirePcapTarget(path: string): void {
  try {
    if (!statSync(dirname(path)).isDirectory()) throw Object.assign(new Error(path), { code: 'ENOTDIR' });
  } catch (error) {
    throw outputError(error, path, PCAP_FILE);
  }
  const found = statSync(path, { throwIfNoEntry: false });
  // Pipes and devices hold nothing.
  if (found === undefined || !(found.isFile() || found.isDirectory())) return;
  if (found.isDirectory() || !(found.size === 0 || isOwnCut(path)))
    throw new UserError(
      `--pcap ${visibleText(path)}: there is something already that explain did not write. Name another file.`,
    );
}

export async function writeCut(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    throw outputError(error, path, PCAP_FILE);
  }
}

function isOwnCut(path: string): boolean {
  const head = Buffer.alloc(256);
  try {
    const file = openSync(path, 'r');
    try {
      return pcapngApplication(head.subarray(0, readSync(file, head, 0, head.length, 0)))?.startsWith(CUT_BY) === true;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
