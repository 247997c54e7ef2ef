// Short flows that look like ciphertext by themselves, among others to the same address and port that do not: a few bytes of anything pass tests
// of randomness now and then. What they say together decides, behind their headers and at their ends.

import { isWithinNarrowBounds } from '../features/kind-uniformity.ts';
import { holdIds, measurePool } from '../features/message-pool.ts';
import { MESSAGE_BYTES, type SampledMessage } from '../flows/sibling-samples.ts';
import { findPooledFormat } from './pooled-format.ts';
import { areOneIdEach } from './pooled-shape.ts';

/** What of a message is body whatever its header is: all behind the longest header, of shorter ones the end, of still shorter ones nothing. */
const END_BYTES = 32;
const MIN_ENDED_BYTES = 40;
const LONGEST_CLEAR_HEADER = 64;
/** Of so many flows one looks like ciphertext by chance, where nothing tells what those that do have in common. */
const FLOWS_PER_CHANCE = 4;
/** Before a compressed stream. */
const LONGEST_HEADER = 48;
const LONGEST_TRAILER = 2;

type Flow = readonly SampledMessage[];

/** `alone`: the messages of each flow that is ciphertext by itself; `all`: of these and of all others, which are open together. Never throws. */
export function areOpenTogether(alone: readonly Flow[], all: readonly Flow[]): boolean {
  const sides = [1, 0] as const;
  const said = sides.map((side) => isOpen(ofSide(alone, side)));
  if (said.includes(true)) return !said.includes(false) || outweighs(alone, said[0] === true ? 1 : 0);
  if (sides.some((side) => areClearlyUniform(ofSide(alone, side)))) return false;
  if (sides.some((side) => areOfOneSort(alone, all, side))) return true;
  if (said.includes(false)) return false;
  return alone.length * FLOWS_PER_CHANCE <= all.length && sides.some((side) => isOpen(ofSide(all, side)) === true);
}

/** From their beginning, and not just within the bounds: these flows are here because each of them was. */
function areClearlyUniform(messages: readonly SampledMessage[]): boolean {
  const pool = measurePool(
    messages.map(({ bytes }) => bytes),
    MESSAGE_BYTES,
  );
  return pool.verdict === 'uniform' && !areOneIdEach(messages, pool) && isWithinNarrowBounds(pool);
}

/** What that side says is more than what the other does. */
function outweighs(flows: readonly Flow[], side: 0 | 1): boolean {
  const bytes = [0, 0];
  for (const { fromOriginator, wireBytes } of flows.flat()) bytes[fromOriginator] += wireBytes;
  return bytes[side] > bytes[1 - side];
}

/** Their messages are as long as those of as many other flows, and all messages of these lengths are open together. */
function areOfOneSort(alone: readonly Flow[], all: readonly Flow[], side: 0 | 1): boolean {
  const own = ofSide(alone, side);
  const sizes = new Set(own.map(({ wireBytes }) => wireBytes));
  const alike = ofSide(all, side).filter(({ wireBytes }) => sizes.has(wireBytes));
  return own.length > 0 && alike.length >= 2 * own.length && isOpen(alike) === true;
}

/** What most of their messages decode to. */
export function formatTogether(alone: readonly Flow[]): string | undefined {
  const sides = ([1, 0] as const).map((side) => ofSide(alone, side).filter(isWhole));
  for (const messages of sides) {
    const format = findPooledFormat(
      messages.map(({ bytes }) => bytes),
      LONGEST_HEADER,
      LONGEST_TRAILER,
    );
    if (format !== undefined) return format;
  }
  return undefined;
}

/** Undefined where there is too little, or an id in each message. */
function isOpen(messages: readonly SampledMessage[]): boolean | undefined {
  const bytes = messages.map((message) => message.bytes);
  const pool = measurePool(bytes, MESSAGE_BYTES);
  const whole = pool.verdict;
  if (whole === 'repeating' || holdIds(bytes)) return true;
  if (whole === 'uniform' && areOneIdEach(messages, pool)) return undefined;
  const end = measurePool(messages.map(bodyOf).filter(({ length }) => length > 0)).verdict;
  if (whole === 'uniform' || end === 'uniform') return false;
  return whole === 'too_few' || end === 'too_few' ? undefined : true;
}

function bodyOf(message: SampledMessage): Uint8Array {
  const { bytes } = message;
  if (bytes.length >= LONGEST_CLEAR_HEADER + END_BYTES) return bytes.subarray(LONGEST_CLEAR_HEADER);
  return bytes.subarray(isWhole(message) && bytes.length >= MIN_ENDED_BYTES ? bytes.length - END_BYTES : bytes.length);
}

function ofSide(flows: readonly Flow[], side: 0 | 1): SampledMessage[] {
  return flows.flat().filter(({ fromOriginator }) => fromOriginator === side);
}

function isWhole({ bytes, wireBytes }: SampledMessage): boolean {
  return bytes.length === wireBytes;
}
