// Device events in order of time, and of each UID by itself: made once the clocks are aligned, searched by halving.

export interface EventQuery {
  /** Events of this UID. Left out: events of every UID and of the device. */
  readonly uid?: number | undefined;
  /** Only what belongs to no app: screen, keyguard, doze, boot, the log's own marks. */
  readonly ownerless?: boolean | undefined;
  /** Events of another named device are left out. */
  readonly device?: string | undefined;
  /** In the capture's time, both inclusive. */
  readonly fromUs?: number | undefined;
  readonly toUs?: number | undefined;
}

/** What the order is made of, by row. */
interface EventColumns {
  readonly count: number;
  readonly captureUs: Float64Array;
  readonly file: Uint16Array;
  readonly line: Uint32Array;
  readonly uid: Int32Array;
}

const OWNERLESS = -1;

export class EventOrder {
  readonly #log: EventColumns;
  readonly #byTime: Uint32Array;
  /** The rows of a UID together, in order of time; two bounds say where. */
  readonly #byUid: Uint32Array;
  readonly #bounds = new Map<number, { from: number; to: number }>();

  constructor(log: EventColumns) {
    this.#log = log;
    const { captureUs, file, line, uid } = log;
    this.#byTime = new Uint32Array(log.count);
    for (let row = 0; row < log.count; row++) this.#byTime[row] = row;
    // Rows were added file after file, line after line: their number decides between equal times.
    const later = (a: number, b: number): number =>
      captureUs[a] - captureUs[b] || file[a] - file[b] || line[a] - line[b] || a - b;
    // Most logs are in order as they are.
    let ordered = 1;
    while (ordered < log.count && later(ordered - 1, ordered) < 0) ordered++;
    if (ordered < log.count) this.#byTime.sort(later);
    this.#byUid = this.#groupedByUid(uid);
  }

  /** Counts the rows of each UID, then puts each row behind those of its UID that came before it in time. */
  #groupedByUid(uid: Int32Array): Uint32Array {
    const { count } = this.#log;
    for (let row = 0; row < count; row++) {
      const bounds = this.#bounds.get(uid[row]);
      if (bounds === undefined) this.#bounds.set(uid[row], { from: 0, to: 1 });
      else bounds.to++;
    }
    let from = 0;
    for (const bounds of this.#bounds.values()) {
      const rows = bounds.to;
      bounds.from = from;
      bounds.to = from;
      from += rows;
    }
    const grouped = new Uint32Array(count);
    for (const row of this.#byTime) {
      const bounds = this.#bounds.get(uid[row]);
      if (bounds !== undefined) grouped[bounds.to++] = row;
    }
    return grouped;
  }

  *rows(query: EventQuery): IterableIterator<number> {
    const owner = query.ownerless === true ? OWNERLESS : query.uid;
    const rows = owner === undefined ? this.#byTime : this.#byUid;
    const bounds = owner === undefined ? { from: 0, to: rows.length } : this.#bounds.get(owner);
    if (bounds === undefined) return;
    const toUs = query.toUs ?? Number.POSITIVE_INFINITY;
    const { captureUs } = this.#log;
    for (let at = this.#first(rows, bounds, query.fromUs ?? Number.NEGATIVE_INFINITY); at < bounds.to; at++) {
      if (captureUs[rows[at]] > toUs) return;
      yield rows[at];
    }
  }

  /** The first place at or after `fromUs`. */
  #first(rows: Uint32Array, bounds: { from: number; to: number }, fromUs: number): number {
    let low = bounds.from;
    let high = bounds.to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#log.captureUs[rows[middle]] < fromUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
