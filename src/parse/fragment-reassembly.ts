// IP fragment reassembly (RFC 815's result, RFC 8200 §4.5), bounded in datagrams and bytes; overlaps keep the first bytes (RFC 5722 drops them).
// What cannot be completed is given back as its first fragment, so that no packet is lost without a count.

import type { FragmentHeader } from './ip.ts';
import { DecodeStop, type PacketView } from './packet-view.ts';

const MAX_DATAGRAMS = 256;
const MAX_DATAGRAM_BYTES = 65_535;
const MAX_PIECES = 256;
/** RFC 791 and RFC 8200 §4.5 give a datagram at most 60 s. */
const TIMEOUT_US = 60e6;

interface Datagram {
  bytes: Uint8Array;
  /** [start, end) of each piece on the wire, unordered. */
  pieces: number[];
  /** Captured end of the contiguous bytes, once complete. */
  totalBytes: number;
  firstTimeUs: number;
  packets: number;
  ipBytes: number;
  truncated: boolean;
}

export class FragmentReassembly {
  /** Datagrams given up: never completed, or too many at once. */
  incomplete = 0;
  completed = 0;
  readonly #datagrams = new Map<string, Datagram>();

  /**
   * Takes the fragment the view stopped at. True when a datagram is complete: the view then holds its transport bytes
   * and stands for all its packets.
   */
  take(view: PacketView, header: FragmentHeader): boolean {
    const key = `${view.s0},${view.s1},${view.s2},${view.s3},${view.d0},${view.d1},${view.d2},${view.d3},${header.id},${view.protocol}`;
    let datagram = this.#datagrams.get(key);
    if (datagram !== undefined && Math.abs(view.timeUs - datagram.firstTimeUs) > TIMEOUT_US) {
      this.#drop(key);
      datagram = undefined;
    }
    if (datagram === undefined) {
      if (this.#datagrams.size >= MAX_DATAGRAMS) this.#drop(this.#datagrams.keys().next().value as string);
      datagram = {
        bytes: new Uint8Array(2048),
        pieces: [],
        totalBytes: -1,
        firstTimeUs: view.timeUs,
        packets: 0,
        ipBytes: 0,
        truncated: false,
      };
      this.#datagrams.set(key, datagram);
    }
    const end = header.offset + header.bytes;
    if (end > MAX_DATAGRAM_BYTES || datagram.pieces.length >= MAX_PIECES * 2) {
      this.#drop(key);
      return false;
    }
    this.#store(datagram, view, header);
    if (!header.more) datagram.totalBytes = end;
    if (datagram.totalBytes < 0 || !covers(datagram.pieces, datagram.totalBytes)) return false;
    this.#datagrams.delete(key);
    this.completed += 1;
    view.bytes = datagram.bytes;
    view.payloadStart = 0;
    view.payloadBytes = datagram.totalBytes;
    view.payloadCaptured = datagram.truncated
      ? Math.min(datagram.totalBytes, view.payloadCaptured)
      : datagram.totalBytes;
    view.capturedEnd = view.payloadCaptured;
    view.ipPackets = datagram.packets;
    view.ipBytes = datagram.ipBytes;
    view.stop = DecodeStop.ok;
    view.stopReason = '';
    return true;
  }

  /** At the end of a capture: what is still waiting will never complete. */
  finish(): void {
    this.incomplete += this.#datagrams.size;
    this.#datagrams.clear();
  }

  #store(datagram: Datagram, view: PacketView, header: FragmentHeader): void {
    const end = header.offset + header.bytes;
    if (datagram.bytes.length < end) {
      const larger = new Uint8Array(Math.min(MAX_DATAGRAM_BYTES, Math.max(end, datagram.bytes.length * 2)));
      larger.set(datagram.bytes);
      datagram.bytes = larger;
    }
    const captured = Math.min(header.bytes, view.payloadCaptured);
    if (captured < header.bytes) datagram.truncated = true;
    if (!overlaps(datagram.pieces, header.offset, end)) {
      datagram.bytes.set(view.bytes.subarray(header.start, header.start + captured), header.offset);
    }
    datagram.pieces.push(header.offset, end);
    datagram.packets += 1;
    datagram.ipBytes += view.ipBytes;
  }

  #drop(key: string): void {
    this.#datagrams.delete(key);
    this.incomplete += 1;
  }
}

function overlaps(pieces: readonly number[], start: number, end: number): boolean {
  for (let i = 0; i < pieces.length; i += 2) {
    if (pieces[i] < end && pieces[i + 1] > start) return true;
  }
  return false;
}

/** Whether the pieces cover [0, total) without a hole. */
function covers(pieces: readonly number[], total: number): boolean {
  let reached = 0;
  let moved = true;
  while (moved && reached < total) {
    moved = false;
    for (let i = 0; i < pieces.length; i += 2) {
      if (pieces[i] <= reached && pieces[i + 1] > reached) {
        reached = pieces[i + 1];
        moved = true;
      }
    }
  }
  return reached >= total;
}
