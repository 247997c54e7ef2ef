// The shape of a report format: one file, one line in the registry. A format maps native records and judges nothing.
// Invariant: the same records give the same bytes. Flows and channels stream: a format never holds them all.

import type { AppSummaryRecord, FindingRecord } from '../evidence/finding-record.ts';
import type { ChannelRecord } from '../features/channel-record.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import type { ManifestRecord } from './manifest-record.ts';
import type { NativeFile } from './native-output.ts';

/** A folder of native output, read back. */
export interface NativeRecords {
  readonly manifest: ManifestRecord;
  readonly coverage: readonly CoverageRecord[];
  readonly apps: readonly AppSummaryRecord[];
  readonly findings: readonly FindingRecord[];
  channels(): AsyncIterable<ChannelRecord>;
  flows(): AsyncIterable<FlowRecord>;
  /** Where a native file lies, for programs that read it themselves. */
  path(file: NativeFile): string;
}

export interface TextSink {
  write(text: string): Promise<void>;
}

export interface FormatFiles {
  /** Begins one of the format's files; it is complete when the format is done. */
  create(name: string): Promise<TextSink>;
  /** Where another program may write one of the format's files. */
  path(name: string): string;
  /** Aborted: such a program is to end with an AbortError. Text ends by itself. */
  readonly signal?: AbortSignal | undefined;
}

export interface FormatChoices {
  /** Ids of the findings that an analyst has approved as indicators. */
  readonly approved: ReadonlySet<string>;
}

export interface ReportFormat {
  /** The value of --format, and the folder of its files. */
  readonly name: string;
  /** Ends the sentence "--format NAME writes …". */
  readonly summary: string;
  readonly files: readonly string[];
  /** Who reads it. */
  readonly readers: string;
  write(records: NativeRecords, files: FormatFiles, choices: FormatChoices): Promise<void>;
}
