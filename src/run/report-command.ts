// `cipherscope report` and `analyze --format`: renders native output in other formats, each into a folder of its name.
// A format's files get their names together, when all of them are complete; other files of the folder are never touched.

import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { makeFolder } from '../lake/make-folder.ts';
import { CitedChannels } from '../report/cited-channels.ts';
import { FlowWriter } from '../report/flow-writer.ts';
import { FORMAT_NAMES } from '../report/format-names.ts';
import { REPORT_FORMATS } from '../report/format-registry.ts';
import type { PolicyManifest } from '../report/manifest-record.ts';
import { outputError } from '../report/output-error.ts';
import type { FormatChoices, FormatFiles, NativeRecords, ReportFormat, TextSink } from '../report/report-format.ts';
import { jsonLine } from '../report/safe-text.ts';
import { allowedRecords } from './allowed-records.ts';
import { closestWord } from './closest-word.ts';
import { eachFlowHead } from './flow-store.ts';
import { NativeFolder } from './native-folder.ts';
import type { Policy } from './policy.ts';

export interface RenderTask {
  /** A folder of native output. */
  readonly folder: string;
  readonly formats: readonly string[];
  /** Where the formats' folders go. */
  readonly output: string;
  readonly choices: FormatChoices;
  /** Rules that hold now; undefined: findings stay as they were written. */
  readonly allowlist?: Policy['allowlist'];
  /** Keeps two runs apart that write to one folder, a process id say. */
  readonly suffix: string;
  /** Aborted: an AbortError, and the format that was being written is not there. */
  readonly signal?: AbortSignal | undefined;
}

export interface Rendered {
  /** Paths relative to the output folder, in the order of the formats. */
  readonly files: string[];
  /** What the allowlist did. */
  readonly policy: PolicyManifest | undefined;
  /** Lines of the native output that could not be read, with the reason. */
  readonly damaged: ReadonlyMap<string, string>;
}

export async function renderFormats(task: RenderTask): Promise<Rendered> {
  const formats = formatsNamed(task.formats);
  const folder = NativeFolder.open(task.folder);
  const staged = join(task.output, `.findings.${task.suffix}.ndjson`);
  for (const id of task.choices.approved) {
    if (!folder.findings.some(({ finding_id }) => finding_id === id)) {
      throw new UserError(`--approved ${id}: ${task.folder} has no such finding. Its ids are in findings.ndjson.`);
    }
  }
  const files: string[] = [];
  try {
    const records = shownRecords(folder, task.allowlist, task.output, staged);
    for (const format of formats) files.push(...(await renderOne(format, records, task)));
    return { files, damaged: folder.damaged, policy: records.manifest.policy };
  } finally {
    rmSync(staged, { force: true });
  }
}

async function renderOne(format: ReportFormat, records: NativeRecords, task: RenderTask): Promise<string[]> {
  const staging = join(task.output, `.${format.name}.${task.suffix}`);
  try {
    makeOutput(staging);
    const stage = new Stage(staging, task.signal);
    try {
      await format.write(records, stage, task.choices);
    } finally {
      await stage.close();
    }
    task.signal?.throwIfAborted();
    return commit(format, staging, task.output);
  } catch (error) {
    throw outputError(error, staging);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Programs that read findings.ndjson themselves are shown a copy under the rules, at `staged`. */
function shownRecords(
  folder: NativeFolder,
  allowlist: Policy['allowlist'],
  output: string,
  staged: string,
): NativeRecords {
  if (allowlist === undefined || folder.findings.length === 0) return folder;
  const channels = new CitedChannels(folder.findings);
  eachFlowHead(folder.path('flows.ndjson'), (flow) => channels.add(flow));
  const shown = allowedRecords(folder, channels, allowlist);
  makeOutput(output);
  try {
    writeFileSync(staged, shown.findings.map((finding) => `${jsonLine(finding)}\n`).join(''));
  } catch (error) {
    throw outputError(error, staged);
  }
  return {
    ...shown,
    coverage: folder.coverage,
    channels: () => folder.channels(),
    flows: () => folder.flows(),
    path: (file) => (file === 'findings.ndjson' ? staged : folder.path(file)),
  };
}

/** In the order in which they were named, each once; `all` names every one. */
export function formatsNamed(names: readonly string[]): ReportFormat[] {
  const single = names.flatMap((name) => (name === 'all' ? FORMAT_NAMES : [name]));
  return [...new Set(single)].map((name) => {
    const format = REPORT_FORMATS.find((known) => known.name === name);
    if (format !== undefined) return format;
    const near = closestWord(name, FORMAT_NAMES);
    const advice =
      near === undefined ? `Known are ${FORMAT_NAMES.join(', ')}, and all of them as all.` : `Did you mean ${near}?`;
    throw new UserError(`--format ${name}: no such format. ${advice}`);
  });
}

function commit(format: ReportFormat, staging: string, output: string): string[] {
  const folder = join(output, format.name);
  makeOutput(folder);
  return format.files.map((file) => {
    renameSync(join(staging, file), join(folder, file));
    return join(format.name, file);
  });
}

function makeOutput(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw outputError(error, folder);
  }
}

class Stage implements FormatFiles {
  readonly signal: AbortSignal | undefined;
  readonly #folder: string;
  readonly #writers: FlowWriter[] = [];

  constructor(folder: string, signal: AbortSignal | undefined) {
    this.#folder = folder;
    this.signal = signal;
  }

  async create(name: string): Promise<TextSink> {
    const path = this.path(name);
    const writer = new FlowWriter(await open(path, 'wx'), path);
    this.#writers.push(writer);
    const { signal } = this;
    return {
      async write(text) {
        signal?.throwIfAborted();
        const busy = writer.write(text);
        if (busy !== undefined) await busy;
      },
    };
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  async close(): Promise<void> {
    for (const writer of this.#writers) await writer.close();
    this.#writers.length = 0;
  }
}
