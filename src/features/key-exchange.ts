// Does the opening of a flow carry public keys? First message lengths, DER-coded keys and points on standard curves in the first KiB.
// TLS record streams and QUIC long headers are left out: their key shares belong to the standard.

import type { FinishedFlow, MessageLog } from '../flows/finished-flow.ts';
import { findCurvePoints } from './curve-points.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import { findSubjectPublicKeys } from './subject-public-key.ts';

/** Where keys may begin. A handshake's keys stand at its beginning. */
export const KEY_SCAN_BYTES = 1024;
/** A shorter message than this holds no key. */
const SYMMETRIC_MIN_BYTES = 16;

const MEASURES: readonly FeatureDefinition[] = [
  {
    name: 'exchange.first_message_bytes',
    unit: 'bytes',
    summary: 'Size of the first message of the {side}.',
    validFor: 'stream',
  },
  {
    name: 'exchange.public_keys',
    unit: 'count',
    summary:
      'DER SubjectPublicKeyInfo structures of the {side} that begin in its first 1024 bytes and parse to their end; absent in TLS record streams and QUIC.',
    source: 'RFC 5280 §4.1.2.7',
    validFor: 'stream',
  },
  {
    name: 'exchange.curve_points',
    unit: 'count',
    summary:
      'Uncompressed points 04 ‖ x ‖ y of the {side} on P-256, secp256k1, P-384 or P-521 that begin in its first 1024 bytes, of at most 16 candidates; absent in TLS record streams and QUIC.',
    source: 'SEC 1 §2.3.3',
    validFor: 'stream',
  },
];

const FEATURES: readonly FeatureDefinition[] = [
  ...bothDirections(MEASURES),
  {
    name: 'exchange.symmetric_opening',
    unit: '',
    summary: '1 when the first messages of both sides have the same length of at least 16 bytes, else 0.',
    validFor: 'stream',
  },
];

export const keyExchange: FeatureFamily = {
  id: 'exchange',
  features: FEATURES,
  measure(flow: FinishedFlow, row: FeatureRow, at: number): void {
    const numbers = row.numbers;
    const standard = flow.origTlsRecords.count > 0 || flow.respTlsRecords.count > 0 || isQuicLongHeader(flow);
    measureSide(flow.messages, 1, flow.orig.prefix, standard, numbers, at);
    measureSide(flow.messages, 0, flow.resp.prefix, standard, numbers, at + MEASURES.length);
    const orig = numbers[at];
    const resp = numbers[at + MEASURES.length];
    const opened = orig > 0 && resp > 0;
    numbers[at + 2 * MEASURES.length] = opened ? Number(orig === resp && orig >= SYMMETRIC_MIN_BYTES) : Number.NaN;
  },
};

function measureSide(
  messages: MessageLog,
  fromOriginator: number,
  prefix: Uint8Array,
  standard: boolean,
  numbers: Float64Array,
  at: number,
): void {
  numbers[at] = firstMessageBytes(messages, fromOriginator);
  const silent = standard || prefix.length === 0;
  numbers[at + 1] = silent ? Number.NaN : findSubjectPublicKeys(prefix, KEY_SCAN_BYTES).length;
  numbers[at + 2] = silent ? Number.NaN : findCurvePoints(prefix, KEY_SCAN_BYTES).length;
}

function firstMessageBytes(messages: MessageLog, fromOriginator: number): number {
  for (let i = 0; i < messages.count; i++) {
    if (messages.fromOriginator[i] === fromOriginator && messages.bytes[i] > 0) return messages.bytes[i];
  }
  return Number.NaN;
}

/** Long header form, fixed bit and a version of RFC 9000, RFC 9369, a draft or Google's (RFC 8999 §5.1). */
function isQuicLongHeader(flow: FinishedFlow): boolean {
  if (flow.protocol !== 17) return false;
  return isQuicPrefix(flow.orig.prefix) || isQuicPrefix(flow.resp.prefix);
}

function isQuicPrefix(bytes: Uint8Array): boolean {
  if (bytes.length < 5 || (bytes[0] & 0x80) === 0) return false;
  const version = ((bytes[1] << 24) | (bytes[2] << 16) | (bytes[3] << 8) | bytes[4]) >>> 0;
  return version === 1 || version === 0x6b3343cf || version >>> 8 === 0xff0000 || version >>> 24 === 0x51;
}
