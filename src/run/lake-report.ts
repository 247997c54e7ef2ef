// `cipherscope lake report`: index.html and apps.csv over all apps of a lake. Both get their names when both are complete.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readAssertions } from '../lake/baseline-assertion.ts';
import { Lake } from '../lake/lake.ts';
import { makeFolder } from '../lake/make-folder.ts';
import { batchCsv } from '../report/batch-csv.ts';
import { batchHeadline } from '../report/batch-headline.ts';
import { batchHtml } from '../report/batch-html.ts';
import { rankApps } from '../report/batch-ranking.ts';
import { outputError } from '../report/output-error.ts';
import { visibleText } from '../report/safe-text.ts';
import { folded } from '../report/terminal-lines.ts';
import { withPopulation } from './app-population.ts';
import { ExitCode } from './exit-code.ts';
import { type LakeIo, readGaps } from './lake-command.ts';
import { toolVersion } from './tool-version.ts';

/** Ends with 3 where captures are left out because files or records of them are gone. */
export async function reportLake(root: string, output: string, nowUs: number, io: LakeIo): Promise<number> {
  const lake = Lake.open(root, false);
  const warn = (message: string) => io.stderr.write(`cipherscope: ${visibleText(message)}\n`);
  const apps = await withPopulation(
    lake,
    {},
    warn,
    ({ each, scales }) => rankApps(each(), scales, readAssertions(lake)),
    io.signal,
  );
  const gaps = await readGaps(lake, nowUs, io.signal);
  const { commits } = lake.commits();
  const page = batchHtml({
    apps,
    gaps,
    lake: basename(resolve(root)),
    captures: commits.length - gaps.incomplete.length,
    devices: new Set(commits.map(({ device }) => device)).size,
    toolVersion: toolVersion(),
  });
  writeTogether(output, [
    ['apps.csv', [...batchCsv(apps)].join('')],
    ['index.html', page],
  ]);
  const headline = batchHeadline(apps).map(({ text }) => text);
  io.stdout.write(folded(`${headline.join('')}\n`, io.columns));
  for (const name of ['index.html', 'apps.csv']) io.stdout.write(`${visibleText(join(output, name))}\n`);
  return gaps.incomplete.length > 0 || gaps.damaged.length > 0 ? ExitCode.partial : ExitCode.done;
}

function writeTogether(folder: string, files: readonly (readonly [name: string, text: string])[]): void {
  const staged = (name: string) => join(folder, `.${name}.${process.pid}`);
  const written: string[] = [];
  try {
    makeFolder(folder);
    for (const [name, text] of files) {
      written.push(name);
      writeFileSync(staged(name), text);
    }
    for (const name of written) renameSync(staged(name), join(folder, name));
  } catch (error) {
    for (const name of written) rmSync(staged(name), { force: true });
    throw outputError(error, folder);
  }
}
