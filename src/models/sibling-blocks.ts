// Block ciphers under a fixed key encrypt equal blocks alike (ECB): messages that share parts of their plaintext share blocks, which no test of
// randomness over all bytes forgives. Each block counted once, what is left must be uniform.

import { isPrintable } from '../base/printable-ascii.ts';
import { holdIds } from '../features/message-pool.ts';
import { measureBytes, type Uniformity } from '../features/uniformity.ts';

const BLOCK_BYTES = 16;
/** Where blocks may begin: behind headers of up to three blocks. */
const MAX_HEADER = 48;
const MIN_BLOCKS = 12;
/** Text has more characters, and numbers have more zeros, than ciphertext behind any header. */
const MAX_PRINTABLE_SHARE = 0.6;
const MAX_ZERO_SHARE = 0.12;
/** Of blocks that repeat one that came before. */
const MIN_REPEATED = 2;
/** Stretches of them, where none comes at another place: one alone is an id or a token in the clear. */
const MIN_RUNS = 2;

/** `messages`: different ones, of one direction. Undefined unless their blocks repeat and are uniform when each is counted once. */
export function measureBlocks(messages: readonly Uint8Array[]): Uniformity | undefined {
  if (!mayBeBlocks(messages) || holdIds(messages)) return undefined;
  const mayRepeat = Array.from({ length: BLOCK_BYTES }, (_, start) => mayRepeatFrom(messages, start));
  for (let header = 0; header < MAX_HEADER; header++) {
    if (!mayRepeat[header % BLOCK_BYTES]) continue;
    const seen = new Map<string, number>();
    const blocks: Uint8Array[] = [];
    let repeated = 0;
    let moved = 0;
    const places = new Set<number>();
    let clear = 0;
    const rests = new Set<number>();
    for (const message of messages) {
      const known: number[] = [];
      let at = header;
      for (; at + BLOCK_BYTES <= message.length; at += BLOCK_BYTES) {
        const block = message.subarray(at, at + BLOCK_BYTES);
        const text = Buffer.from(block).toString('latin1');
        const place = seen.get(text);
        if (place === undefined) {
          blocks.push(block);
          seen.set(text, at);
        } else {
          known.push(at);
          if (place !== at) moved++;
        }
      }
      repeated += known.length;
      // What holds nothing new was sent again behind another header.
      if (at - header > known.length * BLOCK_BYTES) for (const place of known) places.add(place);
      rests.add(message.length - at);
      clear += message.length - at + header;
    }
    const inBlocks = (blocks.length + repeated) * BLOCK_BYTES;
    // A trailer is as long in all of them; ids stand on no grid.
    if (rests.size > 1) continue;
    if (moved === 0 && runsOf(places) < MIN_RUNS) continue;
    if (blocks.length < MIN_BLOCKS || repeated < MIN_REPEATED || inBlocks < clear) continue;
    const tested = measureBytes(Buffer.concat(blocks));
    if (tested.verdict === 'uniform' && tested.skipped === 0) return { ...tested, skipped: header };
  }
  return undefined;
}

/** Stretches of blocks, by where each block begins in its message. */
function runsOf(places: ReadonlySet<number>): number {
  let runs = 0;
  for (const at of places) if (!places.has(at - BLOCK_BYTES)) runs++;
  return runs;
}

/** False where too few of the blocks from `start` on, and so of those behind further whole blocks, come again: by a number that equal blocks share. */
function mayRepeatFrom(messages: readonly Uint8Array[], start: number): boolean {
  const seen = new Set<number>();
  let repeated = 0;
  for (const message of messages) {
    for (let at = start; at + BLOCK_BYTES <= message.length; at += BLOCK_BYTES) {
      let mixed = 0;
      for (let i = at; i < at + BLOCK_BYTES; i++) mixed = (Math.imul(mixed, 31) + message[i]) | 0;
      if (!seen.has(mixed)) seen.add(mixed);
      else if (++repeated >= MIN_REPEATED) return true;
    }
  }
  return false;
}

/** Refuses most of what is no ciphertext, at the cost of a look at each byte. */
function mayBeBlocks(messages: readonly Uint8Array[]): boolean {
  let bytes = 0;
  let printable = 0;
  let zeros = 0;
  for (const message of messages) {
    bytes += message.length;
    for (const byte of message) {
      if (isPrintable(byte)) printable++;
      else if (byte === 0) zeros++;
    }
  }
  if (bytes < MIN_BLOCKS * BLOCK_BYTES) return false;
  return printable <= MAX_PRINTABLE_SHARE * bytes && zeros <= MAX_ZERO_SHARE * bytes;
}
