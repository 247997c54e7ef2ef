// Does a flow say at one place what other flows to the same address and port say there? Readings, states and positions do, in bytes here and there;
// ciphertext does not, whatever was encrypted. Strings of eight bytes and more are left out: ids in the clear beside ciphertext, and blocks under ECB.

import { poissonTailBits } from '../features/poisson-tail.ts';
import type { SampledMessage } from '../flows/sibling-samples.ts';

type Flow = readonly SampledMessage[];

interface Other {
  readonly flow: number;
  readonly message: SampledMessage;
}

/** In front of it, headers say the same whatever stands behind them. */
const LONGEST_HEADER = 64;
/** Of a message this much is no header, or the message is hardly more than one. */
const BODY_SHARE = 1 / 3;
const MIN_BODY_BYTES = 16;
const RUN_BYTES = 8;
/** Messages of others that one is compared with: of the same length before others. */
const COMPARED = 12;
/** Messages that may be the same one, sent again, until others are found. */
const LOOKED_AT = 256;
/** −log2 of the chance that random bytes are as often like those of others. */
const MIN_BITS = 30;
const VALUES = 256;

/** Of flows to one address and port. Their messages stand by length, because thousands of flows are each held against the others. */
export class FlowLikeness {
  readonly #flows: ReadonlyMap<number, Flow>;
  readonly #byLength = new Map<number, Other[]>();
  readonly #bySide: readonly [Other[], Other[]] = [[], []];

  constructor(flows: ReadonlyMap<number, Flow>) {
    this.#flows = flows;
    for (const [flow, messages] of flows) {
      for (const message of messages) {
        const other = { flow, message };
        this.#bySide[message.fromOriginator].push(other);
        const alike = this.#byLength.get(lengthKey(message));
        if (alike === undefined) this.#byLength.set(lengthKey(message), [other]);
        else alike.push(other);
      }
    }
  }

  /** Whether flow `i` does what the others do. Never throws. */
  saysTheSame(i: number): boolean {
    let tested = 0;
    let alike = 0;
    let expected = 0;
    for (const message of this.#flows.get(i) ?? []) {
      const from = Math.min(LONGEST_HEADER, Math.ceil(message.bytes.length * (1 - BODY_SHARE)));
      if (message.bytes.length - from < MIN_BODY_BYTES) continue;
      const compared = this.#comparable(message, i);
      if (compared.length === 0) continue;
      for (let at = from; at < message.bytes.length; at++) {
        const chance = compared.filter((bytes) => bytes.length > at).length / VALUES;
        tested++;
        expected += chance;
        if (compared.some((bytes) => isShortRun(message.bytes, bytes, at))) alike++;
      }
    }
    return tested > 0 && poissonTailBits(alike, expected) >= MIN_BITS;
  }

  #comparable(message: SampledMessage, i: number): Uint8Array[] {
    const ofLength = othersThan(message, i, this.#byLength.get(lengthKey(message)) ?? []);
    return ofLength.length > 0 ? ofLength : othersThan(message, i, this.#bySide[message.fromOriginator]);
  }
}

function lengthKey({ fromOriginator, wireBytes }: SampledMessage): number {
  return 2 * wireBytes + fromOriginator;
}

function othersThan({ bytes }: SampledMessage, i: number, among: readonly Other[]): Uint8Array[] {
  const others: Uint8Array[] = [];
  let looked = 0;
  for (const { flow, message } of among) {
    if (flow === i) continue;
    if (others.length === COMPARED || looked++ === LOOKED_AT) break;
    if (!isEqual(message.bytes, bytes)) others.push(message.bytes);
  }
  return others;
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
