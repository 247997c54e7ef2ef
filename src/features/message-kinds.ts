// Messages of one direction by kind, where all of them together are of two minds: datagrams behind a clear opening, and messages with one value at
// the place of a type byte. Protocols that seal what they carry leave hellos, probes and receipts in the clear.
// Invariant: few kinds are tried, none twice, so that the search can be paid for.

import { type FinishedFlow, MEASURED_BYTES } from '../flows/finished-flow.ts';

export interface MessageKind {
  /** Messages of the direction that come before the first of the kind. */
  readonly first: number;
  /** The byte that tells the kind; undefined where every message from `first` on is of it. */
  readonly type: { readonly at: number; readonly value: number } | undefined;
}

export interface KindOfMessages extends MessageKind {
  /** As far as the direction's prefix holds them; each once. */
  readonly messages: readonly Uint8Array[];
  /** Stream offset of the first one, and of what follows the last byte that a test of MEASURED_BYTES holds. */
  readonly from: number;
  readonly to: number;
}

/** Hellos, probes of the path and what is asked of a relay: a side sends few of them. */
const MAX_OPENING_MESSAGES = 4;
/** Where type bytes stand: first, or behind a magic, a version or a session. */
const TYPE_PLACES = 8;
/** Of a kind, before it is looked at. */
const MIN_MESSAGES = 4;
const MIN_BYTES = 256;
/** Behind an opening, two that are this long together say as much. */
const MIN_BYTES_OF_FEW = 1024;
/** Of shorter messages too little is left behind a header. */
const MIN_MESSAGE_BYTES = 24;
/** Fewer are enough for a test. */
const MESSAGE_CAP = 32;
const UDP = 17;

interface Message {
  /** Of the direction's messages, the repeated ones among them. */
  readonly number: number;
  readonly start: number;
  readonly bytes: Uint8Array;
}

const bytesOf = new Uint32Array(256);

/**
 * Kinds that make up at least half of the direction's bytes behind an opening, as far as its prefix goes; in the order in which they are worth a
 * try. Openings are sought in datagrams: of a stream, what follows them need not begin a message. None where the direction is of one kind.
 */
export function candidateKinds(flow: FinishedFlow, fromOriginator: 0 | 1): KindOfMessages[] {
  const all = messagesOf(flow, fromOriginator);
  const kinds: KindOfMessages[] = [];
  if (flow.protocol === UDP) {
    for (let opening = 1; opening <= MAX_OPENING_MESSAGES && opening < all.length; opening++) {
      if (!isMoreOfTheSame(all, opening)) add(kinds, all.slice(opening), all[opening].number, undefined);
    }
  }
  const behindOpening = all.slice(MAX_OPENING_MESSAGES).reduce((sum, { bytes }) => sum + bytes.length, 0);
  for (let at = 0; at < TYPE_PLACES && all.length > MIN_MESSAGES; at++) {
    const value = mostFrequent(all, at);
    if (2 * bytesOf[value] < behindOpening) continue;
    const typed = all.filter(({ bytes }) => bytes.length >= MIN_MESSAGE_BYTES && bytes[at] === value);
    if (typed.length < all.length) add(kinds, typed, 0, { at, value });
  }
  return kinds;
}

/** One of the messages in front is as long as those behind, which are all of one size: no opening. */
function isMoreOfTheSame(all: readonly Message[], opening: number): boolean {
  const size = all[opening].bytes.length;
  const isOne = all.every(({ bytes }, i) => i < opening || bytes.length === size);
  return isOne && all.some(({ bytes }, i) => i < opening && bytes.length === size);
}

/** Is message number `number` of the direction, which begins with `bytes`, of the kind? */
export function isOfKind({ first, type }: MessageKind, number: number, bytes: Uint8Array): boolean {
  if (number < first) return false;
  return type === undefined || (bytes.length >= MIN_MESSAGE_BYTES && bytes[type.at] === type.value);
}

/** Each once: what is not answered is sent again, and a hello that came three times opens a flow no longer than one. */
function messagesOf({ messages: log, orig, resp }: FinishedFlow, fromOriginator: 0 | 1): Message[] {
  const { prefix } = fromOriginator === 1 ? orig : resp;
  const found: Message[] = [];
  let number = 0;
  for (let i = 0; i < log.count && number < MESSAGE_CAP; i++) {
    if (log.fromOriginator[i] !== fromOriginator || log.bytes[i] === 0) continue;
    const start = log.prefixOffset[i];
    if (start >= prefix.length) break;
    const bytes = prefix.subarray(start, start + log.bytes[i]);
    const isRepeated = found.some(
      (known) => known.bytes.length === bytes.length && Buffer.compare(known.bytes, bytes) === 0,
    );
    if (!isRepeated) found.push({ number, start, bytes });
    number++;
  }
  return found;
}

/** The value at `at` of the messages that have most bytes together; leaves these sums in `bytesOf`. */
function mostFrequent(messages: readonly Message[], at: number): number {
  bytesOf.fill(0);
  let most = 0;
  for (const { bytes } of messages) {
    if (bytes.length < MIN_MESSAGE_BYTES) continue;
    const value = bytes[at];
    bytesOf[value] += bytes.length;
    if (bytesOf[value] > bytesOf[most]) most = value;
  }
  return most;
}

function add(kinds: KindOfMessages[], messages: readonly Message[], first: number, type: MessageKind['type']): void {
  const bytes = messages.reduce((sum, message) => sum + message.bytes.length, 0);
  if (messages.length < 2 || bytes < MIN_BYTES) return;
  if (messages.length < MIN_MESSAGES && (type !== undefined || bytes < MIN_BYTES_OF_FEW)) return;
  const from = messages[0].start;
  const isKnown = kinds.some((kind) => kind.from === from && kind.messages.length === messages.length);
  if (isKnown) return;
  kinds.push({
    first,
    type,
    from,
    to: measuredEnd(messages),
    messages: messages.map((message) => message.bytes),
  });
}

function measuredEnd(messages: readonly Message[]): number {
  let left = MEASURED_BYTES;
  let end = 0;
  for (const { start, bytes } of messages) {
    if (left <= 0) break;
    end = start + Math.min(left, bytes.length);
    left -= bytes.length;
  }
  return end;
}
