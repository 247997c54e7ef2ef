// Snapshots → intervals while reading: rows equal in tuple, UID and inode become one interval from first to last sight, with the gap to the
// neighbouring poll as slack on each side. A new inode or UID on the tuple is a new interval; ownerless rows only lengthen an old one.

import type { SocketClosings } from './socket-closings.ts';
import type { SocketColumns, SocketRow } from './socket-columns.ts';

/** A flow ends with its last packet, its socket up to an idle timeout later (TCP 300 s): no slack reaches further. */
export const MAX_SLACK_US = 300e6;
/** The kernel's tables are not read atomically, so a socket may be missing from a poll; the inode proves that it is the same one. */
const POLLS_KEPT = 3;
/** Rows of a snapshot without an announced time that are stamped one by one. */
const BURST_US = 50_000;

interface Entry {
  row: number;
  lastPoll: number;
  readonly key: string;
  readonly tuple: string;
}

export class SnapshotMerger {
  readonly #columns: SocketColumns;
  readonly #closings: SocketClosings | undefined;
  readonly #entries = new Map<string, Entry>();
  /** The latest interval of each tuple, whoever owned it. */
  readonly #latest = new Map<string, Entry>();
  #poll = 0;
  #pollUs = 0;
  #previousUs: number | undefined;
  #announced = false;

  constructor(columns: SocketColumns, closings?: SocketClosings) {
    this.#columns = columns;
    this.#closings = closings;
  }

  /** A snapshot begins. */
  beginPoll(timeUs: number): void {
    this.#announced = true;
    this.#nextPoll(timeUs);
  }

  add(row: SocketRow): void {
    if (!this.#announced && (this.#poll === 0 || Math.abs(row.startUs - this.#pollUs) > BURST_US))
      this.#nextPoll(row.startUs);
    const tuple = `${row.device} ${row.transport} ${row.localIp} ${row.localPort} ${row.remoteIp} ${row.remotePort}`;
    const latest = this.#latest.get(tuple);
    if (latest !== undefined && (row.ownerless || (row.inode === 0 && this.#columns.uid[latest.row] === row.uid))) {
      this.#extend(latest, row);
      return;
    }
    const key = `${tuple} ${row.uid} ${row.inode}`;
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#extend(entry, row);
    else this.#start(row, key, tuple);
  }

  /** After the last row of the file. */
  end(): void {
    this.#sweep();
  }

  #start(row: SocketRow, key: string, tuple: string): void {
    if (this.#previousUs !== undefined) row.beforeUs = Math.max(row.beforeUs, slack(this.#pollUs - this.#previousUs));
    const index = this.#columns.push(row);
    if (index < 0) return;
    if (row.closed) this.#closings?.saw(index, row.startUs, undefined, row.keptUs);
    const entry = { row: index, lastPoll: this.#poll, key, tuple };
    this.#entries.set(key, entry);
    this.#latest.set(tuple, entry);
  }

  #extend(entry: Entry, row: SocketRow): void {
    const columns = this.#columns;
    if (row.closed) this.#closings?.saw(entry.row, row.startUs, columns.endUs[entry.row], row.keptUs);
    if (entry.lastPoll !== this.#poll) columns.polls[entry.row]++;
    entry.lastPoll = this.#poll;
    columns.endUs[entry.row] = Math.max(columns.endUs[entry.row], row.endUs);
    columns.startUs[entry.row] = Math.min(columns.startUs[entry.row], row.startUs);
    columns.afterUs[entry.row] = row.afterUs;
  }

  #nextPoll(timeUs: number): void {
    if (this.#poll > 0) {
      this.#sweep();
      this.#previousUs = this.#pollUs;
    }
    this.#poll++;
    this.#pollUs = timeUs;
  }

  /** Intervals that the poll just finished did not show end before it; after a few polls they are forgotten. */
  #sweep(): void {
    const columns = this.#columns;
    for (const entry of this.#entries.values()) {
      if (entry.lastPoll === this.#poll) continue;
      if (this.#poll - entry.lastPoll === 1) {
        columns.afterUs[entry.row] = Math.max(
          columns.afterUs[entry.row],
          slack(this.#pollUs - columns.endUs[entry.row]),
        );
      }
      if (this.#poll - entry.lastPoll < POLLS_KEPT) continue;
      this.#entries.delete(entry.key);
      if (this.#latest.get(entry.tuple) === entry) this.#latest.delete(entry.tuple);
    }
  }
}

function slack(us: number): number {
  return Math.min(MAX_SLACK_US, Math.max(0, us));
}
