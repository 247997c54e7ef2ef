// A side that has only answered a hello in the clear: what it sent lies before the other side's first sealed message, so that it speaks neither for
// ciphertext nor against it.

import { UNIFORMITY_MIN_BYTES, type Uniformity } from '../features/uniformity.ts';
import type { FinishedFlow } from '../flows/finished-flow.ts';

/**
 * `sealed`: of the other side, which `fromOriginator` names. True where that is uniform behind an opening, and the side that is asked about sent less
 * behind the first of these messages than a test needs. Never throws.
 */
export function hasOnlyAnswered({ messages }: FinishedFlow, sealed: Uniformity, fromOriginator: 0 | 1): boolean {
  const kind = sealed.kind;
  if (sealed.verdict !== 'uniform' || kind === undefined || kind.type !== undefined) return false;
  let number = 0;
  let answerBytes = 0;
  for (let i = 0; i < messages.count; i++) {
    if (messages.bytes[i] === 0) continue;
    if (messages.fromOriginator[i] === fromOriginator) number++;
    else if (number > kind.first) answerBytes += messages.bytes[i];
  }
  return number > kind.first && answerBytes < UNIFORMITY_MIN_BYTES;
}
