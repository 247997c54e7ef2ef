// Syslog (RFC 5424, RFC 3164): a priority in angle brackets, then text. Over TCP a length may stand before it (RFC 6587).

import { isText } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const MOST_PRIORITY = 191;
const LEAST_TEXT_BYTES = 12;
const LOOK_BYTES = 48;

export const syslogRecogniser = {
  name: 'syslog',
  transport: 'both',
  proves: 'a priority up to 191 in angle brackets before at least twelve printable bytes (chance below 1e-9)',
  mayBegin: (byte: number) => byte === 0x3c || (byte >= 0x31 && byte <= 0x39),
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = flow.orig;
    const end = firstMessageEnd(flow, 1);
    const text = textAt(prefix, countEnd(prefix));
    if (text === undefined || end - text < LEAST_TEXT_BYTES) return undefined;
    if (!isText(prefix, text, Math.min(end, text + LOOK_BYTES))) return undefined;
    return { service: 'syslog', kind: 'cleartext', reason: 'syslog messages' };
  },
} as const satisfies ServiceRecogniser;

/** Behind the length that counts a message in a stream, where there is one. */
function countEnd(bytes: Uint8Array): number {
  let at = 0;
  while (at < 5 && isDigit(bytes[at])) at += 1;
  return at > 0 && bytes[at] === 0x20 ? at + 1 : 0;
}

/** Behind the priority. */
function textAt(bytes: Uint8Array, start: number): number | undefined {
  if (bytes[start] !== 0x3c) return undefined;
  let priority = 0;
  let at = start + 1;
  while (at < start + 4 && isDigit(bytes[at])) priority = priority * 10 + bytes[at++] - 0x30;
  return at > start + 1 && bytes[at] === 0x3e && priority <= MOST_PRIORITY ? at + 1 : undefined;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
