// The shape of a log importer: one file and one line in importer-registry.ts each. An importer sees lines, never files, and emits events;
// whatever a line holds, it neither throws nor waits: a line it cannot read is rejected with a reason.

import type { TelemetryEvent } from './telemetry-event.ts';
import type { TimeOptions } from './timestamp.ts';

export interface Importer {
  /** Name in messages, in the manifest and for --telemetry-format. */
  readonly format: string;
  /** One sentence for the documentation's table. */
  readonly summary: string;
  /** What it yields, for the documentation's table. */
  readonly yields: 'socket owners' | 'app inventory';
  /** The command or app that writes such a file. */
  readonly source: string;
  /** How sure it is, 0 (no) to 1 (cannot be anything else), from the first lines of a file. */
  sniff(firstLines: readonly string[], fileName: string): number;
  /** Begins one file. */
  open(context: ImportContext): LineReader;
}

export interface LineReader {
  /** One line without its line end; `number` is 1-based. What comes back is why the line is rejected. */
  line(text: string, number: number): Rejection | undefined;
  /** After the last line. */
  end?(): void;
}

export interface ImportContext extends TimeOptions {
  /** Base name of the file. */
  readonly fileName: string;
  emit(event: TelemetryEvent): void;
  /** A snapshot of all sockets was taken at this moment, whether or not rows follow. */
  poll(timeUs: number): void;
}

/** Continues a sentence that begins with the line; `naive` where the line lacks nothing but a time zone. */
export type Rejection = string | { readonly naive: true; readonly reason: string };
