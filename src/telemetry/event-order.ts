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
  /** By UID, then time; the rows of a UID lie between two bounds. */
  readonly #byUid: Uint32Array;
  readonly #bounds = new Map<number, { from: number; to: number }>();

  constructor(log: EventColumns) {
    this.#log = log;
    const { captureUs, file, line, uid } = log;
    // Rows were added file after file, line after line: their number decides between equal times.
    this.#byTime = Uint32Array.from({ length: log.count }, (_, row) => row).sort(
      (a, b) => captureUs[a] - captureUs[b] || file[a] - file[b] || line[a] - line[b] || a - b,
    );
    const place = new Uint32Array(log.count);
    this.#byTime.forEach((row, at) => {
      place[row] = at;
    });
    this.#byUid = this.#byTime.slice().sort((a, b) => uid[a] - uid[b] || place[a] - place[b]);
    for (let from = 0; from < log.count; ) {
      let to = from;
      while (to < log.count && uid[this.#byUid[to]] === uid[this.#byUid[from]]) to++;
      this.#bounds.set(uid[this.#byUid[from]], { from, to });
      from = to;
    }
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
