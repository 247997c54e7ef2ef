// RakNet, the transport of many games: by the sixteen bytes that mark its messages before a connection.

import { u16be, u24le } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const MARK = [0x00, 0xff, 0xff, 0x00, 0xfe, 0xfe, 0xfe, 0xfe, 0xfd, 0xfd, 0xfd, 0xfd, 0x12, 0x34, 0x56, 0x78] as const;
/** Behind the message's number; in pings behind the time, in pongs behind the server's id as well. */
const MARK_AT = [1, 9, 17] as const;
const LAST_NUMBER = 0x1c;
const FIRST_FRAMES = 0x80;
const LAST_FRAMES = 0x8f;
const REFUSED = 0xa0;
const ACKNOWLEDGED = 0xc0;
const LAST_CONNECTED = 0xc0;
/** Of acknowledged numbers at once. */
const MOST_RANGE = 4096;

export const raknetRecogniser = {
  name: 'raknet',
  transport: 'udp',
  proves:
    "RakNet's mark of sixteen bytes (chance 1e-38); or, of a connection that began before the capture, datagrams whose frames or acknowledged ranges lead to the last byte (chance below 1e-7)",
  mayBegin: (byte: number) => (byte > 0 && byte <= LAST_NUMBER) || (byte >= FIRST_FRAMES && byte <= LAST_CONNECTED),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (isMarked(flow.orig) || isMarked(flow.resp)) return facts("RakNet's mark");
    return provedMessages(flow, isConnected, 3) > 0 ? facts('frames and acknowledgements to the last byte') : undefined;
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'raknet', kind: 'cleartext', reason: `RakNet: ${what}` };
}

function isConnected(bytes: Uint8Array, start: number, end: number, wireBytes: number): boolean {
  if (end - start !== wireBytes) return false;
  const first = bytes[start];
  if (first === ACKNOWLEDGED || first === REFUSED) return areRanges(bytes, start, end);
  return first >= FIRST_FRAMES && first <= LAST_FRAMES && areFrames(bytes, start + 4, end);
}

/** A count, and so many single numbers (01) or ranges (00) that rise. */
function areRanges(bytes: Uint8Array, start: number, end: number): boolean {
  const count = u16be(bytes, start + 1);
  let at = start + 3;
  let next = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > end || bytes[at] > 1) return false;
    const from = u24le(bytes, at + 1);
    const to = bytes[at] === 1 ? from : u24le(bytes, at + 4);
    if (from < next || to < from || to - from > MOST_RANGE) return false;
    next = to + 1;
    at += bytes[at] === 1 ? 4 : 7;
  }
  return count > 0 && at === end;
}

/** Reliability and split flag in a byte, length in bits, the numbers that the reliability calls for, contents of whole bytes. */
function areFrames(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  let frames = 0;
  for (; at + 3 < end; frames++) {
    const flags = bytes[at];
    const bits = u16be(bytes, at + 1);
    if ((flags & 0x0f) !== 0 || bits === 0 || bits % 8 !== 0) return false;
    const reliability = flags >> 5;
    const isReliable = reliability >= 2 && reliability !== 5;
    const isSequenced = reliability === 1 || reliability === 4;
    const isOrdered = isSequenced || reliability === 3 || reliability === 7;
    const numbers = (isReliable ? 3 : 0) + (isSequenced ? 3 : 0) + (isOrdered ? 4 : 0);
    at += 3 + numbers + ((flags & 0x10) !== 0 ? 10 : 0) + bits / 8;
  }
  return frames > 0 && at === end;
}

function isMarked({ prefix }: FlowSide): boolean {
  return MARK_AT.some((at) => MARK.every((byte, i) => prefix[at + i] === byte));
}
