// Numbers of events, which grow by one and start anew with the device: a jump ahead says how many events are missing.

import type { ImportContext } from './importer.ts';

export class EventIds {
  readonly #context: ImportContext;
  readonly #last = new Map<string, { id: number; timeUs: number }>();

  constructor(context: ImportContext) {
    this.#context = context;
  }

  /** `stream`: whose numbers these are. An absent or odd id says nothing. */
  see(stream: string, value: unknown, timeUs: number): void {
    const id = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(id)) return;
    const last = this.#last.get(stream);
    this.#last.set(stream, { id, timeUs });
    if (last === undefined || id <= last.id + 1) return;
    const missing = id - last.id - 1;
    this.#context.gap({
      // Numbers are given when an event is logged, which may be after another that came later.
      startUs: Math.min(last.timeUs, timeUs),
      endUs: Math.max(last.timeUs, timeUs),
      cause: `lacks ${missing === 1 ? `event ${last.id + 1}` : `events ${last.id + 1} to ${id - 1}`}`,
    });
  }
}
