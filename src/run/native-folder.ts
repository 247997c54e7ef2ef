// Reads a folder that `analyze -o` wrote: small files whole, flows and channels a line at a time. Lines that are damaged are left out and counted.

import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import type { AppSummaryRecord, FindingRecord } from '../evidence/finding-record.ts';
import type { ChannelRecord } from '../features/channel-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { ManifestRecord } from '../report/manifest-record.ts';
import type { NativeFile } from '../report/native-output.ts';
import type { NativeRecords } from '../report/report-format.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import { LineSplitter } from '../telemetry/line-splitter.ts';
import { ExitCode } from './exit-code.ts';

const CHUNK_BYTES = 1 << 20;
/** The part of `schema_version` before the first dot: other numbers have other records. */
const SCHEMA_MAJOR = '1';

export class NativeFolder implements NativeRecords {
  readonly folder: string;
  readonly manifest: ManifestRecord;
  readonly coverage: readonly CoverageRecord[];
  readonly apps: readonly AppSummaryRecord[];
  readonly findings: readonly FindingRecord[];
  /** What could not be read, each once: file, line, reason. */
  readonly damaged = new Map<string, string>();

  private constructor(folder: string) {
    this.folder = folder;
    this.manifest = readWhole<ManifestRecord>(folder, 'manifest.json');
    const { schema_version: version } = this.manifest;
    if (typeof version !== 'string' || version.split('.')[0] !== SCHEMA_MAJOR) {
      throw new UserError(
        `${join(folder, 'manifest.json')}: records of schema version ${version ?? 'unknown'}; this cipherscope reads ${SCHEMA_MAJOR}.x. Analyse the capture again, or use the version that wrote them.`,
        ExitCode.notCapture,
      );
    }
    this.coverage = readWhole<CoverageRecord[]>(folder, 'coverage.json');
    this.apps = [...this.#lines<AppSummaryRecord>('apps.ndjson', 'packages')];
    this.findings = [...this.#lines<FindingRecord>('findings.ndjson', 'finding_id')];
  }

  /** UserError 66 where the folder is none of ours. */
  static open(folder: string): NativeFolder {
    return new NativeFolder(folder);
  }

  path(file: NativeFile): string {
    return join(this.folder, file);
  }

  channels(): AsyncIterable<ChannelRecord> {
    return this.#stream<ChannelRecord>('channels.ndjson', 'channel_id');
  }

  flows(): AsyncIterable<FlowRecord> {
    return this.#stream<FlowRecord>('flows.ndjson', 'flow_id');
  }

  *#lines<T>(file: NativeFile, key: string): Generator<T> {
    const records: T[] = [];
    const splitter = this.#splitter(file, key, records);
    splitter.push(readBytes(this.folder, file));
    splitter.end();
    yield* records;
  }

  async *#stream<T>(file: NativeFile, key: string): AsyncGenerator<T> {
    const path = join(this.folder, file);
    requireFile(path);
    const records: T[] = [];
    const splitter = this.#splitter(file, key, records);
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      splitter.push(chunk as Buffer);
      yield* records;
      records.length = 0;
    }
    splitter.end();
    yield* records;
  }

  #splitter<T>(file: NativeFile, key: string, records: T[]): LineSplitter {
    const reject = (number: number, reason: string) => this.damaged.set(`${file}:${number}`, reason);
    return new LineSplitter({
      reject,
      line(text, number) {
        if (text === '') return;
        const record = parsed(text);
        if (record === undefined || !(key in record)) reject(number, `is no record with ${key}`);
        else records.push(record as T);
      },
    });
  }
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function readWhole<T>(folder: string, file: NativeFile): T {
  const text = readBytes(folder, file).toString('utf8');
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    const what = error instanceof Error ? error.message : 'not JSON';
    throw new UserError(`${join(folder, file)}: damaged (${what}). Analyse the capture again.`, ExitCode.notCapture);
  }
}

function readBytes(folder: string, file: NativeFile): Buffer {
  const path = join(folder, file);
  requireFile(path);
  return readFileSync(path);
}

/** A path below a file is none either, which statSync() does not count as absence. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function requireFile(path: string): void {
  if (isFile(path)) return;
  throw new UserError(
    `${path}: no such file. Name a folder that "cipherscope analyze CAPTURE -o FOLDER" wrote.`,
    ExitCode.missingInput,
  );
}

/** What a format threw at records of `folder`: records that lack what every one has were not written like that. */
export function recordFault(error: unknown, folder: string): unknown {
  if (!(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)) return error;
  return new UserError(
    `${folder}: its records are not as they were written (${error.message}). Analyse the capture again; if it comes back, it is a bug of cipherscope: -v prints where.`,
    ExitCode.notCapture,
    { cause: error },
  );
}
