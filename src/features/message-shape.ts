// Does the opening have the message lengths of a named exchange? Noise patterns, ECIES or HPKE, RSA with AES, ML-KEM, Signal's first message.
// A shape is said as "like", with its chance: other protocols may send the same lengths, and nothing here tells which program wrote them.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { readSignalPreKeyMessage } from '../parse/signal-message.ts';
import { isX25519 } from './bare-key.ts';
import { X25519_CHANCE_BITS } from './curve-25519.ts';
import type { FeatureFamily, FeatureRow } from './feature.ts';
import type { FlowKey } from './key-artefact.ts';
import { MlKemKeyBytes, type MlKemName } from './ml-kem-key.ts';
import type { MessageShape } from './named-shape.ts';
import { type OpeningTurn, openingTurns } from './opening-turns.ts';
import type { RsaUnits } from './rsa-units.ts';
import { HYBRID_HALVES, ML_KEM_CIPHERTEXT_BYTES, NOISE_SHAPES } from './shape-table.ts';

/** One exact length: 32, 48, 64 and 96 bytes each opened at most 3 of 1,465 TCP sides in 77 captures (≤ 1 in 189): taken for 1 in 64. */
const LENGTH_BITS = 6;
/** Nine patterns, seven headers. */
const NOISE_PRICE_BITS = 6;
/** Two type bytes, two tags and two lengths of fields, a version of four, the third tag: fixed bits of Signal's message. */
const SIGNAL_BITS = 60;
const SHAPE_MIN_BITS = 12;
/** Nonce and tag of an AEAD. */
const SEALED_MIN_BYTES = 28;
const HEADER_MAX_BYTES = 8;
const BLOCK_BYTES = 16;

export const messageShape: FeatureFamily = {
  id: 'shape',
  features: [
    {
      name: 'shape.chance_bits',
      unit: 'bits',
      summary:
        'Of the named exchange whose message lengths the opening has (the flow’s `shape`): −log2 of the chance that a flow has it by accident, from 12 on; only in flows of no recognised protocol that were seen from the start.',
      source: 'Noise rev. 34, X3DH, PQXDH, SEC 1 §5.1, RFC 9180, RFC 8017, FIPS 203',
      validFor: 'stream',
    },
  ],
  measure(flow: FinishedFlow, row: FeatureRow, at: number, _vectorAt: number, facts?: ServiceFacts): void {
    row.numbers[at] = Number.NaN;
    row.shape = undefined;
    if (facts !== undefined || !flow.startSeen || flow.orig.prefix.length < SEALED_MIN_BYTES) return;
    const turns = openingTurns(flow);
    if (turns[0]?.fromOriginator !== 1) return;
    const { keys, origRsa } = row;
    const shape =
      signalShape(flow.orig.prefix, turns) ??
      mlKemShape(keys, turns) ??
      eciesShape(keys, turns) ??
      noiseShape(flow, turns) ??
      (origRsa === undefined ? undefined : rsaShape(origRsa, turns));
    if (shape === undefined || shape.chanceBits < SHAPE_MIN_BITS) return;
    row.shape = shape;
    row.numbers[at] = shape.chanceBits;
  },
};

function signalShape(bytes: Uint8Array, turns: readonly OpeningTurn[]): MessageShape | undefined {
  const found = readSignalPreKeyMessage(bytes, 0);
  if (found === undefined || !isX25519(bytes, found.baseKey) || !isX25519(bytes, found.identityKey)) return undefined;
  const like = found.hasKem ? 'the first message of Signal (PQXDH)' : 'the first message of Signal (X3DH)';
  return { like, chanceBits: SIGNAL_BITS + 2 * X25519_CHANCE_BITS, lengths: [turns[0].bytes] };
}

/** The key is proved by its coefficients; the answer has the length of its ciphertext, both perhaps beside a classical share. */
function mlKemShape(keys: readonly FlowKey[], turns: readonly OpeningTurn[]): MessageShape | undefined {
  const key = keys.find(({ algorithm, fromOriginator }) => fromOriginator === 1 && algorithm in MlKemKeyBytes);
  if (key === undefined || turns.length < 2) return undefined;
  const [asked, answered] = turns;
  const ciphertext = ML_KEM_CIPHERTEXT_BYTES[key.algorithm as MlKemName];
  const half = HYBRID_HALVES.find(([, bytes]) => {
    const header = answered.bytes - ciphertext - bytes;
    return header >= 0 && header <= HEADER_MAX_BYTES && asked.bytes >= key.length + bytes;
  });
  if (half === undefined) return undefined;
  const chanceBits = key.chanceBits + LENGTH_BITS - Math.ceil(Math.log2(HYBRID_HALVES.length * (HEADER_MAX_BYTES + 1)));
  return { like: `${half[0]}${key.algorithm}`, chanceBits, lengths: [asked.bytes, answered.bytes] };
}

/** A point that opens a message with sealed bytes behind it, and no key from the other side but what chance makes: to a key that was known before. */
function eciesShape(keys: readonly FlowKey[], turns: readonly OpeningTurn[]): MessageShape | undefined {
  const [key] = keys;
  const [{ start, bytes }] = turns;
  const isAnswered = keys.some((one) => one.fromOriginator === 0 && one.chanceBits >= SHAPE_MIN_BITS);
  if (key?.form !== 'point' || key.fromOriginator !== 1 || isAnswered) return undefined;
  const header = key.offset - start;
  const sealed = bytes - header - key.length;
  if (header < 0 || header > HEADER_MAX_BYTES || sealed < SEALED_MIN_BYTES) return undefined;
  return { like: `ECIES or HPKE over ${key.algorithm}`, chanceBits: key.chanceBits, lengths: [bytes] };
}

function noiseShape(flow: FinishedFlow, turns: readonly OpeningTurn[]): MessageShape | undefined {
  for (const { like, turns: lengths } of NOISE_SHAPES) {
    if (turns.length < lengths.length) continue;
    const header = headerOf(flow, turns, lengths);
    if (header === undefined) continue;
    // Both ephemeral keys stand in the clear, and must be keys.
    if (!isX25519(flow.orig.prefix, turns[0].start + header)) continue;
    if (!isX25519(flow.resp.prefix, turns[1].start + header)) continue;
    const chanceBits = lengths.length * LENGTH_BITS + 2 * X25519_CHANCE_BITS - NOISE_PRICE_BITS;
    return { like, chanceBits, lengths: lengths.map((bytes) => bytes + header) };
  }
  return undefined;
}

/** The same clear header in front of every message: none, or a length field of one to four bytes that is right. */
function headerOf(flow: FinishedFlow, turns: readonly OpeningTurn[], lengths: readonly number[]): number | undefined {
  for (let header = 0; header <= 4; header++) {
    const isMatch = lengths.every((bytes, i) => {
      const { start, fromOriginator, ends } = turns[i];
      const isLast = i === lengths.length - 1;
      // Behind the last one the same side may go on at once.
      if (!(isLast ? ends.includes(header + bytes) : turns[i].bytes === header + bytes)) return false;
      const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
      return header === 0 || isLength(prefix, start, header, bytes);
    });
    if (isMatch) return header;
  }
  return undefined;
}

function isLength(bytes: Uint8Array, at: number, width: number, value: number): boolean {
  let big = 0;
  let little = 0;
  for (let i = 0; i < width; i++) {
    big = big * 256 + (bytes[at + i] ?? 0);
    little = little * 256 + (bytes[at + width - 1 - i] ?? 0);
  }
  return big === value || little === value;
}

/** A piece of RSA's size behind its length, then whole blocks; or a message of that size, then messages of whole blocks. */
function rsaShape(
  { unitBytes, fieldBits, restBytes }: RsaUnits,
  turns: readonly OpeningTurn[],
): MessageShape | undefined {
  const [{ bytes, ends }] = turns;
  const like = `RSA-${unitBytes * 8} with a block cipher`;
  if (fieldBits > 0) {
    // The rest may have a length field of its own.
    const isWhole = restBytes > 0 && [0, 2, 4].includes(restBytes % BLOCK_BYTES);
    return isWhole ? { like, chanceBits: fieldBits + 2, lengths: [bytes] } : undefined;
  }
  if (ends[0] !== unitBytes) return undefined;
  const later = new Set(ends.slice(1).map((end, i) => end - ends[i]));
  const isWhole = later.size > 1 && [...later].every((length) => length % BLOCK_BYTES === 0);
  // One of four sizes.
  return isWhole
    ? { like, chanceBits: LENGTH_BITS - 2 + Math.log2(BLOCK_BYTES) * later.size, lengths: [...ends] }
    : undefined;
}
