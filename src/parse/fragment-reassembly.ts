// IP fragment reassembly (RFC 791 §3.2, RFC 8200 §4.5), bounded in datagrams and bytes. Of overlapping IPv4 pieces the first bytes hold;
// IPv6 datagrams that overlap are given up (RFC 5722). Invariant: every datagram given up is counted in `incomplete`.

import type { FragmentHeader } from './ip.ts';
import { DecodeStop, type PacketView } from './packet-view.ts';

/** Waiting at a time; of more, the oldest is given up. */
const MAX_DATAGRAMS = 256;
const MAX_DATAGRAM_BYTES = 65_535;
/** The smallest MTU of IPv6 makes 54 pieces of the largest datagram, IPv4's 576 bytes make 119. */
const MAX_PIECES = 256;
/** RFC 791 and RFC 8200 §4.5 give a datagram at most 60 s. */
const TIMEOUT_US = 60e6;

interface Datagram {
  bytes: Uint8Array;
  /** [start, end) of the bytes on the wire that were seen, in order, apart from each other. */
  seen: number[];
  /** The same for the bytes that were captured. */
  captured: number[];
  /** Unknown (-1) until the last piece came. */
  totalBytes: number;
  protocol: number;
  firstTimeUs: number;
  packets: number;
  ipBytes: number;
}

export class FragmentReassembly {
  /** Datagrams given up: never completed, contradictory, or too many at once. */
  incomplete = 0;
  completed = 0;
  readonly #datagrams = new Map<string, Datagram>();

  /**
   * Takes the fragment the view stopped at. True when a datagram is complete: the view then holds its transport bytes
   * and stands for all its packets.
   */
  take(view: PacketView, header: FragmentHeader): boolean {
    const key = keyOf(view, header.id);
    const datagram = this.#datagramOf(key, view);
    const end = header.offset + header.bytes;
    // All pieces but the last are multiples of 8 bytes, and nothing lies behind the last one.
    const isSound =
      end <= MAX_DATAGRAM_BYTES &&
      (header.more ? header.bytes % 8 === 0 : datagram.totalBytes < 0 || datagram.totalBytes === end) &&
      (datagram.totalBytes < 0 || end <= datagram.totalBytes) &&
      (header.more || (datagram.seen.at(-1) ?? 0) <= end) &&
      datagram.packets < MAX_PIECES;
    if (!isSound || !store(datagram, view, header)) {
      this.#giveUp(key);
      return false;
    }
    if (!header.more) datagram.totalBytes = end;
    if (datagram.totalBytes < 0 || datagram.seen[1] !== datagram.totalBytes || datagram.seen[0] !== 0) return false;
    this.#datagrams.delete(key);
    this.completed += 1;
    restore(view, datagram);
    return true;
  }

  /** At the end of a capture: what is still waiting will never complete. */
  finish(): void {
    this.incomplete += this.#datagrams.size;
    this.#datagrams.clear();
  }

  #datagramOf(key: string, view: PacketView): Datagram {
    const waiting = this.#datagrams.get(key);
    if (waiting !== undefined) {
      if (Math.abs(view.timeUs - waiting.firstTimeUs) <= TIMEOUT_US) return waiting;
      this.#giveUp(key);
    }
    if (this.#datagrams.size >= MAX_DATAGRAMS) this.#giveUp(this.#datagrams.keys().next().value as string);
    const datagram: Datagram = {
      bytes: new Uint8Array(2048),
      seen: [],
      captured: [],
      totalBytes: -1,
      protocol: view.protocol,
      firstTimeUs: view.timeUs,
      packets: 0,
      ipBytes: 0,
    };
    this.#datagrams.set(key, datagram);
    return datagram;
  }

  #giveUp(key: string): void {
    this.#datagrams.delete(key);
    this.incomplete += 1;
  }
}

/**
 * The interface belongs to the key, so that a packet captured on two of them is put together twice, not mixed. IPv6 leaves the protocol to the
 * first fragment (RFC 8200 §4.5), IPv4 has it in the key (RFC 791 §3.2).
 */
function keyOf(view: PacketView, id: number): string {
  const protocol = view.ipVersion === 4 ? view.protocol : -1;
  return `${view.s0},${view.s1},${view.s2},${view.s3},${view.d0},${view.d1},${view.d2},${view.d3},${id},${protocol},${view.interfaceId}`;
}

/** False where an IPv6 piece overlaps another one without being its copy. */
function store(datagram: Datagram, view: PacketView, header: FragmentHeader): boolean {
  const from = header.offset;
  const to = from + header.bytes;
  const captured = Math.min(header.bytes, view.payloadCaptured);
  const { seen } = datagram;
  let isNew = true;
  for (let i = 0; i < seen.length; i += 2) {
    if (seen[i] >= to || seen[i + 1] <= from) continue;
    isNew = false;
    if (view.ipVersion === 6 && (from < seen[i] || to > seen[i + 1])) return false;
  }
  if (from === 0) datagram.protocol = view.protocol;
  datagram.packets += 1;
  datagram.ipBytes += view.ipBytes;
  grow(datagram, to);
  if (isNew) copy(datagram, view, header.start, from, from + captured);
  else copyGaps(datagram, view, header.start, from, from + captured);
  addRange(datagram.seen, from, to);
  addRange(datagram.captured, from, from + captured);
  return true;
}

function copy(datagram: Datagram, view: PacketView, start: number, from: number, to: number): void {
  datagram.bytes.set(view.bytes.subarray(start, start + to - from), from);
}

/** Writes `from` … `to` except where there are captured bytes already. */
function copyGaps(datagram: Datagram, view: PacketView, start: number, from: number, to: number): void {
  const { captured } = datagram;
  let at = from;
  for (let i = 0; i < captured.length && at < to; i += 2) {
    const gapEnd = Math.min(captured[i], to);
    if (gapEnd > at) copy(datagram, view, start + at - from, at, gapEnd);
    at = Math.max(at, captured[i + 1]);
  }
  if (at < to) copy(datagram, view, start + at - from, at, to);
}

function grow(datagram: Datagram, bytes: number): void {
  if (datagram.bytes.length >= bytes) return;
  const larger = new Uint8Array(Math.min(MAX_DATAGRAM_BYTES, Math.max(bytes, datagram.bytes.length * 2)));
  larger.set(datagram.bytes);
  datagram.bytes = larger;
}

/** Adds [from, to) to ordered ranges and joins what touches. */
function addRange(ranges: number[], from: number, to: number): void {
  if (from === to) return;
  let first = 0;
  while (first < ranges.length && ranges[first + 1] < from) first += 2;
  let last = first;
  let low = from;
  let high = to;
  for (; last < ranges.length && ranges[last] <= to; last += 2) {
    low = Math.min(low, ranges[last]);
    high = Math.max(high, ranges[last + 1]);
  }
  ranges.splice(first, last - first, low, high);
}

function restore(view: PacketView, datagram: Datagram): void {
  view.bytes = datagram.bytes;
  view.protocol = datagram.protocol;
  view.payloadStart = 0;
  view.payloadBytes = datagram.totalBytes;
  view.payloadCaptured = datagram.captured[0] === 0 ? datagram.captured[1] : 0;
  view.capturedEnd = view.payloadCaptured;
  view.ipPackets = datagram.packets;
  view.ipBytes = datagram.ipBytes;
  view.stop = DecodeStop.ok;
  view.stopReason = '';
}
