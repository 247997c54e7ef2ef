// Ciphertext in flows too short to be judged alone: the first messages of all flows to one address and port, tested together. Fields of a clear
// header or trailer show by their repetition from message to message; what lies between must be uniform, and much of every message.

import { measureMessages, type Uniformity } from '../features/uniformity.ts';
import type { SampledMessage } from '../flows/sibling-samples.ts';
import { ciphertextBits, ciphertextConfidence } from './ciphertext-bits.ts';
import { probeDecompression } from './decompression-probe.ts';
import { knownMagic } from './media-magic.ts';
import { isVetoed, SILENT } from './payload-class.ts';
import { describeUniformity } from './payload-reason.ts';
import { measureBlocks } from './sibling-blocks.ts';

export interface PooledJudgement {
  readonly confidence: number;
  /** The measurements of both directions, in words. */
  readonly reasons: readonly string[];
}

/** Ids, hashes and tokens are uniform as well: there must be more of it than a few of them make, in several messages. */
const MIN_MESSAGES = 4;
const MIN_BYTES = 160;
const MIN_BODY_BYTES = 16;
/** More is not tested at once. */
const MAX_MESSAGES = 40;
/** What short messages may say at most: they show no opening, and identifiers look like them. */
const MAX_CONFIDENCE = 0.75;

interface Pooled extends Uniformity {
  readonly inBlocks?: true;
}

/** `messages`: of all flows of a channel that no recogniser knew, in their order. Undefined unless they are ciphertext. Never throws. */
export function judgePooledMessages(messages: readonly SampledMessage[]): PooledJudgement | undefined {
  const orig = pooled(messages, 1);
  const resp = pooled(messages, 0);
  if (orig.verdict !== 'uniform' && resp.verdict !== 'uniform') return undefined;
  if (isVetoed(orig, resp)) return undefined;
  const bits = ciphertextBits({ orig, resp, startSeen: true, keyBits: 0, blockBits: 0 });
  return {
    confidence: Math.min(MAX_CONFIDENCE, ciphertextConfidence(bits)),
    reasons: [describe('originators', orig), describe('responders', resp)],
  };
}

function describe(name: string, side: Pooled): string {
  const text = describeUniformity(name, side);
  return side.inBlocks === true ? `${text}; equal blocks of 16 bytes, which repeat, counted once` : text;
}

/** Of one direction; 'too_few' where there are too few messages, or too little in each. */
function pooled(messages: readonly SampledMessage[], fromOriginator: 0 | 1): Pooled {
  const own = distinct(messages.filter((message) => message.fromOriginator === fromOriginator));
  if (own.length === 0) return SILENT;
  const ends: number[] = [];
  let end = 0;
  for (const { length } of own) {
    end += length;
    ends.push(end);
  }
  const whole = measureMessages(Buffer.concat(own), ends);
  const blocks = whole.verdict === 'not_uniform' ? measureBlocks(own) : undefined;
  const found: Pooled = blocks === undefined ? whole : { ...blocks, inBlocks: true };
  if (found.verdict !== 'uniform') return found;
  const isEnough = own.length >= MIN_MESSAGES && found.bytes >= MIN_BYTES && found.bytes / own.length >= MIN_BODY_BYTES;
  if (!isEnough) return { ...found, verdict: 'too_few' };
  return own.some((message) => isExplained(message, found.skipped)) ? { ...found, verdict: 'not_uniform' } : found;
}

/** Each message once: broadcasts and messages without an answer are sent again. */
function distinct(messages: readonly SampledMessage[]): Uint8Array[] {
  const seen = new Set<string>();
  const kept: Uint8Array[] = [];
  for (const { bytes } of messages) {
    const text = Buffer.from(bytes).toString('latin1');
    if (kept.length === MAX_MESSAGES) break;
    if (seen.has(text)) continue;
    seen.add(text);
    kept.push(bytes);
  }
  return kept;
}

function isExplained(message: Uint8Array, skipped: number): boolean {
  return (
    knownMagic(message) !== undefined ||
    knownMagic(message.subarray(skipped)) !== undefined ||
    probeDecompression(message, skipped) !== undefined
  );
}
