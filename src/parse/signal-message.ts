// The first message of a Signal session (X3DH §3.3, PQXDH §3.3): a version byte, then a protobuf with the sender's base and identity keys, each
// behind the type byte 05, and the first ratchet message. Field numbers are those of libsignal's PreKeySignalMessage.

import { ByteCursor } from '../base/byte-cursor.ts';

export interface SignalPreKeyMessage {
  /** Offsets of the 32 bytes behind the type byte. */
  readonly baseKey: number;
  readonly identityKey: number;
  /** A KEM ciphertext is there: PQXDH. */
  readonly hasKem: boolean;
}

/** Current version in the low half, the message's in the high half. */
const VERSIONS = new Set([0x33, 0x34, 0x43, 0x44]);
const BASE_KEY = 2;
const IDENTITY_KEY = 3;
const MESSAGE = 4;
const KEM_CIPHERTEXT = 8;
const MAX_FIELDS = 10;
const KEY_BYTES = 33;
const DJB_TYPE = 5;

/** Undefined unless the bytes from `at` on begin such a message with both keys and a ratchet message. Never throws. */
export function readSignalPreKeyMessage(bytes: Uint8Array, at: number): SignalPreKeyMessage | undefined {
  if (!VERSIONS.has(bytes[at])) return undefined;
  const cursor = new ByteCursor(bytes, at + 1);
  let baseKey = 0;
  let identityKey = 0;
  let hasMessage = false;
  let hasKem = false;
  for (let fields = 0; fields < MAX_FIELDS && cursor.remaining > 0; fields++) {
    const tag = cursor.u8();
    const field = tag >> 3;
    if (tag >= 0x80 || field === 0 || field > KEM_CIPHERTEXT) break;
    const value = varint(cursor);
    if ((tag & 7) === 0) continue;
    if ((tag & 7) !== 2 || cursor.short) return undefined;
    const start = cursor.offset;
    if (field === BASE_KEY || field === IDENTITY_KEY) {
      if (value !== KEY_BYTES || bytes[start] !== DJB_TYPE) return undefined;
      if (field === BASE_KEY) baseKey = start + 1;
      else identityKey = start + 1;
    } else if (field === MESSAGE) hasMessage = true;
    else if (field === KEM_CIPHERTEXT) hasKem = true;
    else return undefined;
    cursor.skip(Math.min(value, cursor.remaining));
  }
  return baseKey > 0 && identityKey > 0 && hasMessage ? { baseKey, identityKey, hasKem } : undefined;
}

function varint(cursor: ByteCursor): number {
  let value = 0;
  for (let i = 0, scale = 1; i < 5; i++, scale *= 128) {
    const byte = cursor.u8();
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  cursor.short = true;
  return value;
}
