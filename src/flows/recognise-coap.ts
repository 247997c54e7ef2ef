// CoAP over UDP (RFC 7252 §3), by options that decode to the last byte, and answers that repeat the token and the message id.

import { isText, u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import { passingMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const PAYLOAD_MARKER = 0xff;
const MOST_TOKEN = 8;
/** Registered options: If-Match … Echo, Block, Size, Observe, No-Response, Request-Tag. */
const OPTIONS = new Set([
  1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 19, 20, 21, 23, 27, 28, 31, 35, 39, 60, 252, 258, 292,
]);
const TYPE = 0x30;
const ACKNOWLEDGEMENT = 0x20;
const LAST_DRAFT_OPTION = 15;
const DRAFT_HOST = 5;
const DRAFT_PATH = 9;
const URI_HOST = 3;
const URI_PATH = 11;

export const coapRecogniser = {
  name: 'coap',
  transport: 'udp',
  proves:
    'an exchange whose answer repeats message id and token, every option registered (chance below 1e-8), or a request for a path or host of printable characters whose options are all registered (1e-6)',
  mayBegin: (byte: number) => byte >> 6 === 1 && (byte & 0x0f) <= MOST_TOKEN,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    if (passingMessages(flow, 1, isMessage, 2) === 0 && orig.prefix.length > 0) return undefined;
    if (passingMessages(flow, 0, isMessage, 2) === 0 && resp.prefix.length > 0) return undefined;
    const answered = orig.prefix.length > 0 && answers(orig.prefix, resp.prefix);
    if (!answered && !namesResource(orig.prefix, firstMessageEnd(flow, 1))) return undefined;
    return { service: 'coap', kind: 'cleartext', reason: 'CoAP messages with registered options' };
  },
} as const satisfies ServiceRecogniser;

/** The same message id, and the same token where the answer carries one: an acknowledgement of the message may come without it. */
function answers(asked: Uint8Array, answer: Uint8Array): boolean {
  if (answer.length < 4 || u16be(asked, 2) !== u16be(answer, 2)) return false;
  const token = answer[0] & 15;
  if (token === 0) return (answer[0] & TYPE) === ACKNOWLEDGEMENT && (asked[0] & TYPE) === 0;
  if (token !== (asked[0] & 15)) return false;
  for (let i = 4; i < 4 + token; i++) if (asked[i] !== answer[i]) return false;
  return true;
}

function isMessage(bytes: Uint8Array, start: number, end: number): boolean {
  return walk(bytes, start, end) !== undefined || walkDraft(bytes, start, end) !== undefined;
}

function namesResource(bytes: Uint8Array, end: number): boolean {
  const printable = bytes.length > 0 ? (walk(bytes, 0, end) ?? walkDraft(bytes, 0, end)) : undefined;
  // Requests: codes 0.01 to 0.07.
  return printable !== undefined && printable >= 3 && bytes[1] >= 1 && bytes[1] <= 7;
}

/** How many characters of paths and hosts there are; undefined where the bytes are no CoAP message. */
function walk(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < 4 || bytes[start] >> 6 !== 1 || (bytes[start] & 15) > MOST_TOKEN) return undefined;
  const code = bytes[start + 1];
  const family = code >> 5;
  if (family === 1 || family === 3 || family > 5 || (code & 31) > 31) return undefined;
  let at = start + 4 + (bytes[start] & 15);
  let option = 0;
  let characters = 0;
  while (at < end && bytes[at] !== PAYLOAD_MARKER) {
    const header = bytes[at++];
    const delta = header >> 4;
    const length = header & 15;
    if (delta === 15 || length === 15) return undefined;
    const deltaBytes = delta < 13 ? 0 : delta - 12;
    option += extended(bytes, at, delta);
    const valueAt = at + deltaBytes + (length < 13 ? 0 : length - 12);
    const valueEnd = valueAt + extended(bytes, at + deltaBytes, length);
    if (!OPTIONS.has(option) || valueEnd > end) return undefined;
    if (option === URI_HOST || option === URI_PATH) {
      for (let i = valueAt; i < valueEnd; i++) if (bytes[i] < 0x20 || bytes[i] > 0x7e) return undefined;
      characters += valueEnd - valueAt;
    }
    at = valueEnd;
  }
  return at <= end ? characters : undefined;
}

/** Drafts before the RFC (draft-ietf-core-coap-08): the low nibble counts options, paths have number 9, hosts 5. Without a payload only. */
function walkDraft(bytes: Uint8Array, start: number, end: number): number | undefined {
  const count = bytes[start] & 15;
  if (end - start < 4 || bytes[start] >> 6 !== 1 || count === 0 || bytes[start + 1] > 4) return undefined;
  let at = start + 4;
  let option = 0;
  let characters = 0;
  for (let i = 0; i < count; i++) {
    const length = bytes[at] & 15;
    option += bytes[at] >> 4;
    if (at + 1 + length > end || length === 15 || option > LAST_DRAFT_OPTION) return undefined;
    if (option === DRAFT_HOST || option === DRAFT_PATH) {
      if (!isText(bytes, at + 1, at + 1 + length)) return undefined;
      characters += length;
    }
    at += 1 + length;
  }
  return at === end ? characters : undefined;
}

function extended(bytes: Uint8Array, at: number, nibble: number): number {
  return nibble < 13 ? nibble : nibble === 13 ? 13 + bytes[at] : 269 + u16be(bytes, at);
}
