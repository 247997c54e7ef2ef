// Handshake messages of DTLS (RFC 6347 §4.2.2, RFC 9147 §5.2): fragments of a side put together and given the header of four bytes that TLS has.
// Invariant: a few messages, each within the bounds of its stream; a fragment that contradicts the length of its message is refused.

import { OffsetStream } from './offset-stream.ts';
import { u16, u24 } from './tls-extension.ts';
import type { TlsHandshakeMessage } from './tls-record.ts';

const HEADER_BYTES = 12;
const TLS_HEADER_BYTES = 4;
/** A flight has ten messages at most. */
const MAX_MESSAGES = 16;

interface PartialMessage {
  type: number;
  bodyBytes: number;
  stream: OffsetStream;
}

export class DtlsHandshakes {
  readonly #bySequence = new Map<number, PartialMessage>();

  /** Adds the messages, or fragments, of a handshake record's body; false where they contradict the format. */
  add(bytes: Uint8Array, bodyAt: number, end: number): boolean {
    for (let at = bodyAt; at < end; ) {
      if (at + HEADER_BYTES > end) return false;
      const bodyBytes = u24(bytes, at + 1);
      const sequence = u16(bytes, at + 4);
      const offset = u24(bytes, at + 6);
      const length = u24(bytes, at + 9);
      const dataAt = at + HEADER_BYTES;
      if (offset + length > bodyBytes || dataAt + length > end) return false;
      this.#message(sequence, bytes[at], bodyBytes)?.stream.add(offset, bytes.subarray(dataAt, dataAt + length));
      at = dataAt + length;
    }
    return true;
  }

  /** In the order of their numbers, as far as they are there without a hole. */
  get messages(): TlsHandshakeMessage[] {
    const inOrder = [...this.#bySequence].sort(([a], [b]) => a - b);
    return inOrder.map(([, { type, bodyBytes, stream }]) => {
      const body = stream.contiguous;
      const message = new Uint8Array(TLS_HEADER_BYTES + body.length);
      message.set([type, bodyBytes >> 16, (bodyBytes >> 8) & 0xff, bodyBytes & 0xff]);
      message.set(body, TLS_HEADER_BYTES);
      return { type, bytes: message, wireBytes: TLS_HEADER_BYTES + bodyBytes };
    });
  }

  #message(sequence: number, type: number, bodyBytes: number): PartialMessage | undefined {
    const known = this.#bySequence.get(sequence);
    if (known !== undefined) return known.type === type && known.bodyBytes === bodyBytes ? known : undefined;
    if (this.#bySequence.size >= MAX_MESSAGES) return undefined;
    const message = { type, bodyBytes, stream: new OffsetStream() };
    this.#bySequence.set(sequence, message);
    return message;
  }
}
