// The flow table of one shard: a hash over typed columns (struct of arrays), rows recycled, two lists by idle time.
// Invariant: a row is in the hash and in one idle list from begin() to remove(); find() sees both directions of a key.

import { NO_UID } from '../parse/capture-record.ts';
import { IpProtocol, type PacketView } from '../parse/packet-view.ts';
import { FlowColumns } from './flow-columns.ts';
import { KEY_WORDS } from './flow-key.ts';
import { NO_LOG } from './log-pool.ts';
import { NO_BLOCK } from './prefix-pool.ts';

export const NO_ROW = -1;

/** Idle lists, and how long each waits (the timeouts of the output contract). Closed TCP flows have their own: they are the first to go. */
export const IdleClass = { tcp: 0, short: 1, closed: 2 } as const;
export const IDLE_TIMEOUT_US = [300e6, 60e6, 300e6] as const;
/** More rows than a few lie in memory of their own, which has room for so many and takes what is used of it. */
const FEW_ROWS = 2048;
const MANY_ROWS = 1 << 16;
const NO_ROWS = [NO_ROW, NO_ROW, NO_ROW] as const;

export class FlowTable {
  readonly columns: FlowColumns;
  /** Rows in use. */
  count = 0;
  /** Set by find(): 0 when the packet goes the originator's way, 1 when the responder's. */
  direction = 0;
  /** Set by find() when it finds nothing: rows in the bucket, and the one that is there longest. */
  crowd = 0;
  eldest = NO_ROW;
  #buckets: Int32Array;
  #free = NO_ROW;
  #used = 0;
  /** Oldest and newest row of each idle list. */
  readonly oldest: Int32Array = new Int32Array(NO_ROWS);
  readonly newest: Int32Array = new Int32Array(NO_ROWS);

  constructor(rows = 1024) {
    this.columns = new FlowColumns(rows);
    this.#buckets = new Int32Array(rows * 2).fill(NO_ROW);
  }

  /** The row of the packet's flow, or NO_ROW. */
  find(view: PacketView, hash: number): number {
    const { key, hashes, chain } = this.columns;
    const ports = (view.sourcePort << 16) | view.destinationPort;
    const reverse = (view.destinationPort << 16) | view.sourcePort;
    let crowd = 0;
    let eldest = NO_ROW;
    for (let row = this.#buckets[hash & (this.#buckets.length - 1)]; row !== NO_ROW; row = chain[row]) {
      crowd += 1;
      eldest = row;
      if (hashes[row] !== hash) continue;
      const k = row * KEY_WORDS;
      if (key[k + 9] !== view.protocol) continue;
      const stored = key[k + 8];
      if (stored === ports && key[k + 3] === view.s3 && key[k + 7] === view.d3 && this.#same(k, view, 0, 4)) {
        this.direction = 0;
        return row;
      }
      if (stored === reverse && key[k + 3] === view.d3 && key[k + 7] === view.s3 && this.#same(k, view, 4, 0)) {
        this.direction = 1;
        return row;
      }
    }
    this.crowd = crowd;
    this.eldest = eldest;
    return NO_ROW;
  }

  /** A new row for the packet's flow; `flipped`: the packet's destination is the originator. */
  begin(view: PacketView, hash: number, flipped: boolean): number {
    const row = this.#take();
    const c = this.columns;
    const k = row * KEY_WORDS;
    const source = flipped ? 4 : 0;
    const destination = flipped ? 0 : 4;
    c.key[k + source] = view.s0;
    c.key[k + source + 1] = view.s1;
    c.key[k + source + 2] = view.s2;
    c.key[k + source + 3] = view.s3;
    c.key[k + destination] = view.d0;
    c.key[k + destination + 1] = view.d1;
    c.key[k + destination + 2] = view.d2;
    c.key[k + destination + 3] = view.d3;
    c.key[k + 8] = flipped
      ? (view.destinationPort << 16) | view.sourcePort
      : (view.sourcePort << 16) | view.destinationPort;
    c.key[k + 9] = view.protocol;
    c.hashes[row] = hash;
    const bucket = hash & (this.#buckets.length - 1);
    c.chain[row] = this.#buckets[bucket];
    this.#buckets[bucket] = row;
    c.uid[row] = NO_UID;
    for (let side = 0; side < 2; side++) c.prefixBlock[row * 2 + side] = NO_BLOCK;
    for (let log = 0; log < 4; log++) {
      c.logFirst[row * 4 + log] = NO_LOG;
      c.logLast[row * 4 + log] = NO_LOG;
    }
    this.#append(row, view.protocol === IpProtocol.tcp ? IdleClass.tcp : IdleClass.short);
    this.direction = flipped ? 1 : 0;
    return row;
  }

  /** Moves the row to the young end of its idle list (or of another one). */
  touch(row: number, idleClass: number): void {
    if (this.newest[idleClass] === row) return;
    this.#unlink(row);
    this.#append(row, idleClass);
  }

  /** Takes the row out of the hash and its list and clears its columns. */
  remove(row: number): void {
    const c = this.columns;
    const bucket = c.hashes[row] & (this.#buckets.length - 1);
    if (this.#buckets[bucket] === row) this.#buckets[bucket] = c.chain[row];
    else {
      let before = this.#buckets[bucket];
      while (c.chain[before] !== row) before = c.chain[before];
      c.chain[before] = c.chain[row];
    }
    this.#unlink(row);
    c.clear(row);
    c.chain[row] = this.#free;
    this.#free = row;
    this.count -= 1;
  }

  #same(k: number, view: PacketView, source: number, destination: number): boolean {
    const key = this.columns.key;
    return (
      key[k + source] === view.s0 &&
      key[k + source + 1] === view.s1 &&
      key[k + source + 2] === view.s2 &&
      key[k + destination] === view.d0 &&
      key[k + destination + 1] === view.d1 &&
      key[k + destination + 2] === view.d2
    );
  }

  #take(): number {
    this.count += 1;
    const row = this.#free;
    if (row !== NO_ROW) {
      this.#free = this.columns.chain[row];
      return row;
    }
    if (this.#used === this.#buckets.length / 2) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const rows = this.#buckets.length;
    if (rows > this.columns.rows) this.columns.grow(rows > FEW_ROWS ? Math.max(rows, MANY_ROWS) : rows);
    this.#buckets = new Int32Array(rows * 2).fill(NO_ROW);
    const mask = this.#buckets.length - 1;
    const { hashes, chain } = this.columns;
    // Every row below #used is in use here: growth happens only when the free list is empty.
    for (let row = 0; row < this.#used; row++) {
      const bucket = hashes[row] & mask;
      chain[row] = this.#buckets[bucket];
      this.#buckets[bucket] = row;
    }
  }

  #append(row: number, idleClass: number): void {
    const c = this.columns;
    const last = this.newest[idleClass];
    c.idleClass[row] = idleClass;
    c.older[row] = last;
    c.younger[row] = NO_ROW;
    if (last === NO_ROW) this.oldest[idleClass] = row;
    else c.younger[last] = row;
    this.newest[idleClass] = row;
  }

  #unlink(row: number): void {
    const c = this.columns;
    const idleClass = c.idleClass[row];
    const older = c.older[row];
    const younger = c.younger[row];
    if (older === NO_ROW) this.oldest[idleClass] = younger;
    else c.younger[older] = younger;
    if (younger === NO_ROW) this.newest[idleClass] = older;
    else c.older[younger] = older;
  }
}
