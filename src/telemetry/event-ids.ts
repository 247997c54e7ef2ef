// Numbers of events, which grow by one and start anew with the device. What is missing between the lowest and the highest is known when the file has
// ended: its lines may stand in any order. A low number that comes later than all others is a new start.

import type { ImportContext } from './importer.ts';

export class EventIds {
  readonly #context: ImportContext;
  readonly #streams = new Map<string, Run>();

  constructor(context: ImportContext) {
    this.#context = context;
  }

  /** `stream`: whose numbers these are. An absent or odd id says nothing. */
  see(stream: string, value: unknown, timeUs: number): void {
    const id = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(id)) return;
    const run = this.#streams.get(stream);
    if (run !== undefined && !run.isNewStart(id, timeUs)) {
      run.add(id, timeUs, this.#context);
      return;
    }
    run?.end(this.#context);
    this.#streams.set(stream, new Run(id, timeUs));
  }

  /** After the last event of the file. */
  end(): void {
    for (const run of this.#streams.values()) run.end(this.#context);
    this.#streams.clear();
  }
}

/** Ids without one missing, and when the first and the last of them were. */
interface Range {
  first: number;
  last: number;
  firstUs: number;
  lastUs: number;
}

/** Events that are logged out of order lie within this; no device is up again sooner. */
const START_US = 5e6;
/** A file in which more is missing has said enough: what its lowest gap lacks is told, and no longer filled. */
const MAX_RANGES = 16_384;

/** The events from one start of the device to the next. */
class Run {
  /** In ascending order; what lies between two of them has not been seen. */
  readonly #ranges: Range[];
  #latestUs: number;

  constructor(id: number, timeUs: number) {
    this.#ranges = [{ first: id, last: id, firstUs: timeUs, lastUs: timeUs }];
    this.#latestUs = timeUs;
  }

  isNewStart(id: number, timeUs: number): boolean {
    if (timeUs <= this.#latestUs + START_US) return false;
    return id < (this.#ranges[0] as Range).first || this.#has(id);
  }

  add(id: number, timeUs: number, context: ImportContext): void {
    this.#latestUs = Math.max(this.#latestUs, timeUs);
    const at = this.#place(id);
    const below = this.#ranges[at - 1];
    const above = this.#ranges[at];
    if (below !== undefined && id <= below.last) return;
    const isNext = below?.last === id - 1;
    if (isNext && above?.first === id + 1) {
      below.last = above.last;
      below.lastUs = above.lastUs;
      this.#ranges.splice(at, 1);
    } else if (isNext) {
      below.last = id;
      below.lastUs = timeUs;
    } else if (above?.first === id + 1) {
      above.first = id;
      above.firstUs = timeUs;
    } else {
      this.#ranges.splice(at, 0, { first: id, last: id, firstUs: timeUs, lastUs: timeUs });
      if (this.#ranges.length > MAX_RANGES) this.#closeLowest(context);
    }
  }

  end(context: ImportContext): void {
    for (let i = 1; i < this.#ranges.length; i++) tell(this.#ranges[i - 1] as Range, this.#ranges[i] as Range, context);
  }

  #has(id: number): boolean {
    const below = this.#ranges[this.#place(id) - 1];
    return below !== undefined && id <= below.last;
  }

  /** Index of the first range that begins above the id. Most ids are the highest so far. */
  #place(id: number): number {
    let [low, high] = [0, this.#ranges.length];
    if ((this.#ranges[high - 1] as Range).first <= id) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle] as Range).first <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #closeLowest(context: ImportContext): void {
    const [lowest, next] = this.#ranges as [Range, Range];
    tell(lowest, next, context);
    next.first = lowest.first;
    next.firstUs = lowest.firstUs;
    this.#ranges.shift();
  }
}

function tell(below: Range, above: Range, context: ImportContext): void {
  const missing = above.first - below.last - 1;
  context.gap({
    // Numbers are given when an event is logged, which may be after another that came later.
    startUs: Math.min(below.lastUs, above.firstUs),
    endUs: Math.max(below.lastUs, above.firstUs),
    cause: `lacks ${missing === 1 ? `event ${below.last + 1}` : `events ${below.last + 1} to ${above.first - 1}`}`,
  });
}
