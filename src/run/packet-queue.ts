// Packets of a live interface, waiting to be read as a pcap file (draft-ietf-opsawg-pcap: little-endian, µs).
// Bounded: packets that arrive while MAX_WAITING_BYTES wait are dropped and counted.

import { setImmediate as nextTurn } from 'node:timers/promises';

export class PacketQueue {
  /** Packets that did not fit. */
  droppedPackets = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #ended = false;
  #wake: () => void = () => {};
  readonly #maxWaitingBytes: number;

  constructor(linkType: number, maxWaitingBytes: number = MAX_WAITING_BYTES) {
    this.#maxWaitingBytes = maxWaitingBytes;
    this.#add(fileHeader(linkType));
  }

  /** Copies `packet`: the library that captures overwrites it with the next one. */
  push(packet: Uint8Array, timeUs: number): void {
    if (this.#ended) return;
    const length = RECORD_HEADER_BYTES + packet.length;
    if (this.#waitingBytes + length > this.#maxWaitingBytes) {
      this.droppedPackets += 1;
      return;
    }
    const record = new Uint8Array(length);
    const view = new DataView(record.buffer);
    view.setUint32(0, Math.floor(timeUs / 1e6), true);
    view.setUint32(4, Math.floor(timeUs % 1e6), true);
    view.setUint32(8, packet.length, true);
    view.setUint32(12, packet.length, true);
    record.set(packet, RECORD_HEADER_BYTES);
    this.#add(record);
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** All that waits, as one chunk, each time the reader asks. Ends after `end()` once everything was read. */
  async *chunks(): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      if (this.#waitingBytes > 0) {
        const chunk = Buffer.concat(this.#waiting, this.#waitingBytes);
        this.#waiting = [];
        this.#waitingBytes = 0;
        yield chunk;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        // libpcap hands over all it has before the event loop turns: one chunk for all of it, not one a packet.
        await nextTurn();
      }
    }
  }

  #add(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#wake();
  }
}

/** What a slow reader may fall behind before packets are dropped. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const RECORD_HEADER_BYTES = 16;
/** The longest packet that is captured; a longer one is cut by the kernel, and its true length is not known here. */
export const SNAP_LENGTH = 65_535;

function fileHeader(linkType: number): Uint8Array {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAP_LENGTH, true);
  view.setUint32(20, linkType, true);
  return header;
}
