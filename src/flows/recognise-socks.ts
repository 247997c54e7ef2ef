// SOCKS 4 and 5 (RFC 1928), by the request and its answer; what follows the handshake may be TLS.

import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const VERSION_5 = 5;
const VERSION_4 = 4;
const MOST_METHODS = 8;
const NO_METHOD = 0xff;
const LAST_METHOD = 9;
const GRANTED = 0x5a;
const LAST_REPLY = 0x5d;
const HANDSHAKE = 0x16;

export const socksRecogniser = {
  name: 'socks',
  transport: 'tcp',
  proves:
    'a list of methods as long as its count and a choice of one of them (chance below 1e-8), or a request of version 4 and one of its four answers (1e-9)',
  mayBegin: (byte: number) => byte === VERSION_5 || byte === VERSION_4,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const asked = flow.orig.prefix;
    const answer = flow.resp.prefix;
    const end = asked[0] === VERSION_5 ? version5End(asked, answer, flow) : version4End(asked, answer);
    if (end === undefined) return undefined;
    const reason = `SOCKS ${asked[0]} request and answer`;
    if (asked[end] === HANDSHAKE && asked[end + 1] === 3) {
      return { service: 'socks', kind: 'standard', scheme: 'tls', confidence: 0.95, reason: `${reason}, then TLS` };
    }
    return { service: 'socks', kind: 'cleartext', reason };
  },
} as const satisfies ServiceRecogniser;

/** Where the tunnelled bytes of the originator begin. */
function version5End(asked: Uint8Array, answer: Uint8Array, { messages }: FinishedFlow): number | undefined {
  const methods = asked[1];
  if (methods === 0 || methods > MOST_METHODS || messages.count === 0 || messages.bytes[0] !== 2 + methods)
    return undefined;
  for (let i = 2; i < 2 + methods; i++) if (asked[i] > LAST_METHOD && asked[i] < 0x80) return undefined;
  if (answer.length === 0) return methods >= 2 ? asked.length : undefined;
  if (answer[0] !== VERSION_5 || answer.length < 2) return undefined;
  const chosen = answer[1];
  if (chosen !== NO_METHOD && !asked.subarray(2, 2 + methods).includes(chosen)) return undefined;
  const request = 2 + methods;
  if (asked[request] !== VERSION_5) return request;
  const addressBytes = asked[request + 3] === 1 ? 4 : asked[request + 3] === 4 ? 16 : 1 + asked[request + 4];
  return request + 6 + addressBytes;
}

function version4End(asked: Uint8Array, answer: Uint8Array): number | undefined {
  if (asked[0] !== VERSION_4 || (asked[1] !== 1 && asked[1] !== 2) || asked.length < 9) return undefined;
  if (answer.length < 8 || answer[0] !== 0 || answer[1] < GRANTED || answer[1] > LAST_REPLY) return undefined;
  const user = asked.indexOf(0, 8);
  if (user < 0 || user > 8 + 255) return undefined;
  // An address 0.0.0.x announces a name behind the user (SOCKS 4a).
  const isNamed = asked[4] === 0 && asked[5] === 0 && asked[6] === 0 && asked[7] !== 0;
  return (isNamed ? asked.indexOf(0, user + 1) : user) + 1;
}
