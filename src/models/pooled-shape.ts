// The header and trailer that the messages of a pool have in common, so that a flow whose messages look otherwise keeps its own class.

import { isPrintable } from '../base/printable-ascii.ts';
import type { MessagePool } from '../features/message-pool.ts';
import { isIdSize, shareAnId } from '../features/one-id.ts';
import { SAMPLED_MESSAGES, type SampledMessage } from '../flows/sibling-samples.ts';

export interface HeaderShape {
  /** Of the shape's direction, and with something between header and trailer. */
  isOf(message: SampledMessage): boolean;
  /** It has the fixed bytes of the others, and no text or zeros where they have ciphertext. */
  fits(message: SampledMessage): boolean;
}

/** A position is fixed where nearly all have its value. */
const FIXED_SHARE = 0.95;
/** Of so many fixed positions one may differ: a command that is rare. */
const POSITIONS_PER_MISS = 4;
/** Fewer bytes behind the header are a status. */
const MIN_BODY_BYTES = 8;
/** Random bytes pass both in all but one of 10^6 bodies of 24 bytes. */
const MAX_PRINTABLE_SHARE = 0.85;
const MAX_ZERO_SHARE = 0.25;
const JUDGED_BODY_BYTES = 24;

/** `messages`: those of the pool, at least one. */
export function createHeaderShape(messages: readonly SampledMessage[], { skipped, trailer }: MessagePool): HeaderShape {
  const [{ fromOriginator }] = messages;
  const bodied = messages.filter(({ wireBytes }) => wireBytes >= skipped + trailer + MIN_BODY_BYTES);
  const fixed = Array.from({ length: skipped }, (_, at) => commonValue(bodied, at));
  return {
    isOf: (message) =>
      message.fromOriginator === fromOriginator && message.wireBytes >= skipped + trailer + MIN_BODY_BYTES,
    fits({ bytes, wireBytes }) {
      let wanted = 0;
      let missed = 0;
      for (let at = 0; at < fixed.length; at++) {
        if (fixed[at] === undefined) continue;
        wanted++;
        if (bytes[at] !== fixed[at]) missed++;
      }
      if (missed > Math.floor(wanted / POSITIONS_PER_MISS)) return false;
      return isSealed(bytes.subarray(skipped, bytes.length === wireBytes ? bytes.length - trailer : bytes.length));
    },
  };
}

/** All of one size, with as much between header and trailer as one id has, or as an id and a code where the header has another. */
export function areOneIdEach(
  messages: readonly SampledMessage[],
  { skipped, trailer }: Pick<MessagePool, 'skipped' | 'trailer'>,
): boolean {
  const [size, ...more] = new Set(
    messages.map(({ wireBytes }) => wireBytes).filter((size) => size > skipped + trailer),
  );
  if (size === undefined || more.length > 0) return false;
  const hasId = shareAnId(
    messages.map(({ bytes }) => bytes),
    skipped,
  );
  return isIdSize(size - skipped - trailer, hasId);
}

/**
 * Bytes of a flow's messages of one side behind the header and before the trailer of the pool; infinite where more of them may not have been kept, or
 * fields from end to end may be blocks that repeat.
 */
export function bodyBytesOf(
  messages: readonly SampledMessage[],
  side: 0 | 1,
  { verdict, skipped, trailer }: Pick<MessagePool, 'verdict' | 'skipped' | 'trailer'>,
): number {
  if (verdict === 'fields') return Number.POSITIVE_INFINITY;
  const own = messages.filter(({ fromOriginator }) => fromOriginator === side);
  if (own.length >= SAMPLED_MESSAGES) return Number.POSITIVE_INFINITY;
  return own.reduce((sum, { wireBytes }) => sum + Math.max(0, wireBytes - skipped - trailer), 0);
}

function commonValue(messages: readonly SampledMessage[], at: number): number | undefined {
  const counts = new Map<number, number>();
  for (const { bytes } of messages) counts.set(bytes[at], (counts.get(bytes[at]) ?? 0) + 1);
  for (const [value, count] of counts) if (count >= FIXED_SHARE * messages.length) return value;
  return undefined;
}

function isSealed(body: Uint8Array): boolean {
  if (body.length < JUDGED_BODY_BYTES) return true;
  let printable = 0;
  let zeros = 0;
  for (const byte of body) {
    if (isPrintable(byte)) printable++;
    else if (byte === 0) zeros++;
  }
  return printable <= MAX_PRINTABLE_SHARE * body.length && zeros <= MAX_ZERO_SHARE * body.length;
}
