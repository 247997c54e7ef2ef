// XMPP (RFC 6120 §4): an XML stream that opens with stream:stream. STARTTLS inside makes it TLS.

import { hasText, isText } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const LESS = 0x3c;
const STANZAS = ['<iq ', '<message ', '<presence '];
const LOOK_BYTES = 512;
const HANDSHAKE = 0x16;

export const xmppRecogniser = {
  name: 'xmpp',
  transport: 'tcp',
  proves:
    'XML whose first or second element opens a stream:stream (chance below 1e-30); or, in a stream that opened before the capture, the tag of a stanza before 60 more printable bytes (1e-20)',
  mayBegin: (byte: number) => byte === LESS,
  recognise({ orig, resp, startSeen }: FinishedFlow): ServiceFacts | undefined {
    if (!startSeen && (isStanza(orig) || isStanza(resp))) {
      return { service: 'xmpp', kind: 'cleartext', reason: 'XMPP stanzas; the stream opened before the capture' };
    }
    if (
      find(orig, '<stream:stream', LOOK_BYTES) === undefined &&
      find(resp, '<stream:stream', LOOK_BYTES) === undefined
    )
      return undefined;
    const asked = find(orig, '<starttls', orig.prefix.length);
    if (asked !== undefined) {
      const behind = orig.prefix.indexOf(0x3e, asked) + 1;
      const tls = orig.prefix.indexOf(HANDSHAKE, behind);
      if (tls >= 0 && orig.prefix[tls + 1] === 3) {
        return { service: 'xmpp', kind: 'standard', scheme: 'tls', reason: 'XMPP stream, then TLS by STARTTLS' };
      }
    }
    return { service: 'xmpp', kind: 'cleartext', reason: 'XMPP stream' };
  },
} as const satisfies ServiceRecogniser;

/** A stanza whose first tag ends, or the stream's end. */
function isStanza({ prefix }: FlowSide): boolean {
  if (hasText(prefix, 0, '</stream:stream>')) return true;
  const isNamed = STANZAS.some((name) => hasText(prefix, 0, name));
  return isNamed && prefix.indexOf(0x3e) > 0 && isText(prefix, 0, Math.min(prefix.length, 64));
}

function find({ prefix }: FlowSide, text: string, within: number): number | undefined {
  for (let at = prefix.indexOf(LESS); at >= 0 && at < within; at = prefix.indexOf(LESS, at + 1)) {
    if (hasText(prefix, at, text)) return at;
  }
  return undefined;
}
