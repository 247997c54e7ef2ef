// The labelled captures beside the repository, if they are there: their manifest, and reading one as the program does.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCaptureFile } from '../../src/parse/capture-file.ts';
import { ReadStep } from '../../src/parse/capture-format.ts';
import type { CaptureInfo } from '../../src/parse/capture-info.ts';
import type { CaptureRecord } from '../../src/parse/capture-record.ts';
import { FeedPiece } from '../../src/parse/packet-feed.ts';
import { sharedFolder } from './shared.ts';

export const corporaFolder: string | undefined = sharedFolder('corpora');

/** Name of a group of tests, which says why it does not run where the corpora are absent. */
export function needsCorpora(title: string): string {
  return corporaFolder === undefined ? `${title} (skipped: no labelled captures beside the repository)` : title;
}

export interface ManifestRow {
  path: string;
  linktype: string;
  packets: number;
  note: string;
  format: string;
  size_bytes: number;
}

export function manifestRows(): ManifestRow[] {
  if (corporaFolder === undefined) return [];
  const [head, ...lines] = readFileSync(join(corporaFolder, 'manifest.tsv'), 'utf8').trimEnd().split('\n');
  const names = (head as string).split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const row = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
    return { ...row, packets: Number(row['packets']), size_bytes: Number(row['size_bytes']) } as unknown as ManifestRow;
  });
}

/** By source folder. */
export function groupRows(rows: readonly ManifestRow[]): [folder: string, rows: ManifestRow[]][] {
  const groups = new Map<string, ManifestRow[]>();
  for (const row of rows) {
    const folder = row.path.slice(0, row.path.indexOf('/'));
    const group = groups.get(folder);
    if (group === undefined) groups.set(folder, [row]);
    else group.push(row);
  }
  return [...groups];
}

/** Reads a capture file to its end, as the program does; `seen` gets every record, which the next one overwrites. */
export async function readCaptureFile(path: string, seen: (record: CaptureRecord) => void): Promise<CaptureInfo> {
  const piece = new FeedPiece(0, openCaptureFile(path).source);
  for (;;) {
    const step = piece.next();
    if (step === ReadStep.end) return piece.info;
    if (step === ReadStep.packet) seen(piece.record);
    else await piece.fill();
  }
}
