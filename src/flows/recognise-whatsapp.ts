// WhatsApp over TCP, by its prologue and the Noise handshake in protobuf that follows; edge routing may stand before it.

import { hasText, u24be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const ROUTING = 'ED\0\x01';
const LETTER_E = 0x45;
const LETTER_W = 0x57;
const MOST_ROUTING_BYTES = 255;
const LAST_MAJOR = 8;
/** Before Noise: a stream of binary XML, whose first element is a list, under RC4 after the login. */
const FIRST_MAJOR = 1;
const LIST = 0xf8;
const MOST_HELLO_BYTES = 4096;
/** Field 2 of the handshake message: the client's hello; its field 1: an ephemeral key of 32 bytes. */
const CLIENT_HELLO = 0x12;
const EPHEMERAL = 0x0a;
const KEY_BYTES = 32;

export const whatsappRecogniser = {
  name: 'whatsapp',
  transport: 'tcp',
  proves:
    'the prologue "WA" with its version, and a length before a protobuf that holds a key of 32 bytes (chance below 1e-13); or the prologue of version 1 and a list of binary XML as long as it says (1e-14); or the marker of edge routing before that prologue',
  proprietary: true,
  mayBegin: (byte: number) => byte === LETTER_E || byte === LETTER_W,
  recognise({ orig, startSeen }: FinishedFlow): ServiceFacts | undefined {
    const { prefix } = orig;
    if (!startSeen) return undefined;
    let at = 0;
    if (hasText(prefix, 0, ROUTING)) {
      const length = u24be(prefix, 4);
      if (length === 0 || length > MOST_ROUTING_BYTES) return undefined;
      at = 7 + length;
      // Only the routing was captured.
      if (at >= prefix.length) return facts('edge routing');
    }
    if (!hasText(prefix, at, 'WA') || prefix[at + 2] === 0 || prefix[at + 2] > LAST_MAJOR) return undefined;
    if (prefix.length <= at + 8) return at > 0 ? facts('edge routing and the prologue') : undefined;
    if (prefix[at + 2] === FIRST_MAJOR && prefix[at + 7] === LIST && u24be(prefix, at + 4) + 7 + at <= prefix.length) {
      return { ...facts('prologue and stream of its first protocol'), scheme: 'whatsapp' };
    }
    return holdsHello(prefix, at + 4) ? facts('prologue and Noise hello') : undefined;
  },
} as const satisfies ServiceRecogniser;

function facts(what: string): ServiceFacts {
  return { service: 'whatsapp', kind: 'custom', scheme: 'noise', reason: `WhatsApp: ${what}` };
}

/** The length of the first frame, the client's hello with a varint length, the key. */
function holdsHello(bytes: Uint8Array, at: number): boolean {
  const length = u24be(bytes, at);
  if (length < 4 + KEY_BYTES || length > MOST_HELLO_BYTES || bytes[at + 3] !== CLIENT_HELLO) return false;
  let inside = at + 4;
  while (inside < at + 7 && bytes[inside] >= 0x80) inside += 1;
  return bytes[inside + 1] === EPHEMERAL && bytes[inside + 2] === KEY_BYTES;
}
