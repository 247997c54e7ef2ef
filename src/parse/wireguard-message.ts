// WireGuard messages: a type in four little-endian bytes and a length that belongs to it (whitepaper §5.4).
// Cloudflare's WARP puts a client id into the three reserved bytes, so these are judged by whoever asks.

import { u32le } from '../base/byte-words.ts';

export const WireGuardType = { initiation: 1, response: 2, cookie: 3, data: 4 } as const;
export type WireGuardType = (typeof WireGuardType)[keyof typeof WireGuardType];

const INITIATION_BYTES = 148;
const RESPONSE_BYTES = 92;
const COOKIE_BYTES = 64;
const DATA_MIN_BYTES = 32;
/** Data is padded to 16 bytes, but not beyond what the path carries. */
const MTU_BYTES = 1200;
const SENDER_AT = 4;
const COUNTER_AT = 8;

/** By type and length on the wire; reserved bytes are not looked at. */
export function wireGuardType(
  bytes: Uint8Array,
  start: number,
  end: number,
  wireBytes: number,
): WireGuardType | undefined {
  if (end - start < DATA_MIN_BYTES) return undefined;
  switch (bytes[start]) {
    case WireGuardType.initiation:
      return wireBytes === INITIATION_BYTES ? WireGuardType.initiation : undefined;
    case WireGuardType.response:
      return wireBytes === RESPONSE_BYTES ? WireGuardType.response : undefined;
    case WireGuardType.cookie:
      return wireBytes === COOKIE_BYTES ? WireGuardType.cookie : undefined;
    case WireGuardType.data:
      return wireBytes % 16 === 0 || wireBytes >= MTU_BYTES ? WireGuardType.data : undefined;
    default:
      return undefined;
  }
}

export function hasZeroReserved(bytes: Uint8Array, start: number): boolean {
  return u32le(bytes, start) <= WireGuardType.data;
}

/** The sender's index of an initiation or a response; the receiver's of a cookie or data. */
export function firstIndex(bytes: Uint8Array, start: number): number {
  return u32le(bytes, start + SENDER_AT);
}

/** Whether `response` answers `initiation`: its receiver's index is the initiation's sender's. */
export function answersInitiation(
  initiation: Uint8Array,
  initiationAt: number,
  response: Uint8Array,
  responseAt: number,
): boolean {
  return u32le(response, responseAt + SENDER_AT + 4) === firstIndex(initiation, initiationAt);
}

/** The low half of a data message's counter; undefined where the high half is in use, which no real connection reaches. */
export function dataCounter(bytes: Uint8Array, start: number): number | undefined {
  return u32le(bytes, start + COUNTER_AT + 4) === 0 ? u32le(bytes, start + COUNTER_AT) : undefined;
}
