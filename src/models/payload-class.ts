// The class of a flow that no recogniser knows, from its bytes: text and what it codes, known formats, uniform or structured bytes.

import type { FeatureRow } from '../features/feature.ts';
import { featureIndex } from '../features/feature-registry.ts';
import type { RepeatedBlocks } from '../features/repeated-blocks.ts';
import { measureBytes, UNIFORMITY_MIN_BYTES, type Uniformity } from '../features/uniformity.ts';
import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { decodeText } from '../parse/text-coding.ts';
import { ciphertextBits, ciphertextConfidence } from './ciphertext-bits.ts';
import { hasOnlyAnswered } from './clear-answer.ts';
import { decompressed, pooledFormat } from './direction-format.ts';
import { knownMagic } from './media-magic.ts';
import { describeKeys, describeRepeats, describeShape, describeUniformity } from './payload-reason.ts';
import { STATED_CONFIDENCE } from './stated-confidence.ts';
import { findTextCiphertext } from './text-ciphertext.ts';

/** A direction this long that is not uniform speaks against ciphertext; a shorter one may be a clear header or greeting. */
const VETO_MIN_BYTES = 128;
/** Of random messages at most one in 15,000 decompresses (decompression-probe.ts). Measured on the design part: 222 of 222 flows in 16 captures are
 * compressed, of which the rule of succession makes 0.94. */
const DECOMPRESSED_CONFIDENCE = 0.95;
/** Measured on the design part: 92 of 92 flows in 8 captures hold the format; 9 of 10 by the rule of succession. */
const MAGIC_CONFIDENCE = 0.9;
/** Random bytes are as printable in fewer than one of 10^10 flows; of 7 captures of the design part all are right, 8 of 9 by the rule of succession. */
const TEXT_CONFIDENCE = 0.9;
/**
 * So many uniform bytes are no accident that the other direction could speak against: what is left is an upload or a download beside clear answers or
 * questions. None of the 2,094 flows in the clear and none of the media of the design part are like that; one of ciphertext is.
 */
const LONG_BYTES = 1024;
/** Repeats of 16-byte blocks have 110 bits, of 8-byte blocks 45. */
const REPEAT_MIN_BITS = 40;

const KEY_BITS = featureIndex('exchange.key_bits');
const BLOCK_BITS = [featureIndex('message.block16_bits.orig'), featureIndex('message.block16_bits.resp')];

/** Of a side that said nothing. */
export const SILENT: Uniformity = {
  verdict: 'too_few',
  bytes: 0,
  skipped: 0,
  from: 0,
  to: 0,
  unit: 'message',
  openingMessages: 0,
  masked: false,
  entropyBits: 0,
  entropyZ: 0,
  chiSquareZ: 0,
  popcountZ: 0,
};

/** `isText`: both directions are printable; `row`: the flow's features. Never throws. */
export function judgePayload(flow: FinishedFlow, isText: boolean, row: FeatureRow): EncryptionRecord {
  if (isText) return judgeText(flow);
  const format = knownMagic(flow.orig.prefix) ?? knownMagic(flow.resp.prefix);
  if (format !== undefined) {
    return {
      class: 'compressed',
      scheme: format,
      confidence: MAGIC_CONFIDENCE,
      reasons: [`a direction begins as ${format}`],
    };
  }
  const sides = {
    orig: withoutRepeats(row.origUniformity ?? SILENT, row.origRepeats),
    resp: withoutRepeats(row.respUniformity ?? SILENT, row.respRepeats),
  };
  const reasons = [describeUniformity('originator', sides.orig), describeUniformity('responder', sides.resp)];
  const { orig, resp } = withoutAnswers(flow, sides, reasons);
  if (orig.verdict === 'too_few' && resp.verdict === 'too_few') {
    if (orig.ids === undefined && resp.ids === undefined)
      reasons.push(`at least ${UNIFORMITY_MIN_BYTES} bytes in a direction are needed`);
    return { class: 'unknown', confidence: 0, reasons };
  }
  if (orig.verdict === 'uniform' || resp.verdict === 'uniform') {
    const probed = decompressed(flow.orig, orig, flow, 1, row) ?? decompressed(flow.resp, resp, flow, 0, row);
    if (probed !== undefined) {
      reasons.push(`one of its first messages decompresses as ${probed}`);
      return { class: 'compressed', scheme: probed, confidence: DECOMPRESSED_CONFIDENCE, reasons };
    }
    const vetoed = isVetoed(orig, resp);
    const isLong = Math.max(uniformBytes(orig), uniformBytes(resp)) >= LONG_BYTES;
    if (!vetoed || (isLong && orig.verdict === 'uniform')) {
      const pooled = pooledFormat(flow.orig, orig, flow, 1) ?? pooledFormat(flow.resp, resp, flow, 0);
      if (pooled !== undefined) {
        reasons.push(`behind what was skipped, most of its messages decompress or begin as ${pooled}`);
        return { class: 'compressed', scheme: pooled, confidence: DECOMPRESSED_CONFIDENCE, reasons };
      }
      if (!flow.startSeen && isOneSided(orig, resp)) {
        reasons.push(
          'one direction is uniform, its beginning was not captured: a download or media explain it as well',
        );
        return { class: 'unknown', confidence: 0, reasons };
      }
      const judged = custom(flow, orig, resp, row, reasons);
      return vetoed ? { ...judged, confidence: STATED_CONFIDENCE.answeredUpload } : judged;
    }
    if (isLong) {
      reasons.push('the responder is uniform, the originator is not: a download or media explain it as well');
      return { class: 'unknown', confidence: 0, reasons };
    }
    reasons.push('one direction is uniform, the other is not: no cipher of both directions');
    return { class: 'cleartext', confidence: STATED_CONFIDENCE.fewRegularBytes, reasons };
  }
  const judged = Math.max(orig.bytes, resp.bytes);
  reasons.push('bytes of no recognised protocol, but too regular for ciphertext');
  const { regularBytes, fewRegularBytes } = STATED_CONFIDENCE;
  return { class: 'cleartext', confidence: judged >= VETO_MIN_BYTES ? regularBytes : fewRegularBytes, reasons };
}

function judgeText(flow: FinishedFlow): EncryptionRecord {
  const inside = findTextCiphertext(flow);
  if (inside !== undefined) return inside;
  for (const [name, side] of [
    ['originator', flow.orig],
    ['responder', flow.resp],
  ] as const) {
    const text = decodeText(side.prefix);
    if (text === undefined) continue;
    const inside = measureBytes(text.decoded);
    const meaning =
      inside.verdict === 'uniform' ? `; the ${inside.bytes} decoded bytes that were tested are uniform` : '';
    return {
      class: 'encoded',
      scheme: text.coding,
      confidence: STATED_CONFIDENCE.codedText,
      reasons: [`${name}: all ${side.prefix.length} bytes are ${text.coding} characters${meaning}`],
    };
  }
  const bytes = flow.orig.prefix.length + flow.resp.prefix.length;
  return {
    class: 'cleartext',
    confidence: TEXT_CONFIDENCE,
    reasons: [`${bytes} bytes of printable text of no recognised protocol`],
  };
}

function custom(
  flow: FinishedFlow,
  orig: Uniformity,
  resp: Uniformity,
  row: FeatureRow,
  reasons: string[],
): EncryptionRecord {
  const { numbers, keys } = row;
  const bits = ciphertextBits({
    orig,
    resp,
    startSeen: flow.startSeen,
    keyBits: Math.max(numbers[KEY_BITS] || 0, row.shape?.chanceBits ?? 0),
    blockBits: Math.max(...BLOCK_BITS.map((at) => numbers[at] || 0)),
  });
  for (const [name, repeats] of [
    ['originator', row.origRepeats],
    ['responder', row.respRepeats],
  ] as const) {
    if (repeats !== undefined && repeats.chanceBits >= REPEAT_MIN_BITS) reasons.push(describeRepeats(name, repeats));
  }
  if (keys.length > 0) reasons.push(describeKeys(keys, numbers[KEY_BITS]));
  if (row.shape !== undefined) reasons.push(describeShape(row.shape));
  reasons.push(
    'no recognised standard protocol, known file format, gzip, zlib, deflate or brotli stream explains the uniform bytes',
  );
  if (!flow.startSeen) {
    reasons.push('the flow began before the capture: the opening that might name its protocol is missing');
  }
  return { class: 'custom', confidence: ciphertextConfidence(bits), reasons };
}

/** ECB repeats what its plaintext repeats, which makes the bytes uneven: the blocks that are different are as uniform as in any other mode. */
function withoutRepeats(side: Uniformity, repeats: RepeatedBlocks | undefined): Uniformity {
  const isCodeBook =
    side.verdict === 'not_uniform' &&
    repeats !== undefined &&
    repeats.chanceBits >= REPEAT_MIN_BITS &&
    repeats.distinct.verdict === 'uniform' &&
    repeats.distinct.skipped === 0;
  return isCodeBook ? repeats.distinct : side;
}

interface Sides {
  readonly orig: Uniformity;
  readonly resp: Uniformity;
}

/** A side that only answered what was clear abstains. */
function withoutAnswers(flow: FinishedFlow, { orig, resp }: Sides, reasons: string[]): Sides {
  const abstains = (side: Uniformity, other: Uniformity, fromOriginator: 0 | 1) =>
    side.verdict === 'not_uniform' && hasOnlyAnswered(flow, other, fromOriginator);
  if (abstains(resp, orig, 1)) {
    reasons.push('the responder only answered what was clear');
    return { orig, resp: SILENT };
  }
  if (abstains(orig, resp, 0)) {
    reasons.push('the originator only asked what was clear');
    return { orig: SILENT, resp };
  }
  return { orig, resp };
}

function uniformBytes({ verdict, bytes }: Uniformity): number {
  return verdict === 'uniform' ? bytes : 0;
}

/** Nothing was asked or answered in ciphertext. */
function isOneSided(orig: Uniformity, resp: Uniformity): boolean {
  return orig.verdict !== 'uniform' || resp.verdict !== 'uniform';
}

/** One side is uniform, and the other speaks against ciphertext. */
export function isVetoed(orig: Uniformity, resp: Uniformity): boolean {
  return vetoes(orig, resp) || vetoes(resp, orig);
}

/** A direction of 128 bytes or more that is not uniform, or a shorter one that outweighs the uniform one. */
function vetoes(side: Uniformity, other: Uniformity): boolean {
  return side.verdict === 'not_uniform' && (side.bytes >= VETO_MIN_BYTES || side.bytes > other.bytes);
}
