// MySQL and MariaDB, by the server's greeting; a client that asks for TLS in its answer makes it TLS inside.

import { isText, u16le, u24le } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 4;
const PROTOCOL_10 = 10;
const REFUSAL = 0xff;
const MOST_VERSION_BYTES = 64;
const SALT_BYTES = 8;
const CLIENT_SSL = 0x0800;
const SSL_REQUEST_BYTES = 32;

export const mysqlRecogniser = {
  name: 'mysql',
  transport: 'tcp',
  proves:
    'a packet numbered 0 with protocol 10, a printable version that begins with a digit, and the zero behind the salt (chance below 1e-10)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const greeting = flow.resp.prefix;
    if (greeting[3] !== 0 || greeting.length < HEADER_BYTES + 10 || u24le(greeting, 0) < 10) return undefined;
    if (greeting[HEADER_BYTES] === REFUSAL) {
      const isMysql =
        greeting[HEADER_BYTES + 3] === 0x23 ||
        isText(greeting, HEADER_BYTES + 3, Math.min(greeting.length, HEADER_BYTES + 24));
      if (!isMysql || u24le(greeting, 0) + HEADER_BYTES !== greeting.length || flow.orig.prefix.length > 0)
        return undefined;
      return { service: 'mysql', kind: 'cleartext', reason: 'MySQL refusal' };
    }
    const versionEnd = greeting.indexOf(0, HEADER_BYTES + 1);
    if (greeting[HEADER_BYTES] !== PROTOCOL_10 || versionEnd < 0 || versionEnd > HEADER_BYTES + MOST_VERSION_BYTES)
      return undefined;
    if (!isVersion(greeting, HEADER_BYTES + 1, versionEnd) || greeting[versionEnd + 1 + 4 + SALT_BYTES] !== 0)
      return undefined;
    const answer = flow.orig.prefix;
    const asksForTls = u24le(answer, 0) === SSL_REQUEST_BYTES && (u16le(answer, HEADER_BYTES) & CLIENT_SSL) !== 0;
    const reason = 'MySQL greeting of protocol 10';
    if (asksForTls) return { service: 'mysql', kind: 'standard', scheme: 'tls', reason: `${reason}, then TLS` };
    return { service: 'mysql', kind: 'cleartext', reason };
  },
} as const satisfies ServiceRecogniser;

function isVersion(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && bytes[start] >= 0x30 && bytes[start] <= 0x39 && isText(bytes, start, end);
}
