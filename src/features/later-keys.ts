// Coded keys and points behind the opening of a direction: where a mark stands in its prefix, and in the pieces that were kept behind it.
// Keys of these forms prove themselves wherever they stand; bare keys and ML-KEM keys, which nothing marks, are looked for in openings only.

import type { FlowSide } from '../flows/finished-flow.ts';
import { keyMarkLead, nextKeyMark } from '../parse/key-mark.ts';
import { findKeyArtefacts, type KeyArtefact } from './key-artefact.ts';

const KEY_CAP = 8;
/** Places that are parsed: code and archives are full of marks. */
const TRIED_CAP = 32;
/** What a mark points at begins no later than this behind it. */
const BEHIND_MARK = 4;

/** Those that begin at `from` or later in the direction's stream, in order, none inside another or inside one of `known`; eight at most. Never throws. */
export function findLaterKeys(side: FlowSide, from: number, known: readonly KeyArtefact[]): KeyArtefact[] {
  const found: KeyArtefact[] = [];
  const { prefix, late } = side;
  if (prefix.length > from) addKeys(found, known, prefix, 0, from);
  for (const { bytes, offset } of late) addKeys(found, known, bytes, offset, 0);
  return found;
}

function addKeys(
  found: KeyArtefact[],
  known: readonly KeyArtefact[],
  bytes: Uint8Array,
  offset: number,
  from: number,
): void {
  let at = nextKeyMark(bytes, 0, from, bytes.length);
  for (let tried = 0; at < bytes.length && tried < TRIED_CAP && found.length < KEY_CAP; tried++) {
    const start = Math.max(from, at - keyMarkLead(bytes, at));
    let next = at + 1;
    for (const artefact of findKeyArtefacts(bytes.subarray(start), at - start + BEHIND_MARK, true)) {
      const key = { ...artefact, offset: offset + start + artefact.offset };
      next = Math.max(next, start + artefact.offset + artefact.length);
      if (!isIn(found, key) && !isIn(known, key) && found.length < KEY_CAP) found.push(key);
    }
    at = nextKeyMark(bytes, 0, next, bytes.length);
  }
}

function isIn(keys: readonly KeyArtefact[], { offset }: KeyArtefact): boolean {
  return keys.some((key) => offset >= key.offset && offset < key.offset + key.length);
}
