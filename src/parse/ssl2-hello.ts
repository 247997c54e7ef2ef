// Hellos in SSL 2.0 records: a ClientHello that old clients sent to servers of any version (RFC 5246 appendix E.2), and SSL 2.0's own ServerHello.
// Invariant: the lengths inside add up to the record exactly, which chance does not do.

import type { Parsed } from '../base/parsed.ts';
import { malformed, needMore, parsed } from '../base/parsed.ts';
import { u16 } from './tls-extension.ts';

export interface Ssl2Hello {
  from: 'client' | 'server';
  /** Highest offered, or chosen: 0x0002 for SSL 2.0 itself. */
  version: number;
  /** Record header included. */
  wireBytes: number;
}

const CLIENT_HELLO = 1;
const SERVER_HELLO = 4;
/** Two bytes of length with the top bit set, one of type, and the fixed fields behind it. */
const RECORD_HEADER_BYTES = 2;
const CLIENT_FIXED_BYTES = 9;
const SERVER_FIXED_BYTES = 11;

export function readSsl2Hello(bytes: Uint8Array): Parsed<Ssl2Hello> {
  if (bytes.length < RECORD_HEADER_BYTES + 1) return needMore('SSL 2.0 record', 0);
  if ((bytes[0] & 0x80) === 0) return malformed('not an SSL 2.0 record', 0);
  const body = u16(bytes, 0) & 0x7fff;
  switch (bytes[2]) {
    case CLIENT_HELLO:
      return bytes.length < RECORD_HEADER_BYTES + CLIENT_FIXED_BYTES
        ? needMore('SSL 2.0 ClientHello', 0)
        : readClientHello(bytes, body);
    case SERVER_HELLO:
      return bytes.length < RECORD_HEADER_BYTES + SERVER_FIXED_BYTES
        ? needMore('SSL 2.0 ServerHello', 0)
        : readServerHello(bytes, body);
    default:
      return malformed('not an SSL 2.0 hello', 2);
  }
}

function readClientHello(bytes: Uint8Array, body: number): Parsed<Ssl2Hello> {
  const version = u16(bytes, 3);
  if (version !== 2 && (version < 0x0300 || version > 0x0303)) return malformed('version', 3);
  const suites = u16(bytes, 5);
  const sessionId = u16(bytes, 7);
  const challenge = u16(bytes, 9);
  // Cipher specs have three bytes, a challenge 16 to 32 (E.2).
  if (suites === 0 || suites % 3 !== 0) return malformed('cipher specs', 5);
  if (challenge < 16 || challenge > 32) return malformed('challenge', 9);
  if (CLIENT_FIXED_BYTES + suites + sessionId + challenge !== body) return malformed('length', 0);
  return parsed({ from: 'client', version, wireBytes: RECORD_HEADER_BYTES + body });
}

function readServerHello(bytes: Uint8Array, body: number): Parsed<Ssl2Hello> {
  const version = u16(bytes, 5);
  if (version !== 2) return malformed('version', 5);
  const certificate = u16(bytes, 7);
  const suites = u16(bytes, 9);
  const connectionId = u16(bytes, 11);
  if (bytes[3] > 1 || suites % 3 !== 0) return malformed('cipher specs', 9);
  if (SERVER_FIXED_BYTES + certificate + suites + connectionId !== body) return malformed('length', 0);
  return parsed({ from: 'server', version, wireBytes: RECORD_HEADER_BYTES + body });
}
