// Payload of a few chosen flows, in order, with the frame of every byte: what a second, targeted reading of a capture keeps for comparison with
// the device's logs and for explanations. Bounded per direction and in total; what a bound cost is counted.

import type { PacketView } from '../parse/packet-view.ts';
import { IpProtocol, TcpFlag } from '../parse/packet-view.ts';

/** Payload that one packet added. */
export interface WatchedSegment {
  readonly frame: number;
  readonly capture: number;
  readonly timeUs: number;
  /** Where its first byte stands among the direction's bytes. */
  readonly offset: number;
  readonly length: number;
}

export interface WatchedDirection {
  readonly bytes: Uint8Array;
  readonly segments: readonly WatchedSegment[];
}

/** A flow to watch: its key as flows keep it (originator first), and its time. */
export interface WatchedFlowKey {
  readonly key: ArrayLike<number>;
  /** Of the key's first word. */
  readonly keyAt: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** Of a flow's key (flow-table.ts). */
const PORTS_WORD = 8;
const PROTOCOL_WORD = 9;

const DIRECTION_BYTES = 1 << 20;
const TOTAL_BYTES = 128 << 20;
const HELD_SEGMENTS = 64;
const MAX_SEGMENTS = 1 << 14;

class Direction implements WatchedDirection {
  segments: WatchedSegment[] = [];
  nextSequence: number | undefined;
  readonly held: { sequence: number; view: HeldPacket }[] = [];
  #buffer = new Uint8Array(0);
  #used = 0;

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }

  get used(): number {
    return this.#used;
  }

  append(bytes: Uint8Array, packet: HeldPacket): void {
    const needed = this.#used + bytes.length;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.min(DIRECTION_BYTES, Math.max(needed, this.#buffer.length * 2, 512)));
      grown.set(this.bytes);
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, this.#used);
    const { frame, capture, timeUs } = packet;
    this.segments.push({ frame, capture, timeUs, offset: this.#used, length: bytes.length });
    this.#used += bytes.length;
  }
}

interface HeldPacket {
  readonly frame: number;
  readonly capture: number;
  readonly timeUs: number;
  readonly bytes: Uint8Array;
}

export class WatchedStreams {
  /** Payload bytes beyond a bound. */
  droppedBytes = 0;
  readonly flows: readonly (readonly [Direction, Direction])[];
  readonly #keys: readonly WatchedFlowKey[];
  /** By both ports in either order: what nearly all packets of other flows fail. */
  readonly #byPorts = new Map<number, number[]>();
  #total = 0;

  constructor(keys: readonly WatchedFlowKey[]) {
    this.#keys = keys;
    this.flows = keys.map(() => [new Direction(), new Direction()]);
    keys.forEach(({ key, keyAt }, at) => {
      const ports = key[keyAt + PORTS_WORD];
      const place = portsKey(ports >>> 16, ports & 0xffff);
      const known = this.#byPorts.get(place);
      if (known === undefined) this.#byPorts.set(place, [at]);
      else known.push(at);
    });
  }

  /** True for a packet of a watched flow. */
  packet(view: PacketView, capture: number): boolean {
    const candidates = this.#byPorts.get(portsKey(view.sourcePort, view.destinationPort));
    if (candidates === undefined) return false;
    for (const at of candidates) {
      const side = this.#sideOf(this.#keys[at], view);
      if (side === undefined) continue;
      if (view.payloadCaptured > 0 || (view.tcpFlags & TcpFlag.syn) !== 0)
        this.#take(this.flows[at][side], view, capture);
      return true;
    }
    return false;
  }

  /** Lets go of what still waits for a missing segment, in order, and counts nothing for the hole. */
  finish(): void {
    for (const flow of this.flows) {
      for (const direction of flow) {
        direction.held.sort((a, b) => (a.sequence - b.sequence) | 0);
        for (const { view } of direction.held) this.#append(direction, view.bytes, view);
        direction.held.length = 0;
      }
    }
  }

  #sideOf({ key, keyAt, startUs, endUs }: WatchedFlowKey, view: PacketView): 0 | 1 | undefined {
    if (view.timeUs < startUs || view.timeUs > endUs) return undefined;
    if (key[keyAt + PROTOCOL_WORD] !== view.protocol) return undefined;
    const ports = key[keyAt + PORTS_WORD];
    const forward = ports >>> 16 === view.sourcePort && (ports & 0xffff) === view.destinationPort;
    if (forward && sameAddresses(key, keyAt, view, 0)) return 0;
    return (ports & 0xffff) === view.sourcePort && sameAddresses(key, keyAt, view, 4) ? 1 : undefined;
  }

  #take(direction: Direction, view: PacketView, capture: number): void {
    const start = view.payloadStart;
    const payload = view.bytes.subarray(start, start + view.payloadCaptured);
    const packet = { frame: view.frame, capture, timeUs: view.timeUs, bytes: payload };
    if (view.protocol !== IpProtocol.tcp) {
      if (payload.length > 0) this.#append(direction, payload, packet);
      return;
    }
    const isSyn = (view.tcpFlags & TcpFlag.syn) !== 0;
    const sequence = isSyn ? (view.sequence + 1) | 0 : view.sequence | 0;
    direction.nextSequence ??= sequence;
    if (payload.length === 0) return;
    this.#segment(direction, sequence, packet);
    this.#drain(direction);
  }

  #segment(direction: Direction, sequence: number, packet: HeldPacket): void {
    const ahead = (sequence - (direction.nextSequence ?? sequence)) | 0;
    if (ahead > 0) {
      if (direction.held.length < HELD_SEGMENTS) {
        direction.held.push({ sequence, view: { ...packet, bytes: packet.bytes.slice() } });
        return;
      }
      // A hole that stays: what waits is taken as it is.
      direction.nextSequence = sequence;
    }
    const known = Math.min(Math.max(0, -ahead), packet.bytes.length);
    if (known === packet.bytes.length) return;
    this.#append(direction, packet.bytes.subarray(known), packet);
    direction.nextSequence = (sequence + packet.bytes.length) | 0;
  }

  #drain(direction: Direction): void {
    for (;;) {
      const at = direction.held.findIndex(({ sequence }) => ((sequence - (direction.nextSequence ?? 0)) | 0) <= 0);
      if (at < 0) return;
      const [{ sequence, view }] = direction.held.splice(at, 1);
      this.#segment(direction, sequence, view);
    }
  }

  #append(direction: Direction, bytes: Uint8Array, packet: HeldPacket): void {
    const room = Math.min(DIRECTION_BYTES - direction.used, TOTAL_BYTES - this.#total);
    const kept = direction.segments.length >= MAX_SEGMENTS ? 0 : Math.max(0, Math.min(room, bytes.length));
    this.droppedBytes += bytes.length - kept;
    if (kept === 0) return;
    direction.append(bytes.subarray(0, kept), packet);
    this.#total += kept;
  }
}

function portsKey(a: number, b: number): number {
  return a < b ? a * 65_536 + b : b * 65_536 + a;
}

/** `from`: 0 where the packet's source is the key's first address, 4 where it is the second. */
function sameAddresses(key: ArrayLike<number>, at: number, view: PacketView, from: 0 | 4): boolean {
  const s = at + from;
  const d = at + 4 - from;
  return (
    key[s] === view.s0 &&
    key[s + 1] === view.s1 &&
    key[s + 2] === view.s2 &&
    key[s + 3] === view.s3 &&
    key[d] === view.d0 &&
    key[d + 1] === view.d1 &&
    key[d + 2] === view.d2 &&
    key[d + 3] === view.d3
  );
}
