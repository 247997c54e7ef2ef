// LDAP over TCP and UDP (RFC 4511 §4.1), by messages whose BER elements nest. Only named: what it says is not read.

import { BerTag, berElement, berInteger } from '../parse/ber-element.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Bind, unbind, search, modify, add, delete, rename, compare, abandon, extended: requests and answers (APPLICATION 0 … 25). */
const OPERATIONS = new Set([
  0x60, 0x61, 0x42, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x4a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x50, 0x73, 0x77,
  0x78, 0x79,
]);
/** Contents of bind and search requests, and of results, begin with an integer, a string or an enumerated value. */
const FIRST_INSIDE = new Set<number>([BerTag.integer, BerTag.octetString, BerTag.enumerated, 0x80, 0x8a]);

export const ldapRecogniser = {
  name: 'ldap',
  transport: 'both',
  proves:
    'a sequence of a message number and one of 21 operations that ends where it does, and begins inside as the operation must (chance below 1e-8)',
  mayBegin: (byte: number) => byte === BerTag.sequence,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const orig = holds(flow, 1);
    const resp = holds(flow, 0);
    if (orig === false || resp === false || (orig ?? resp) === undefined) return undefined;
    return { service: 'ldap', kind: 'cleartext', reason: 'LDAP messages whose elements nest' };
  },
} as const satisfies ServiceRecogniser;

/** Undefined where the side was silent. */
function holds(flow: FinishedFlow, fromOriginator: 0 | 1): boolean | undefined {
  const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
  if (prefix.length === 0) return undefined;
  const end = flow.protocol === IpProtocol.tcp ? prefix.length : firstMessageEnd(flow, fromOriginator);
  // A side whose beginning was missed may begin anywhere.
  return isLdap(prefix, end) || (!flow.startSeen && prefix[0] !== BerTag.sequence ? undefined : false);
}

function isLdap(bytes: Uint8Array, end: number): boolean {
  const whole = berElement(bytes, 0, end);
  if (whole?.tag !== BerTag.sequence) return false;
  const id = berElement(bytes, whole.start, end);
  if (id === undefined || berInteger(bytes, id) === undefined) return false;
  const operation = berElement(bytes, id.end, end);
  if (operation === undefined || !OPERATIONS.has(operation.tag) || operation.end > whole.end) return false;
  // Controls may follow the operation.
  if (operation.end < whole.end && operation.end < end && bytes[operation.end] !== 0xa0) return false;
  if ((operation.tag & 0x20) === 0) return operation.end - operation.start <= 4;
  return operation.start < end && FIRST_INSIDE.has(bytes[operation.start]);
}
