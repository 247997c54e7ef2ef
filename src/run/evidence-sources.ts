// Where the capture and the logs of a commit are now: where they lay when they were imported, or in a case that holds them. Their hashes decide.

import { existsSync, readdirSync } from 'node:fs';
import { UserError } from '../base/user-error.ts';
import type { CaptureCommit, CommitSource } from '../lake/capture-commit.ts';
import type { Lake } from '../lake/lake.ts';
import { lakePath } from '../lake/lake-layout.ts';
import { visibleText } from '../report/safe-text.ts';
import { ExitCode } from './exit-code.ts';
import { fileSha256 } from './file-hash.ts';

export interface FoundSources {
  readonly captures: readonly string[];
  readonly telemetry: readonly string[];
}

/** UserError where one of them is gone or has changed, and no case kept it. */
export async function findSources(lake: Lake, commit: CaptureCommit): Promise<FoundSources> {
  return { captures: await placesOf(lake, commit.captures), telemetry: await placesOf(lake, commit.telemetry) };
}

async function placesOf(lake: Lake, sources: readonly CommitSource[]): Promise<string[]> {
  const places: string[] = [];
  for (const source of sources) places.push(await placeOf(lake, source));
  return places;
}

async function placeOf(lake: Lake, { path, file, sha256 }: CommitSource): Promise<string> {
  const cases = lakePath(lake.root, 'holds');
  const kept = existsSync(cases) ? readdirSync(cases).map((name) => lakePath(cases, name, 'objects', sha256)) : [];
  const there = [path, ...kept].filter((place) => existsSync(place));
  for (const place of there) if ((await fileSha256(place)) === sha256) return place;
  throw new UserError(
    `${visibleText(file)}: ${there.length > 0 ? 'has changed since it was imported' : 'is not where it was when it was imported'} (${visibleText(path)}), and no case holds it. Put it back; "cipherscope lake hold" keeps what must not be lost.`,
    ExitCode.missingInput,
  );
}
