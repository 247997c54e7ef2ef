// Crypto events that an earlier file holds already: a copy of a log, or two readings of one buffer. What one file tells twice happened twice.
// A single log, which is the rule, costs nothing.

import type { CryptoEvent } from './crypto-event.ts';
import { type DeviceEventLog, isCryptoAction } from './device-event-log.ts';
import { RecordFilter } from './record-filter.ts';

/** Calls of one kind within one tick of a clock that are told apart; beyond it nothing is recognised. */
const TIMES_TOLD = 16;

export class RepeatedEvents {
  readonly #events: DeviceEventLog;
  /** The first file that held any. */
  #first: number | undefined;
  /** What the files before this one hold; made when a second file holds any. */
  #known: RecordFilter | undefined;
  #file: number | undefined;
  /** What this file has told so far. */
  #told = new RecordFilter();

  constructor(events: DeviceEventLog) {
    this.#events = events;
  }

  /** Asked once for each event, before it is added to the log. */
  isRepeated(event: CryptoEvent): boolean {
    // Traces that name nobody are alike, whatever they trace.
    if (event.uid === undefined && event.pid === undefined && event.packageName === undefined) return false;
    const file = this.#events.files.length - 1;
    this.#first ??= file;
    if (file === this.#first) return false;
    this.#known ??= this.#earlier(file);
    if (file !== this.#file) this.#told = new RecordFilter();
    this.#file = file;
    return this.#isKnown(event, this.#told, this.#known);
  }

  #earlier(file: number): RecordFilter {
    const events = this.#events;
    const known = new RecordFilter();
    const told = new RecordFilter();
    for (let row = 0; row < events.count && events.file[row] < file; row++)
      if (isCryptoAction(events.actionOf(row))) this.#isKnown(events.event(row) as CryptoEvent, told, known);
    return known;
  }

  #isKnown(event: CryptoEvent, told: RecordFilter, known: RecordFilter): boolean {
    const fact = this.#factOf(event);
    for (let time = 0; time < TIMES_TOLD; time++) if (told.isNew([fact, time])) return !known.isNew([fact, time]);
    return false;
  }

  /** Everything but the place in the file. */
  #factOf(event: CryptoEvent): Record<string, unknown> {
    const device = event.device ?? this.#events.files.at(-1)?.device;
    const fields = Object.entries({ ...event, device }).filter(
      ([key, value]) => key !== 'line' && value !== undefined && !(key === 'uid' && Number(value) < 0),
    );
    return Object.fromEntries(fields);
  }
}
