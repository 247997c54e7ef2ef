// The class of a flow that no recogniser knows, from its bytes: text and what it codes, known formats, uniform or structured bytes.

import type { FeatureRow } from '../features/feature.ts';
import type { FinishedFlow, FlowSide } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import { probeDecompression } from './decompression-probe.ts';
import { knownMagic } from './media-magic.ts';
import { decimals } from './reason-text.ts';
import { decodeText } from './text-coding.ts';
import { judgeBytes, judgeUniformity, UNIFORMITY_MIN_BYTES, type Uniformity } from './uniformity.ts';

/** A direction this long that is not uniform speaks against ciphertext; a shorter one may be a clear header or greeting. */
const VETO_MIN_BYTES = 128;
/** A flow met in the middle may be the tail of a standard protocol whose handshake was missed. */
const MIDFLOW_FACTOR = 0.8;

/** `isText`: both directions are printable; `row`: the flow's features. Never throws. */
export function judgePayload(flow: FinishedFlow, isText: boolean, row: FeatureRow): EncryptionRecord {
  if (isText) return judgeText(flow);
  const format = knownMagic(flow.orig.prefix) ?? knownMagic(flow.resp.prefix);
  if (format !== undefined) {
    return { class: 'compressed', scheme: format, confidence: 0.9, reasons: [`a direction begins as ${format}`] };
  }
  const orig = judgeUniformity(flow, 1, row.origBytes);
  const resp = judgeUniformity(flow, 0, row.respBytes);
  const reasons = [describe('originator', orig), describe('responder', resp)];
  if (orig.verdict === 'too_few' && resp.verdict === 'too_few') {
    reasons.push(`at least ${UNIFORMITY_MIN_BYTES} bytes in a direction are needed`);
    return { class: 'unknown', confidence: 0, reasons };
  }
  if (orig.verdict === 'uniform' || resp.verdict === 'uniform') {
    const probed = decompressed(flow.orig, orig, flow, 1) ?? decompressed(flow.resp, resp, flow, 0);
    if (probed !== undefined) {
      reasons.push(`its first message decompresses as ${probed}`);
      return { class: 'compressed', scheme: probed, confidence: 0.95, reasons };
    }
    if (!vetoes(orig, resp) && !vetoes(resp, orig)) return custom(flow, orig, resp, reasons);
    reasons.push('one direction is uniform, the other is not: no cipher of both directions');
    return { class: 'cleartext', confidence: 0.5, reasons };
  }
  const judged = Math.max(orig.bytes, resp.bytes);
  reasons.push('bytes of no recognised protocol, but too regular for ciphertext');
  return { class: 'cleartext', confidence: judged >= VETO_MIN_BYTES ? 0.8 : 0.5, reasons };
}

function judgeText(flow: FinishedFlow): EncryptionRecord {
  for (const [name, side] of [
    ['originator', flow.orig],
    ['responder', flow.resp],
  ] as const) {
    const text = decodeText(side.prefix);
    if (text === undefined) continue;
    const inside = judgeBytes(text.decoded);
    const meaning =
      inside.verdict === 'uniform' ? `; the ${inside.bytes} decoded bytes that were tested are uniform` : '';
    return {
      class: 'encoded',
      scheme: text.coding,
      confidence: 0.8,
      reasons: [`${name}: all ${side.prefix.length} bytes are ${text.coding} characters${meaning}`],
    };
  }
  const bytes = flow.orig.prefix.length + flow.resp.prefix.length;
  return {
    class: 'cleartext',
    confidence: 0.9,
    reasons: [`${bytes} bytes of printable text of no recognised protocol`],
  };
}

function custom(flow: FinishedFlow, orig: Uniformity, resp: Uniformity, reasons: string[]): EncryptionRecord {
  const bytes = (orig.verdict === 'uniform' ? orig.bytes : 0) + (resp.verdict === 'uniform' ? resp.bytes : 0);
  let confidence = bytes >= 1024 ? 0.9 : bytes >= 256 ? 0.8 : bytes >= VETO_MIN_BYTES ? 0.7 : 0.5;
  reasons.push(
    'no recognised standard protocol, known file format, gzip, zlib, deflate or brotli stream explains the uniform bytes',
  );
  if (!flow.startSeen) {
    confidence *= MIDFLOW_FACTOR;
    reasons.push('the flow began before the capture: the opening that might name its protocol is missing');
  }
  return { class: 'custom', confidence: Math.round(confidence * 100) / 100, reasons };
}

/** A direction of 128 bytes or more that is not uniform, or a shorter one that outweighs the uniform one. */
function vetoes(side: Uniformity, other: Uniformity): boolean {
  return side.verdict === 'not_uniform' && (side.bytes >= VETO_MIN_BYTES || side.bytes > other.bytes);
}

/** The compression of the first message of a uniform direction. */
function decompressed(
  side: FlowSide,
  uniformity: Uniformity,
  flow: FinishedFlow,
  fromOriginator: number,
): string | undefined {
  if (uniformity.verdict !== 'uniform') return undefined;
  const log = flow.messages;
  for (let i = 0; i < log.count; i++) {
    if (log.fromOriginator[i] !== fromOriginator || log.bytes[i] === 0) continue;
    const start = log.prefixOffset[i];
    if (start >= side.prefix.length) return undefined;
    return probeDecompression(side.prefix.subarray(start, start + log.bytes[i]), uniformity.skipped);
  }
  return undefined;
}

function describe(name: string, u: Uniformity): string {
  if (u.verdict === 'too_few') return `${name}: ${u.bytes} bytes are too few to judge`;
  const skipped = u.skipped > 0 ? ` (${u.skipped} skipped in each message)` : '';
  const numbers = `entropy ${decimals(u.entropyBits, 2)} bits (z ${decimals(u.entropyZ, 1)}), chi-square z ${decimals(u.chiSquareZ, 1)}, popcount z ${decimals(u.popcountZ, 1)}`;
  return `${name}: ${u.bytes} bytes${skipped} are ${u.verdict === 'uniform' ? 'uniform' : 'not uniform'}: ${numbers}`;
}
