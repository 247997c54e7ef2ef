// Writes the native files of one analysis into a folder. Each is written beside its final name and renamed when all are complete, manifest.json
// last: a run that fails leaves the files of the run before. No other file of the folder is touched.

import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../lake/make-folder.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { FlowWriter } from './flow-writer.ts';
import { outputError } from './output-error.ts';
import { jsonLine, safeJson } from './safe-text.ts';

/** In the order in which they appear under their final names. */
export const NATIVE_FILES = [
  'flows.ndjson',
  'channels.ndjson',
  'apps.ndjson',
  'findings.ndjson',
  'coverage.json',
  'report.html',
  'manifest.json',
] as const;
export type NativeFile = (typeof NATIVE_FILES)[number];

export class NativeOutput {
  readonly folder: string;
  readonly #suffix: string;
  readonly #staged = new Set<NativeFile>();

  private constructor(folder: string, suffix: string) {
    this.folder = folder;
    this.#suffix = suffix;
  }

  /** Makes the folder where it is missing. `suffix` keeps two runs that write to one folder apart, a process id say. */
  static async open(folder: string, suffix = 'new'): Promise<NativeOutput> {
    try {
      makeFolder(folder);
    } catch (error) {
      throw outputError(error, folder);
    }
    return new NativeOutput(folder, suffix);
  }

  /** For flows.ndjson, whose lines are made elsewhere. Close it before commit(). */
  async flowWriter(): Promise<FlowWriter> {
    return this.#create('flows.ndjson');
  }

  /** Stages channels, apps, findings, coverage and manifest. */
  async writeRecords(result: AnalysisResult): Promise<void> {
    await inTurn(await this.#create('channels.ndjson'), result.channels.lines());
    await this.#writeLines('apps.ndjson', result.apps);
    await this.#writeLines('findings.ndjson', result.findings);
    await this.writeText('coverage.json', indentedJson(result.coverage));
    await this.writeText('manifest.json', indentedJson(result.manifest));
  }

  /** Stages one file, report.html say, from its text or the pieces of it. */
  async writeText(file: NativeFile, text: string | Iterable<string>): Promise<void> {
    const writer = await this.#create(file);
    await inTurn(writer, typeof text === 'string' ? [text] : text);
  }

  /** Gives every staged file its final name and returns those names in order. */
  async commit(): Promise<string[]> {
    const files = NATIVE_FILES.filter((file) => this.#staged.has(file));
    for (const file of files) await this.#refuseFolder(file);
    for (const file of files) {
      try {
        await rename(this.stagedPath(file), this.#path(file));
      } catch (error) {
        throw outputError(error, this.#path(file));
      }
      this.#staged.delete(file);
    }
    return files;
  }

  /** Removes what was staged and not committed. Safe to call at any time; never throws. */
  async discard(): Promise<void> {
    for (const file of this.#staged) await rm(this.stagedPath(file), { force: true }).catch(() => undefined);
    this.#staged.clear();
  }

  /** Where the file stands until commit(). */
  stagedPath(file: NativeFile): string {
    return join(this.folder, `.${file}.${this.#suffix}`);
  }

  async #writeLines(file: NativeFile, records: Iterable<unknown>): Promise<void> {
    const writer = await this.#create(file);
    await inTurn(writer, lines(records));
  }

  async #create(file: NativeFile): Promise<FlowWriter> {
    const path = this.stagedPath(file);
    try {
      // A leftover of a run that was killed is removed, then the file is made anew: 'wx' never follows a link that stands there.
      await rm(path, { force: true });
      const handle = await open(path, 'wx');
      this.#staged.add(file);
      return new FlowWriter(handle, this.#path(file));
    } catch (error) {
      throw outputError(error, this.#path(file));
    }
  }

  async #refuseFolder(file: NativeFile): Promise<void> {
    const found = await stat(this.#path(file)).catch(() => undefined);
    if (found?.isDirectory()) throw outputError(Object.assign(new Error(), { code: 'EISDIR' }), this.#path(file));
  }

  #path(file: NativeFile): string {
    return join(this.folder, file);
  }
}

function* lines(records: Iterable<unknown>): Generator<string> {
  for (const record of records) yield `${jsonLine(record)}\n`;
}

/** One is made while the one before it is written; bytes are to stay until the next but one is asked for. */
async function inTurn(writer: FlowWriter, texts: Iterable<string | Uint8Array>): Promise<void> {
  let busy: Promise<void> | undefined;
  try {
    for (const text of texts) {
      if (busy !== undefined) await busy;
      busy = writer.write(text);
      busy?.catch(() => undefined);
    }
    if (busy !== undefined) await busy;
  } finally {
    await writer.close();
  }
}

/** Read by people too, hence indented. */
function indentedJson(value: unknown): string {
  return `${safeJson(JSON.stringify(value, undefined, 2))}\n`;
}
