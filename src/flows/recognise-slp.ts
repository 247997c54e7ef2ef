// The Service Location Protocol, versions 2 (RFC 2608 §8) and 1 (RFC 2165 §4.1): by function, length and language.

import { u16be, u24be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const LAST_FUNCTION = 11;
const HEADER_BYTES_2 = 14;
const HEADER_BYTES_1 = 12;

export const slpRecogniser = {
  name: 'slp',
  transport: 'both',
  proves:
    'version 1 or 2, one of eleven functions, the length of the message, and a language of two letters and more (chance below 1e-9)',
  mayBegin: (byte: number) => byte === 1 || byte === 2,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, flow.protocol === IpProtocol.tcp ? isSlpStream : isSlp, 2) === 0) return undefined;
    return { service: 'slp', kind: 'cleartext', reason: 'SLP messages' };
  },
} as const satisfies ServiceRecogniser;

function isSlp(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  return messageBytes(bytes, start, end) === wireBytes;
}

function isSlpStream(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  const length = messageBytes(bytes, start, end);
  return length !== undefined && length <= wireBytes;
}

/** The length that the message has by its own word. */
function messageBytes(bytes: Uint8Array, start: number, end: number): number | undefined {
  const kind = bytes[start + 1];
  if (kind === 0 || kind > LAST_FUNCTION) return undefined;
  if (bytes[start] === 2) {
    const language = u16be(bytes, start + 12);
    if (end - start < HEADER_BYTES_2 + 2 || (bytes[start + 6] !== 0 && u16be(bytes, start + 6) !== 0)) return undefined;
    if (language > 16 || (language > 0 && !isLetters(bytes, start + HEADER_BYTES_2))) return undefined;
    return (bytes[start + 5] & 0x1f) === 0 ? u24be(bytes, start + 2) : undefined;
  }
  if (bytes[start] !== 1 || end - start < HEADER_BYTES_1 || !isLetters(bytes, start + 6)) return undefined;
  return u16be(bytes, start + 2);
}

function isLetters(bytes: Uint8Array, at: number): boolean {
  return isLetter(bytes[at]) && isLetter(bytes[at + 1]);
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}
