// Folds packets that a capture on several interfaces holds more than once: same addresses, ports, IP id, sequence and length, within 2 ms, on another interface.
// Asked only where a capture has more than one interface; costs nothing elsewhere.

import { IpProtocol, type PacketView } from '../parse/packet-view.ts';

const WINDOW_US = 2000;
const SLOTS = 4096;
const SAMPLE_BYTES = 16;

export class DuplicateFilter {
  /** Packets folded into an earlier copy. */
  folded = 0;
  readonly #signatures = new Int32Array(SLOTS);
  readonly #checks = new Int32Array(SLOTS);
  readonly #interfaces = new Int32Array(SLOTS).fill(-1);
  readonly #timesUs = new Float64Array(SLOTS);

  /** True when the packet is another interface's copy of one seen just before. */
  isDuplicate(view: PacketView, hash: number): boolean {
    const signature = signatureOf(view, hash);
    const slot = signature & (SLOTS - 1);
    const check = checkOf(view);
    const isCopy =
      this.#signatures[slot] === signature &&
      this.#checks[slot] === check &&
      this.#interfaces[slot] !== view.interfaceId &&
      Math.abs(view.timeUs - this.#timesUs[slot]) <= WINDOW_US;
    if (isCopy) {
      this.folded += 1;
      return true;
    }
    this.#store(slot, signature, check, view);
    return false;
  }

  #store(slot: number, signature: number, check: number, view: PacketView): void {
    this.#signatures[slot] = signature;
    this.#checks[slot] = check;
    this.#interfaces[slot] = view.interfaceId;
    this.#timesUs[slot] = view.timeUs;
  }
}

function signatureOf(view: PacketView, hash: number): number {
  const tcp = view.protocol === IpProtocol.tcp;
  let h = hash ^ Math.imul(view.ipId + 1, 0x85ebca6b | 0) ^ Math.imul(view.payloadBytes + 1, 0xc2b2ae35 | 0) ^ view.s3;
  if (tcp) h ^= Math.imul(view.sequence, 0x27d4eb2f) ^ Math.imul(view.acknowledgment, 0x165667b1) ^ view.tcpFlags;
  // Mixed once more: sequence numbers that step by a round number would share slots.
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b | 0);
  return h ^ (h >>> 13);
}

/** Up to 16 payload bytes from either end (FNV-1a), so that two datagrams without IP id are not taken for one. */
function checkOf(view: PacketView): number {
  const b = view.bytes;
  const from = view.payloadStart;
  const end = from + view.payloadCaptured;
  const head = Math.min(end, from + SAMPLE_BYTES);
  let h = view.d3 ^ view.sourcePort;
  for (let i = from; i < head; i++) h = Math.imul(h ^ b[i], 0x01000193);
  for (let i = Math.max(head, end - SAMPLE_BYTES); i < end; i++) h = Math.imul(h ^ b[i], 0x01000193);
  return h;
}
