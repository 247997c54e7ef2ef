// The moment of a dump that prints none: a line `### EPOCH` before it (the collector writes one before each dump), else what the file's name or
// the operator says.

import type { ImportContext, LineReader, Rejection } from './importer.ts';
import { readTimestamp } from './timestamp.ts';

export class SnapshotTime {
  readonly #context: ImportContext;
  #timeUs: number | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#timeUs = context.takenUs;
  }

  /** Undefined: nobody says. */
  get us(): number | undefined {
    return this.#timeUs;
  }

  /** True where the line was such a mark, a rejection where its time cannot be read. */
  read(text: string): boolean | Rejection {
    if (!text.startsWith('###')) return false;
    const time = readTimestamp(text.slice(3).trim().split(/\s+/)[0] ?? '', this.#context);
    if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
    this.#timeUs = time.us;
    return true;
  }
}

export const NO_SNAPSHOT_TIME =
  'belongs to a dump of which nobody says when it was taken: give --log-time, let a line "### EPOCH" precede, or put epoch seconds into the file name';

/** The lines of a dump that are no mark; longer ones than `maxLine` are rejected. */
export function snapshotLines(
  context: ImportContext,
  maxLine: number,
  read: (text: string, line: number, time: SnapshotTime) => Rejection | undefined,
): LineReader {
  const time = new SnapshotTime(context);
  return {
    line(text, number) {
      if (text.length > maxLine) return `is longer than ${maxLine} characters`;
      const mark = time.read(text);
      if (mark === true) return undefined;
      return mark === false ? read(text, number, time) : mark;
    },
  };
}
