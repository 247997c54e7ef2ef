// The format that explains the uniform bytes of one direction: its first messages are probed, and the last are compared with each other, behind the
// header that was skipped or a longer one. Messages that were left out as clear say nothing.

import type { FeatureRow } from '../features/feature.ts';
import { featureIndex } from '../features/feature-registry.ts';
import { isOfKind } from '../features/message-kinds.ts';
import type { Uniformity } from '../features/uniformity.ts';
import type { FinishedFlow, FlowSide } from '../flows/finished-flow.ts';
import { probeDecompression } from './decompression-probe.ts';
import { findPooledFormat } from './pooled-format.ts';

/** A compressed stream may begin behind a short message. */
const PROBED_MESSAGES = 3;
/** Where a header was skipped, most of the last of so many messages may decompress behind it. */
const LOOKED_AT_MESSAGES = 32;
const POOLED_MESSAGES = 6;
const LONGEST_HEADER = 48;
const LONGEST_TRAILER = 2;

const LENGTH_ORIG = [featureIndex('framing.prefix_offset.orig'), featureIndex('framing.prefix_width.orig')];
const LENGTH_RESP = [featureIndex('framing.prefix_offset.resp'), featureIndex('framing.prefix_width.resp')];

/** The compression of one of the first messages of a uniform direction, and of the first that were tested where those come later. */
export function decompressed(
  side: FlowSide,
  uniformity: Uniformity,
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
  row: FeatureRow,
): string | undefined {
  if (uniformity.verdict !== 'uniform') return undefined;
  const { kind, skipped } = uniformity;
  let probed = 0;
  for (const { message, number, isTested } of messagesOf(side, uniformity, flow, fromOriginator)) {
    // A stream may begin in the opening, but not where messages are told apart.
    const isFirst = kind === undefined && number < PROBED_MESSAGES;
    if (isTested ? probed++ >= PROBED_MESSAGES && !isFirst : !isFirst) continue;
    const format = probeDecompression(message, skipped) ?? behindLength(message, skipped, fromOriginator, row);
    if (format !== undefined) return format;
  }
  return undefined;
}

/** What the last messages have in common, behind a header that may be longer than what had to be skipped of them. */
export function pooledFormat(
  side: FlowSide,
  uniformity: Uniformity,
  flow: FinishedFlow,
  fromOriginator: 0 | 1,
): string | undefined {
  const { verdict, openingMessages, kind, skipped } = uniformity;
  if (verdict !== 'uniform' || (skipped === 0 && openingMessages === 0 && kind === undefined)) return undefined;
  const last = messagesOf(side, uniformity, flow, fromOriginator)
    .filter(({ isTested, isWhole }) => isTested && isWhole)
    .slice(-POOLED_MESSAGES)
    .map(({ message }) => message);
  return (
    findPooledFormat(last, skipped, LONGEST_TRAILER) ??
    findPooledFormat(last, LONGEST_HEADER, LONGEST_TRAILER, skipped + 1)
  );
}

interface Message {
  readonly message: Uint8Array;
  readonly number: number;
  /** Of those that were found uniform together. */
  readonly isTested: boolean;
  readonly isWhole: boolean;
}

/** Those of a direction that its prefix holds. */
function messagesOf(
  { prefix }: FlowSide,
  { kind, openingMessages }: Uniformity,
  { messages: log }: FinishedFlow,
  fromOriginator: 0 | 1,
): Message[] {
  const found: Message[] = [];
  for (let i = 0; i < log.count && found.length < LOOKED_AT_MESSAGES; i++) {
    if (log.fromOriginator[i] !== fromOriginator || log.bytes[i] === 0) continue;
    const start = log.prefixOffset[i];
    if (start >= prefix.length) break;
    const message = prefix.subarray(start, start + log.bytes[i]);
    const number = found.length;
    const isTested = kind === undefined ? number >= openingMessages : isOfKind(kind, number, message);
    found.push({ message, number, isTested, isWhole: message.length === log.bytes[i] });
  }
  return found;
}

/** Raw streams have no magic: where a length field was found, they are tried right behind it as well. */
function behindLength(
  message: Uint8Array,
  skipped: number,
  fromOriginator: number,
  row: FeatureRow,
): string | undefined {
  const [offset, width] = fromOriginator === 1 ? LENGTH_ORIG : LENGTH_RESP;
  const header = row.numbers[offset] + row.numbers[width];
  return header > 0 && header !== skipped && header < message.length
    ? probeDecompression(message.subarray(header), 0)
    : undefined;
}
