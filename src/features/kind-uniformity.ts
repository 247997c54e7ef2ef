// Is one kind of a direction's messages uniform where all of them together are not? Its header and trailer are learned from its fields, and what
// lies between must pass every test of randomness without structure from one message to the next. Every kind that was tried is counted.

import type { FinishedFlow } from '../flows/finished-flow.ts';
import type { FeatureRow } from './feature.ts';
import { candidateKinds } from './message-kinds.ts';
import { type MessagePool, MIN_MESSAGES, measurePool } from './message-pool.ts';
import { measureMessages, type Uniformity } from './uniformity.ts';

/** Of a second try: fewer bytes are told from structure too rarely. */
const MIN_BODY_BYTES = 192;
/** A longer one is what a signature stands behind: a message in the clear. */
const LONGEST_HEADER = 40;
// Narrower than for messages that nobody had to choose (randomness-bounds.ts): of kinds of random bytes one in forty is beyond one of them, of
// coded sound most, which pass the wider ones.
const MIN_ENTROPY_Z = -2.2;
const MAX_CHI_SQUARE_Z = 2.5;
const MAX_POPCOUNT_Z = 2.6;

/** Undefined where no kind passes. Never throws. */
export function measureKinds(flow: FinishedFlow, fromOriginator: 0 | 1): Uniformity | undefined {
  let tried = 0;
  for (const { messages, first, type, from, to } of candidateKinds(flow, fromOriginator)) {
    tried++;
    const pool = measured(messages);
    if (pool.verdict !== 'uniform' || pool.bytes < MIN_BODY_BYTES) continue;
    if (pool.skipped > LONGEST_HEADER) continue;
    const { bytes, skipped, trailer, entropyBits, entropyZ, chiSquareZ, popcountZ } = pool;
    if (!isWithinNarrowBounds(pool)) continue;
    return {
      verdict: 'uniform',
      bytes,
      skipped,
      trailer: trailer ?? 0,
      from,
      to,
      unit: 'message',
      openingMessages: first,
      kind: { first, type, tried },
      masked: false,
      entropyBits,
      entropyZ,
      chiSquareZ,
      popcountZ,
    };
  }
  return undefined;
}

/** What nobody chose passes them; of what was chosen because it looks uniform, ciphertext nearly always does. */
export function isWithinNarrowBounds({
  entropyZ,
  chiSquareZ,
  popcountZ,
}: Pick<Uniformity, 'entropyZ' | 'chiSquareZ' | 'popcountZ'>): boolean {
  return entropyZ >= MIN_ENTROPY_Z && chiSquareZ <= MAX_CHI_SQUARE_Z && Math.abs(popcountZ) <= MAX_POPCOUNT_Z;
}

/** A side of the flow that was measured last into `row` is uniform in one kind of its messages only. */
export function isOfOneKind({ origUniformity, respUniformity }: FeatureRow): boolean {
  return (origUniformity?.kind ?? respUniformity?.kind) !== undefined;
}

/** Of few messages a header shows by what has to be skipped, not by its fields. */
function measured(messages: readonly Uint8Array[]): MessagePool | Uniformity {
  if (messages.length >= MIN_MESSAGES) return measurePool(messages);
  let end = 0;
  return measureMessages(
    Buffer.concat(messages),
    messages.map(({ length }) => (end += length)),
  );
}
