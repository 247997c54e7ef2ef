// Ciphertext in flows too short to be judged alone: the first messages of all flows to one address and port, tested together. Fields of a clear
// header or trailer show by their repetition from message to message; what lies between must be uniform, and much of every message.

import { holdIds, type MessagePool, MIN_MESSAGES, measurePool } from '../features/message-pool.ts';
import { countedRecord } from '../features/record-count.ts';
import type { Uniformity } from '../features/uniformity.ts';
import { MESSAGE_BYTES, type SampledMessage } from '../flows/sibling-samples.ts';
import { ciphertextBits, ciphertextConfidence } from './ciphertext-bits.ts';
import { probeDecompression } from './decompression-probe.ts';
import { knownMagic } from './media-magic.ts';
import { isVetoed, SILENT } from './payload-class.ts';
import { findPooledFormat } from './pooled-format.ts';
import { describeExchange, describeFormat, describeIds, describePool, describeRecords } from './pooled-reason.ts';
import { areOneIdEach, bodyBytesOf, createHeaderShape, type HeaderShape } from './pooled-shape.ts';
import { measureBlocks } from './sibling-blocks.ts';

export interface PooledJudgement {
  /** 'unclear': too few bytes, or what ids and hashes look like too. */
  readonly verdict: 'ciphertext' | 'open' | 'unclear';
  readonly confidence: number;
  /** Uniform ones, of both directions. */
  readonly bytes: number;
  /** What decodes most of the messages of a direction that looks uniform. */
  readonly format: string | undefined;
  /** 'unclear' although there is enough of it. */
  readonly isLikeIds: boolean;
  /** Directions in which a field counts the records that fill every message; both, where they name the same ids. */
  readonly listing: readonly (0 | 1)[];
  /** The measurements of both directions, in words. */
  readonly reasons: readonly string[];
  /** Bytes of these messages of a flow behind the header and before the trailer that all have, of the direction that has more of them. */
  bodyBytes(messages: readonly SampledMessage[]): number;
  /** Does a flow with these messages carry some of it, behind the header that the others have? Undefined where they have no room for it. */
  carries(messages: readonly SampledMessage[]): boolean | undefined;
}

/** Of short messages at most, three to one. The 5 captures of the design part would bear more, but ids look like them (made.mjs more: one flow in five). */
const MAX_CONFIDENCE = 0.75;
/** An answer with so many bytes more than the header is a header with a status. */
const STATUS_BYTES = 8;
/** More are looked at neither for blocks that repeat nor for formats. */
const MOST_LOOKED_AT = 40;
/** Of a direction, that are told apart. */
const MOST_MESSAGES = 4096;

interface Side {
  readonly pool: MessagePool;
  readonly uniformity: Uniformity;
  readonly messages: readonly SampledMessage[];
  readonly reason: string;
  readonly isUnclear: boolean;
  readonly isList: boolean;
  readonly format: string | undefined;
}

/** `flows`: the sampled messages of each flow of a channel that no recogniser knew, in their order. Never throws. */
export function judgePooledMessages(flows: readonly (readonly SampledMessage[])[]): PooledJudgement {
  const messages = flows.flat();
  let orig = measured('originators', messages, 1);
  let resp = measured('responders', messages, 0);
  if (isOnlyHeader(resp, orig)) resp = silent(resp);
  else if (isOnlyHeader(orig, resp)) orig = silent(orig);
  const sides = [orig, resp];
  const bodyBytes = (own: readonly SampledMessage[]) =>
    Math.max(...([1, 0] as const).map((side) => bodyBytesOf(own, side, side === 1 ? orig.pool : resp.pool)));
  const reasons = sides.filter((side) => side.messages.length > 0).map(({ reason }) => reason);
  const sealed = sides.filter(({ uniformity }) => uniformity.verdict === 'uniform');
  if (nameTheSameIds(orig, resp)) {
    return {
      verdict: 'open',
      confidence: 0,
      bytes: 0,
      format: undefined,
      isLikeIds: false,
      listing: [0, 1],
      reasons: [...reasons, describeExchange()],
      bodyBytes,
      carries: () => undefined,
    };
  }
  if (sealed.length === 0 || isVetoed(orig.uniformity, resp.uniformity)) {
    const isUnclear = sides.every(({ uniformity, isUnclear }) => uniformity.verdict === 'too_few' || isUnclear);
    return {
      verdict: isUnclear ? 'unclear' : 'open',
      confidence: 0,
      bytes: 0,
      format: orig.format ?? resp.format,
      isLikeIds: sides.some((side) => side.isUnclear),
      listing: ([0, 1] as const).filter((side) => (side === 1 ? orig : resp).isList),
      reasons,
      bodyBytes,
      carries: () => undefined,
    };
  }
  const bits = ciphertextBits({
    orig: orig.uniformity,
    resp: resp.uniformity,
    startSeen: true,
    keyBits: 0,
    blockBits: 0,
  });
  const shapes = sealed.map((side) => createHeaderShape(side.messages, side.pool));
  return {
    verdict: 'ciphertext',
    confidence: Math.min(MAX_CONFIDENCE, ciphertextConfidence(bits)),
    bytes: sealed.reduce((sum, { uniformity }) => sum + uniformity.bytes, 0),
    format: undefined,
    isLikeIds: false,
    listing: [],
    reasons,
    bodyBytes,
    carries: (own) => carriesAny(shapes, own),
  };
}

/** Ids come again at other places of messages of both directions: they are asked for and answered. */
function nameTheSameIds({ messages: asked }: Side, { messages: answered }: Side): boolean {
  const some: Uint8Array[] = [];
  for (let i = 0; i < MOST_LOOKED_AT / 2; i++) {
    if (i < asked.length) some.push(asked[i].bytes);
    if (i < answered.length) some.push(answered[i].bytes);
  }
  return holdIds(some, MESSAGE_BYTES);
}

function carriesAny(shapes: readonly HeaderShape[], own: readonly SampledMessage[]): boolean | undefined {
  const bodies = shapes.flatMap((shape) =>
    own.filter((message) => shape.isOf(message)).map((message) => shape.fits(message)),
  );
  return bodies.length === 0 ? undefined : bodies.every((fits) => fits);
}

function measured(name: string, all: readonly SampledMessage[], fromOriginator: 0 | 1): Side {
  const messages = distinct(all, fromOriginator);
  if (messages.length === 0)
    return {
      pool: EMPTY,
      uniformity: SILENT,
      messages,
      reason: '',
      isUnclear: false,
      isList: false,
      format: undefined,
    };
  const bytes = messages.map((message) => message.bytes);
  const found = measurePool(bytes, MESSAGE_BYTES);
  const isOpen = found.verdict !== 'uniform' && found.verdict !== 'too_few';
  const blocks = isOpen && bytes.length >= MIN_MESSAGES ? measureBlocks(bytes.slice(0, MOST_LOOKED_AT)) : undefined;
  const pool: MessagePool =
    blocks === undefined
      ? found
      : { ...found, ...blocks, verdict: 'uniform', trailer: 0, messages: Math.min(bytes.length, MOST_LOOKED_AT) };
  const reason = describePool(name, pool, blocks !== undefined);
  const side = { pool, messages, isUnclear: false, isList: false, format: undefined };
  if (pool.verdict !== 'uniform') return { ...side, uniformity: uniformityOf(pool), reason };
  const format = explanation(messages, pool);
  if (format !== undefined) {
    return {
      ...side,
      format,
      uniformity: { ...uniformityOf(pool), verdict: 'not_uniform' },
      reason: `${reason}; ${describeFormat(format)}`,
    };
  }
  const record = countedRecord(
    bytes,
    messages.map(({ wireBytes }) => wireBytes),
  );
  if (record !== undefined) {
    return {
      ...side,
      isList: true,
      uniformity: { ...uniformityOf(pool), verdict: 'not_uniform' },
      reason: `${reason}; ${describeRecords(record)}`,
    };
  }
  if (areOneIdEach(messages, pool)) {
    return {
      ...side,
      uniformity: { ...uniformityOf(pool), verdict: 'too_few' },
      reason: `${reason}; ${describeIds()}`,
      isUnclear: true,
    };
  }
  return { ...side, uniformity: uniformityOf(pool), reason };
}

const EMPTY: MessagePool = {
  verdict: 'too_few',
  messages: 0,
  bytes: 0,
  skipped: 0,
  trailer: 0,
  entropyBits: 0,
  entropyZ: 0,
  chiSquareZ: 0,
  popcountZ: 0,
};

function uniformityOf(pool: MessagePool): Uniformity {
  const { verdict, bytes, skipped, entropyBits, entropyZ, chiSquareZ, popcountZ } = pool;
  return {
    ...SILENT,
    verdict: verdict === 'fields' || verdict === 'repeating' ? 'not_uniform' : verdict,
    bytes,
    skipped,
    entropyBits,
    entropyZ,
    chiSquareZ,
    popcountZ,
  };
}

/** Each message once: broadcasts and messages without an answer are sent again. */
function distinct(messages: readonly SampledMessage[], fromOriginator: 0 | 1): SampledMessage[] {
  const seen = new Set<string>();
  const kept: SampledMessage[] = [];
  for (const message of messages) {
    if (message.fromOriginator !== fromOriginator) continue;
    const text = Buffer.from(message.bytes).toString('latin1');
    if (seen.has(text)) continue;
    seen.add(text);
    kept.push(message);
    if (kept.length === MOST_MESSAGES) break;
  }
  return kept;
}

/** Nothing but the header that the other side's ciphertext stands behind: a receipt, which says nothing for or against it. */
function isOnlyHeader(side: Side, other: Side): boolean {
  if (other.pool.verdict !== 'uniform' || side.uniformity.verdict !== 'not_uniform') return false;
  const longest = other.pool.skipped + other.pool.trailer + STATUS_BYTES;
  return side.messages.every(({ wireBytes }) => wireBytes <= longest);
}

function silent(side: Side): Side {
  return { ...side, uniformity: SILENT };
}

/** Undefined where no format explains the uniform bytes. */
function explanation(messages: readonly SampledMessage[], { skipped, trailer }: MessagePool): string | undefined {
  const whole = messages.filter(({ bytes, wireBytes }) => bytes.length === wireBytes).map(({ bytes }) => bytes);
  const pooled = findPooledFormat(whole, skipped, trailer);
  if (pooled !== undefined) return pooled;
  for (const { bytes } of messages.slice(0, MOST_LOOKED_AT)) {
    const format = knownMagic(bytes) ?? knownMagic(bytes.subarray(skipped)) ?? probeDecompression(bytes, skipped);
    if (format !== undefined) return format;
  }
  return undefined;
}
