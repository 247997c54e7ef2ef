// `cipherscope report` and `analyze --format`: renders native output in other formats, each into a folder of its name.
// A format's files get their names together, when all of them are complete; other files of the folder are never touched.

import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../base/user-error.ts';
import { FlowWriter } from '../report/flow-writer.ts';
import { REPORT_FORMATS } from '../report/format-registry.ts';
import { outputError } from '../report/output-error.ts';
import type { FormatChoices, FormatFiles, ReportFormat, TextSink } from '../report/report-format.ts';
import { closestWord } from './closest-word.ts';
import { NativeFolder } from './native-folder.ts';

export const FORMAT_NAMES: readonly string[] = REPORT_FORMATS.map(({ name }) => name);

export interface RenderTask {
  /** A folder of native output. */
  readonly folder: string;
  readonly formats: readonly string[];
  /** Where the formats' folders go. */
  readonly output: string;
  readonly choices: FormatChoices;
  /** Keeps two runs apart that write to one folder, a process id say. */
  readonly suffix: string;
}

export interface Rendered {
  /** Paths relative to the output folder, in the order of the formats. */
  readonly files: string[];
  /** Lines of the native output that could not be read, with the reason. */
  readonly damaged: ReadonlyMap<string, string>;
}

export async function renderFormats(task: RenderTask): Promise<Rendered> {
  const formats = formatsNamed(task.formats);
  const records = NativeFolder.open(task.folder);
  for (const id of task.choices.approved) {
    if (!records.findings.some(({ finding_id }) => finding_id === id)) {
      throw new UserError(`--approved ${id}: ${task.folder} has no such finding. Its ids are in findings.ndjson.`);
    }
  }
  const files: string[] = [];
  for (const format of formats) {
    const staging = join(task.output, `.${format.name}.${task.suffix}`);
    try {
      makeFolder(staging);
      const stage = new Stage(staging);
      try {
        await format.write(records, stage, task.choices);
      } finally {
        await stage.close();
      }
      files.push(...commit(format, staging, task.output));
    } catch (error) {
      throw outputError(error, staging);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }
  return { files, damaged: records.damaged };
}

/** In the order in which they were named, each once. */
export function formatsNamed(names: readonly string[]): ReportFormat[] {
  return [...new Set(names)].map((name) => {
    const format = REPORT_FORMATS.find((known) => known.name === name);
    if (format !== undefined) return format;
    const near = closestWord(name, FORMAT_NAMES);
    const advice = near === undefined ? `Known are ${FORMAT_NAMES.join(', ')}.` : `Did you mean ${near}?`;
    throw new UserError(`--format ${name}: no such format. ${advice}`);
  });
}

function commit(format: ReportFormat, staging: string, output: string): string[] {
  const folder = join(output, format.name);
  makeFolder(folder);
  return format.files.map((file) => {
    renameSync(join(staging, file), join(folder, file));
    return join(format.name, file);
  });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw outputError(error, folder);
  }
}

class Stage implements FormatFiles {
  readonly #folder: string;
  readonly #writers: FlowWriter[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  async create(name: string): Promise<TextSink> {
    const path = this.path(name);
    const writer = new FlowWriter(await open(path, 'wx'), path);
    this.#writers.push(writer);
    return {
      async write(text) {
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
