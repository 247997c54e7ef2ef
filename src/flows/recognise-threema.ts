// Threema over TCP, by the sizes of its handshake and the little-endian lengths of every message after it. It has no mark in the clear.
// Threema Cryptography Whitepaper, "Client–Server Protocol Description".

import { u16le } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** The client's key and cookie; the server's cookie and its sealed key and cookie. */
const CLIENT_HELLO_BYTES = 48;
const SERVER_HELLO_BYTES = 80;
const LEAST_LOGIN_BYTES = 128;
const LOGIN_ANSWER_BYTES = 32;
const LEAST_FRAMES = 2;

export const threemaRecogniser = {
  name: 'threema',
  transport: 'tcp',
  proves:
    'first messages of 48 and 80 bytes, a login, an answer of 32, and two messages or more that are as long as their first two bytes say (chance below 1e-9)',
  proprietary: true,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { messages } = flow;
    if (!flow.startSeen || messages.count < 5 || messages.bytes[0] !== CLIENT_HELLO_BYTES) return undefined;
    if (messages.bytes[1] !== SERVER_HELLO_BYTES || messages.bytes[2] < LEAST_LOGIN_BYTES) return undefined;
    if (messages.fromOriginator[0] !== 1 || messages.fromOriginator[1] !== 0 || messages.fromOriginator[2] !== 1)
      return undefined;
    // Further messages may be written together with the server's answer to the login.
    if (messages.fromOriginator[3] !== 0 || messages.bytes[3] < LOGIN_ANSWER_BYTES) return undefined;
    const fromResp = framed(flow.resp.prefix, SERVER_HELLO_BYTES + LOGIN_ANSWER_BYTES);
    const fromOrig = framed(flow.orig.prefix, CLIENT_HELLO_BYTES + messages.bytes[2]);
    if (fromOrig === undefined || fromResp === undefined || fromOrig + fromResp < LEAST_FRAMES) return undefined;
    const reason = `sizes of Threema's handshake, and ${fromOrig + fromResp} messages as long as they say`;
    return { service: 'threema', kind: 'custom', scheme: 'threema', confidence: 0.97, reason };
  },
} as const satisfies ServiceRecogniser;

/** How many frames follow each other from `start` on; undefined where one leads past the bytes of a prefix that is whole. */
function framed(prefix: Uint8Array, start: number): number | undefined {
  let frames = 0;
  for (let at = start; at + 2 <= prefix.length && frames < 16; ) {
    const end = at + 2 + u16le(prefix, at);
    if (end === at + 2) return undefined;
    if (end > prefix.length) return prefix.length >= 4096 ? frames : undefined;
    frames += 1;
    at = end;
  }
  return frames;
}
