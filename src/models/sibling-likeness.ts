// Does a flow say at one place what other flows to the same address and port say there? Readings, states and positions do, in bytes here and there;
// ciphertext does not, whatever was encrypted. Strings of eight bytes and more are left out: ids in the clear beside ciphertext, and blocks under ECB.

import type { SampledMessage } from '../flows/sibling-samples.ts';

type Flow = readonly SampledMessage[];

/** In front of it, headers say the same whatever stands behind them. */
const LONGEST_HEADER = 64;
/** Of a message this much is no header, or the message is hardly more than one. */
const BODY_SHARE = 1 / 3;
const MIN_BODY_BYTES = 16;
const RUN_BYTES = 8;
/** Messages of others that one is compared with: of the same length before others. */
const COMPARED = 12;
/** −log2 of the chance that random bytes are as often like those of others. */
const MIN_BITS = 30;
const VALUES = 256;

/** `own`: the messages of a flow; `others`: those of flows beside it. Never throws. */
export function saysTheSame(own: Flow, others: Flow): boolean {
  let tested = 0;
  let alike = 0;
  let expected = 0;
  for (const message of own) {
    const compared = comparable(message, others);
    const from = Math.min(LONGEST_HEADER, Math.ceil(message.bytes.length * (1 - BODY_SHARE)));
    if (compared.length === 0 || message.bytes.length - from < MIN_BODY_BYTES) continue;
    for (let at = from; at < message.bytes.length; at++) {
      const chance = compared.filter(({ bytes }) => bytes.length > at).length / VALUES;
      tested++;
      expected += chance;
      if (compared.some(({ bytes }) => isShortRun(message.bytes, bytes, at))) alike++;
    }
  }
  return tested > 0 && bitsOf(alike, expected) >= MIN_BITS;
}

function comparable({ fromOriginator, wireBytes, bytes }: SampledMessage, others: Flow): SampledMessage[] {
  const same = others.filter((other) => other.fromOriginator === fromOriginator && !isEqual(other.bytes, bytes));
  const ofLength = same.filter((other) => other.wireBytes === wireBytes);
  return (ofLength.length > 0 ? ofLength : same).slice(0, COMPARED);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** Both have one value at `at`, in fewer than eight bytes that are the same there. */
function isShortRun(a: Uint8Array, b: Uint8Array, at: number): boolean {
  if (a[at] !== b[at]) return false;
  let run = 1;
  for (let i = at - 1; i >= 0 && a[i] === b[i] && run < RUN_BYTES; i--) run++;
  for (let i = at + 1; i < Math.min(a.length, b.length) && a[i] === b[i] && run < RUN_BYTES; i++) run++;
  return run < RUN_BYTES;
}

/** −log2 of the chance of so many, by Chernoff's bound on Poisson's tail. */
function bitsOf(count: number, expected: number): number {
  return count <= expected ? 0 : count * Math.log2(count / expected) - (count - expected) * Math.LOG2E;
}
