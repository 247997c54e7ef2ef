// Signs that a flow only dresses as TLS: record headers are there, and the handshake behind them does not hold (RFC 8446 §4, §5; RFC 5246 §7).
// Invariant: only flows whose beginning was seen are asked, and every sign but the last is one that no TLS stack can give. Checked against real handshakes.

import { TLS_RECORD_HEADER_BYTES, TlsContentType, tlsRecordEnd } from '../parse/tls-record.ts';
import { suiteStrength } from '../parse/tls-suite-strength.ts';
import type { FinishedFlow, FlowSide, TlsRecordLog } from './finished-flow.ts';
import { isTls13, type TlsHandshake } from './tls-facts.ts';

export const TlsContradiction = {
  /** The originator's first record is no ClientHello. */
  noClientHello: 'no_client_hello',
  /** The originator begins with application data. */
  applicationDataFirst: 'application_data_first',
  /** The responder answers a ClientHello with records, and the first is neither a ServerHello nor an alert. */
  noServerHello: 'no_server_hello',
  /** It chose a cipher suite, or a group of TLS 1.3, that was not on offer. */
  choiceNotOffered: 'choice_not_offered',
  /** In TLS 1.3 the ServerHello repeats the client's session id (RFC 8446 §4.1.3). */
  sessionIdNotEchoed: 'session_id_not_echoed',
  /** Application data before ChangeCipherSpec (TLS 1.2), or before the responder has spoken and without early_data (TLS 1.3). */
  dataBeforeFinished: 'data_before_finished',
  /** Application data with far fewer different bytes than ciphertext has. */
  lowEntropy: 'low_entropy',
  /** The originator's first turn ends inside a record. A capture that lost packets may show that of real TLS as well: alone it decides nothing. */
  recordBoundary: 'record_boundary',
} as const;
export type TlsContradiction = (typeof TlsContradiction)[keyof typeof TlsContradiction];

/** A flow with one of these is not TLS, whatever its headers say. */
export function isDecisive(contradiction: TlsContradiction): boolean {
  return contradiction !== TlsContradiction.recordBoundary;
}

/** Of a flow whose beginning was seen and whose hellos are there. */
export function handshakeContradictions(flow: FinishedFlow, handshake: TlsHandshake): TlsContradiction[] {
  const found: TlsContradiction[] = [];
  const { client, server } = handshake;
  if (client !== undefined && server !== undefined) {
    const groupMissing =
      server.group !== undefined && server.version === TLS13 && !client.supportedGroups.includes(server.group);
    if (!client.cipherSuites.includes(server.cipherSuite) || groupMissing)
      found.push(TlsContradiction.choiceNotOffered);
    if (server.version === TLS13 && !sameBytes(client.sessionId, server.sessionId))
      found.push(TlsContradiction.sessionIdNotEchoed);
  }
  if (dataBeforeFinished(flow, handshake)) found.push(TlsContradiction.dataBeforeFinished);
  const isNull = server !== undefined && suiteStrength(server.cipherSuite).cipherFamily === 'null';
  if (!isNull && (hasLowEntropy(flow.orig) || hasLowEntropy(flow.resp))) found.push(TlsContradiction.lowEntropy);
  if (endsInsideRecord(flow)) found.push(TlsContradiction.recordBoundary);
  return found;
}

/** Of a flow whose beginning was seen and that is not TLS; empty when it does not even dress as such. */
export function imitationContradictions(flow: FinishedFlow, hasClient: boolean): TlsContradiction[] {
  const { orig, resp } = flow;
  if (!chains(flow, orig, 1) && !chains(flow, resp, 0)) return [];
  const found: TlsContradiction[] = [];
  if (orig.prefix[0] === TlsContentType.applicationData) found.push(TlsContradiction.applicationDataFirst);
  else if (!hasClient && isTellable(orig.prefix)) found.push(TlsContradiction.noClientHello);
  // A ClientHello that is answered in another protocol was sent to the wrong port: nobody dresses as anything.
  else if (hasClient && chains(flow, resp, 0) && isTellable(resp.prefix)) found.push(TlsContradiction.noServerHello);
  if (found.length === 0) return found;
  if (hasLowEntropy(orig) || hasLowEntropy(resp)) found.push(TlsContradiction.lowEntropy);
  return found;
}

/** Enough of a side is there to say what its first record is not: the whole record, or as much as the fixed part of a hello. */
function isTellable(prefix: Uint8Array): boolean {
  const firstEnd = tlsRecordEnd(prefix, 0, prefix.length);
  return prefix.length >= TELLABLE_BYTES || (firstEnd !== undefined && firstEnd <= prefix.length);
}

/** Headers of record and message, version, random, session id. */
const TELLABLE_BYTES = 76;
const TLS13 = 0x0304;
const SSL3 = 0x0300;

/** Two record headers one behind the other, or one record that ends where its message ends. */
function chains(flow: FinishedFlow, { prefix }: FlowSide, fromOriginator: 0 | 1): boolean {
  const firstEnd = tlsRecordEnd(prefix, 0, prefix.length);
  if (firstEnd === undefined || ((prefix[1] << 8) | prefix[2]) < SSL3) return false;
  if (tlsRecordEnd(prefix, firstEnd, prefix.length) !== undefined) return true;
  const { messages } = flow;
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] === fromOriginator) return messages.bytes[i] === firstEnd;
  }
  return false;
}

function dataBeforeFinished(flow: FinishedFlow, { client, server }: TlsHandshake): boolean {
  if (server === undefined || client === undefined || server.retryRequest) return false;
  if (!isTls13(server.version)) return dataBeforeCipher(flow.origTlsRecords) || dataBeforeCipher(flow.respTlsRecords);
  if (client.earlyData) return false;
  const turn = firstTurnBytes(flow);
  let end = 0;
  for (let i = 0; i < flow.origTlsRecords.count && end < turn; i++) {
    if (flow.origTlsRecords.types[i] === TlsContentType.applicationData) return true;
    end += TLS_RECORD_HEADER_BYTES + flow.origTlsRecords.lengths[i];
  }
  return false;
}

function dataBeforeCipher(records: TlsRecordLog): boolean {
  for (let i = 0; i < records.count; i++) {
    if (records.types[i] === TlsContentType.changeCipherSpec) return false;
    if (records.types[i] === TlsContentType.applicationData) return true;
  }
  return false;
}

/** Bytes of the originator before the responder first spoke; 0 where the responder did not. */
function firstTurnBytes({ messages }: FinishedFlow): number {
  let bytes = 0;
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] === 0) return bytes;
    bytes += messages.bytes[i];
  }
  return 0;
}

function endsInsideRecord(flow: FinishedFlow): boolean {
  const turn = firstTurnBytes(flow);
  const records = flow.origTlsRecords;
  if (turn === 0 || records.count === 0 || flow.orig.missedBytes > 0) return false;
  let end = 0;
  for (let i = 0; i < records.count && end < turn; i++) end += TLS_RECORD_HEADER_BYTES + records.lengths[i];
  return end > turn;
}

/** What is looked at of the first application data of a direction. */
const MIN_SAMPLE = 64;
const MAX_SAMPLE = 512;
const seen = new Uint8Array(256);

/** The first application data record of 64 bytes or more that is in the prefix. */
function hasLowEntropy({ prefix }: FlowSide): boolean {
  for (let at = 0; at < prefix.length; ) {
    const end = tlsRecordEnd(prefix, at, prefix.length);
    if (end === undefined) return false;
    const bodyAt = at + TLS_RECORD_HEADER_BYTES;
    const bytes = Math.min(end, prefix.length) - bodyAt;
    if (prefix[at] === TlsContentType.applicationData && bytes >= MIN_SAMPLE) {
      return isRepetitive(prefix, bodyAt, Math.min(bytes, MAX_SAMPLE));
    }
    at = end;
  }
  return false;
}

/**
 * Fewer different bytes than random ones have: their number is nearly normal, with mean 256(1 − q) and variance below 256q(1 − q) where
 * q = (1 − 1/256)^n (occupancy); eight deviations below the mean has a chance under 1e-14.
 */
function isRepetitive(bytes: Uint8Array, start: number, count: number): boolean {
  seen.fill(0);
  let different = 0;
  for (let at = start; at < start + count; at++) {
    const byte = bytes[at];
    different += 1 - seen[byte];
    seen[byte] = 1;
  }
  const q = (1 - 1 / 256) ** count;
  return different < 256 * (1 - q) - 8 * Math.sqrt(256 * q * (1 - q));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
