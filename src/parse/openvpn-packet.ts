// OpenVPN packets: opcode and key id in the first byte, the sender's session id in the next eight (all but old data packets).
// https://build.openvpn.net/doxygen/group__network__protocol.html

import { u32be } from '../base/byte-words.ts';

/** First bytes of packets with key id 0. */
export const OpenVpnOpcode = {
  control: 0x20,
  ack: 0x28,
  dataV1: 0x30,
  resetClientV2: 0x38,
  resetServerV2: 0x40,
  dataV2: 0x48,
  resetClientV3: 0x50,
  controlWrappedKey: 0x58,
} as const;

export const SESSION_AT = 1;
export const SESSION_BYTES = 8;
/** Opcode, session id, no acknowledgements, packet id. */
const SHORTEST_RESET = 14;
/** The client's session id and packet id besides. */
const ANSWER_BYTES = 26;
/** Where the packet id and the time of tls-crypt and of tls-auth with MD5, SHA-1, SHA-256, SHA-384 and SHA-512 stand. */
const REPLAY_AT = [9, 25, 29, 41, 57, 73] as const;
const REPLAY_BYTES = 8;
/** A device's clock may be this far off the capture's. */
const CLOCK_ERROR_S = 2 * 86_400;

/** Whether the bytes can be a client's first packet, by its opcode and length. */
export function isClientReset(bytes: Uint8Array, start: number, end: number): boolean {
  const opcode = bytes[start];
  return (
    end - start >= SHORTEST_RESET && (opcode === OpenVpnOpcode.resetClientV2 || opcode === OpenVpnOpcode.resetClientV3)
  );
}

export function isServerReset(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= SHORTEST_RESET && bytes[start] === OpenVpnOpcode.resetServerV2;
}

/** An unprotected first packet: no acknowledgements, packet id 0, nothing more. */
export function isPlainReset(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === SHORTEST_RESET && bytes[start + 9] === 0 && u32be(bytes, start + 10) === 0;
}

/** An unprotected answer of the server: it acknowledges packet 0 of the client's session, and is packet 0 itself. */
export function isPlainAnswer(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== ANSWER_BYTES || bytes[start] !== OpenVpnOpcode.resetServerV2 || bytes[start + 9] !== 1)
    return false;
  return u32be(bytes, start + 10) === 0 && u32be(bytes, start + 22) === 0;
}

/** A protected packet: the first of its kind (packet id 1), stamped with the time of the capture. */
export function hasReplayStamp(bytes: Uint8Array, start: number, end: number, seconds: number): boolean {
  for (const offset of REPLAY_AT) {
    const at = start + offset;
    if (at + REPLAY_BYTES > end) return false;
    if (u32be(bytes, at) === 1 && Math.abs(u32be(bytes, at + 4) - seconds) <= CLOCK_ERROR_S) return true;
  }
  return false;
}

/** Whether the session id at `session` of `bytes` stands anywhere in the head of `answer`, as a server repeats it unless tls-crypt hides it. */
export function repeatsSession(
  bytes: Uint8Array,
  session: number,
  answer: Uint8Array,
  start: number,
  end: number,
): boolean {
  const last = Math.min(end, start + 128) - SESSION_BYTES;
  for (let at = start + SESSION_AT + SESSION_BYTES; at <= last; at++) {
    let i = 0;
    while (i < SESSION_BYTES && answer[at + i] === bytes[session + i]) i += 1;
    if (i === SESSION_BYTES) return true;
  }
  return false;
}
