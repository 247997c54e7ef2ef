// Does the opening of a flow carry keys? First message lengths, coded keys, points, ML-KEM keys and bare keys, each against its chance.
// TLS record streams, QUIC long headers and recognised standard protocols are left out: their key shares belong to the standard.

import type { FinishedFlow, FlowSide, MessageLog } from '../flows/finished-flow.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { findBareKeys } from './bare-key.ts';
import type { FeatureDefinition, FeatureFamily, FeatureRow } from './feature.ts';
import { bothDirections } from './feature-directions.ts';
import { findKeyArtefacts, type KeyArtefact } from './key-artefact.ts';
import { bareKeysBits } from './key-chance.ts';
import type { MessageSpan } from './key-position.ts';
import { findLaterKeys } from './later-keys.ts';
import { MlKemKeyBytes } from './ml-kem-key.ts';

/** Where keys may begin without a mark. A handshake's keys stand at its beginning. */
export const KEY_SCAN_BYTES = 1024;
/** A shorter message than this holds no key. */
const SYMMETRIC_MIN_BYTES = 16;
/** A key may come behind a magic or a length that was written apart. */
const OPENING_MESSAGES = 3;

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
      'Coded public keys of the {side} that begin in its first 1024 bytes, or at a mark in its first 65536, and parse to their end: SubjectPublicKeyInfo, X.509, PKCS#1, PEM, JWK, OpenSSH, OpenPGP (at the beginning only); absent, with the other key counts, in recognised encrypted protocols.',
    source: 'RFC 5280, RFC 8017, RFC 7468, RFC 7517, RFC 4253, RFC 9580',
    validFor: 'stream',
  },
  {
    name: 'exchange.curve_points',
    unit: 'count',
    summary:
      'Uncompressed points 04 ‖ x ‖ y of the {side} on P-256, secp256k1, P-384 or P-521 that begin in its first 1024 bytes outside coded keys, of at most 16 candidates, or behind their length in its first 65536.',
    source: 'SEC 1 §2.3.3',
    validFor: 'stream',
  },
  {
    name: 'exchange.ml_kem_keys',
    unit: 'count',
    summary:
      'ML-KEM encapsulation keys of the {side} that begin in its first 256 bytes: all 256k coefficients below 3329, at least 200 different ones a polynomial, spread evenly over thirteen bins; absent below 800 bytes and in recognised protocols.',
    source: 'FIPS 203 §7.2',
    validFor: 'stream',
  },
  {
    name: 'exchange.bare_keys',
    unit: 'count',
    summary:
      'Strings at structural positions of the first messages of the {side} that are in the prime-order subgroup of Curve25519 (chance 1/32, as Edwards points 1/16) or compressed points (1/256); only in flows of no recognised protocol, absent where no position was tried.',
    source: 'RFC 7748, RFC 8032, SEC 1 §2.3.3; ePrint 2022/1164',
    validFor: 'stream',
  },
  {
    name: 'exchange.key_positions',
    unit: 'count',
    summary:
      'Structural positions in the first three messages of the {side} that were tried for bare keys, four at most: the beginning of a message whose length is one of known exchanges, behind a length field that equals a key, protobuf fields of a key’s length; absent where there is none.',
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
  {
    name: 'exchange.key_bits',
    unit: 'bits',
    summary:
      '−log2 of the chance that random bytes show the keys found in both directions: of the most certain marked key, else of the bare keys among the positions tried; absent where none was found.',
    validFor: 'stream',
  },
];

export const keyExchange: FeatureFamily = {
  id: 'exchange',
  features: FEATURES,
  measure(flow: FinishedFlow, row: FeatureRow, at: number, _vectorAt: number, facts?: ServiceFacts): void {
    const numbers = row.numbers;
    const width = MEASURES.length;
    const standard =
      facts?.kind === 'standard' ||
      flow.origTlsRecords.count > 0 ||
      flow.respTlsRecords.count > 0 ||
      isQuicLongHeader(flow);
    row.keys.length = 0;
    for (let i = 0; i < FEATURES.length; i++) numbers[at + i] = Number.NaN;
    for (const side of [1, 0] as const) {
      const from = side === 1 ? at : at + width;
      const prefix = (side === 1 ? flow.orig : flow.resp).prefix;
      numbers[from] = firstMessageBytes(flow.messages, side);
      if (standard || prefix.length === 0) continue;
      countMarked(side === 1 ? flow.orig : flow.resp, side, row, from, facts !== undefined);
      if (facts === undefined) countBare(flow, prefix, side, row, from);
    }
    const orig = numbers[at];
    const resp = numbers[at + width];
    const opened = orig > 0 && resp > 0;
    if (opened) numbers[at + 2 * width] = Number(orig === resp && orig >= SYMMETRIC_MIN_BYTES);
    if (row.keys.length > 0) {
      const tried = (numbers[at + 5] || 0) + (numbers[at + width + 5] || 0);
      numbers[at + 2 * width + 1] = bestBits(row.keys, tried);
    }
  },
};

function countMarked(side: FlowSide, fromOriginator: 0 | 1, row: FeatureRow, at: number, isKnown: boolean): void {
  const { numbers, keys } = row;
  const { prefix } = side;
  numbers[at + 1] = 0;
  numbers[at + 2] = 0;
  if (!isKnown && prefix.length >= MlKemKeyBytes['ml-kem-512']) numbers[at + 3] = 0;
  const opening = findKeyArtefacts(prefix, KEY_SCAN_BYTES, isKnown);
  const later = side.streamBytes > KEY_SCAN_BYTES ? findLaterKeys(side, KEY_SCAN_BYTES, opening) : [];
  for (const artefact of [...opening, ...later]) {
    if (!artefact.isPrivate) numbers[at + kindOf(artefact)] += 1;
    keys.push({ ...artefact, fromOriginator });
  }
}

/** Position among the measures. */
function kindOf(artefact: KeyArtefact): number {
  if (artefact.form === 'point') return 2;
  return artefact.form === 'raw' ? 3 : 1;
}

function countBare(flow: FinishedFlow, prefix: Uint8Array, fromOriginator: 0 | 1, row: FeatureRow, at: number): void {
  const { messages } = flow;
  const spans: MessageSpan[] = [];
  for (let i = 0; i < messages.count && spans.length < OPENING_MESSAGES; i++) {
    const start = messages.prefixOffset[i];
    if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0 || start >= prefix.length) continue;
    spans.push({ start, end: Math.min(prefix.length, start + messages.bytes[i]) });
  }
  const bare = findBareKeys(prefix, spans);
  if (bare.tried === 0) return;
  row.numbers[at + 4] = bare.keys.length;
  row.numbers[at + 5] = bare.tried;
  for (const key of bare.keys) row.keys.push({ ...key, fromOriginator });
}

function bestBits(keys: readonly KeyArtefact[], tried: number): number {
  let best = 0;
  let bare = 0;
  let bareBits = 0;
  for (const { form, algorithm, chanceBits } of keys) {
    const isBare = form === 'compressed_point' || (form === 'raw' && !algorithm.startsWith('ml-kem'));
    if (isBare) {
      bare++;
      bareBits += chanceBits;
    } else if (chanceBits > best) best = chanceBits;
  }
  return Math.max(best, bareKeysBits(bareBits, bare, tried));
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
