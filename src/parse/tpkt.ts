// TPKT (RFC 1006 §6), a length before each message, and the X.224 header inside (RFC 905 §13): what RDP, S7 and others stand on.

import { u16be } from '../base/byte-words.ts';

const VERSION = 3;
const HEADER_BYTES = 4;
export const X224 = { connectionRequest: 0xe0, connectionConfirm: 0xd0, data: 0xf0, disconnectRequest: 0x80 } as const;

/** One past the message's last byte; undefined where no TPKT header stands at `at`. */
export function tpktEnd(bytes: Uint8Array, at: number): number | undefined {
  if (at + HEADER_BYTES > bytes.length || bytes[at] !== VERSION || bytes[at + 1] !== 0) return undefined;
  const length = u16be(bytes, at + 2);
  return length > HEADER_BYTES ? at + length : undefined;
}

export interface X224Message {
  readonly type: number;
  /** First byte behind the X.224 header. */
  readonly dataAt: number;
  /** One past the last byte of the TPKT message. */
  readonly end: number;
}

/** The X.224 message that begins at `at`; undefined where its lengths do not nest. */
export function x224Message(bytes: Uint8Array, at: number): X224Message | undefined {
  const end = tpktEnd(bytes, at);
  if (end === undefined || at + HEADER_BYTES + 2 > bytes.length) return undefined;
  const indicator = bytes[at + HEADER_BYTES];
  const dataAt = at + HEADER_BYTES + 1 + indicator;
  const type = bytes[at + HEADER_BYTES + 1] & 0xf0;
  return indicator >= 2 && dataAt <= end ? { type, dataAt, end } : undefined;
}
