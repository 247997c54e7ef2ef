// The shape of a log importer: one file and one line in importer-registry.ts each. An importer sees lines, never files, and emits events;
// whatever a line holds, it neither throws nor waits: a line it cannot read is rejected with a reason.

import type { EvidenceArea } from './coverage-record.ts';
import type { TelemetryEvent } from './telemetry-event.ts';
import type { TimeOptions } from './timestamp.ts';

export interface Importer {
  /** Name in messages, in the manifest and for --telemetry-format. */
  readonly format: string;
  /** One sentence for the documentation's table. */
  readonly summary: string;
  /** What it yields; what is not named here it must not emit. */
  readonly yields: readonly TelemetryKind[];
  /** The command or app that writes such a file. */
  readonly source: string;
  /** The evidence areas of device events that such a log watches, beyond the socket owners. */
  readonly sights?: readonly AreaSight[];
  /** How sure it is, 0 (no) to 1 (cannot be anything else), from the first lines of a file. */
  sniff(firstLines: readonly string[], fileName: string): number;
  /** Begins one file. */
  open(context: ImportContext): LineReader;
}

export type TelemetryKind =
  | 'socket owners'
  | 'app inventory'
  | 'crypto events'
  | 'app states'
  | 'VPN networks'
  | 'TLS handshakes';

/** What a log can see of an evidence area. */
export interface AreaSight {
  readonly area: EvidenceArea;
  /** True where a log without any event of the area still says that there was none. */
  readonly always: boolean;
  /** Every app of the device, or only those that the log names (a trace inside an app). */
  readonly scope: 'device' | 'apps';
  readonly blindTo: readonly string[];
}

export interface LineReader {
  /** One line without its line end; `number` is 1-based. What comes back is why the line is rejected. */
  line(text: string, number: number): Rejection | undefined;
  /** A piece of a line too long to be held; without it such lines are rejected. `number` is that of the line. */
  fragment?(text: string, number: number): Rejection | undefined;
  /** After the last line. What comes back is why the file's end is rejected. */
  end?(): Rejection | undefined;
}

export interface ImportContext extends TimeOptions {
  /** Base name of the file. */
  readonly fileName: string;
  /** When the file was taken, where its name or the operator says so: for lists without times of their own. */
  readonly takenUs: number | undefined;
  /** A moment not far from the log: `takenUs`, else when the capture begins. Picks the year of times that name none. */
  readonly nearUs: number | undefined;
  emit(event: TelemetryEvent): void;
  /** A snapshot of all sockets was taken at this moment, whether or not rows follow. */
  poll(timeUs: number): void;
  /** The log itself shows that something is missing from it. */
  gap(gap: LogGap): void;
  /** False where an earlier line, of this file or of another one, was the same record, whatever the order of its keys. */
  once(record: unknown): boolean;
  /** The log shows that it was watching this area, whether or not something happened there. */
  watch(area: EvidenceArea): void;
  /** Fields that may not be kept were found and dropped. */
  redacted(fields: number): void;
}

export interface LogGap {
  readonly startUs?: number | undefined;
  readonly endUs?: number | undefined;
  /** Continues a sentence that begins with the file's name. */
  readonly cause: string;
}

/** Continues a sentence that begins with the line; `naive` where the line lacks nothing but a time zone. */
export type Rejection = string | { readonly naive: true; readonly reason: string };
