// Short flows that look like ciphertext by themselves, among others to the same address and port that do not: a few bytes of anything pass tests
// of randomness now and then. What they say together decides, behind their headers and at their ends.

import { measurePool } from '../features/message-pool.ts';
import type { SampledMessage } from '../flows/sibling-samples.ts';
import { findPooledFormat } from './pooled-format.ts';

/** The end of a message is body whatever its header is; of shorter messages too much of it would be header. */
const END_BYTES = 32;
const MIN_ENDED_BYTES = 40;
/** Of so many flows one looks like ciphertext by chance, where nothing tells what those that do have in common. */
const FLOWS_PER_CHANCE = 4;
/** Before a compressed stream. */
const LONGEST_HEADER = 48;
const LONGEST_TRAILER = 2;

type Flow = readonly SampledMessage[];

/** `alone`: the messages of each flow that is ciphertext by itself; `all`: of these and of all others, which are open together. Never throws. */
export function areOpenTogether(alone: readonly Flow[], all: readonly Flow[]): boolean {
  const said = ([1, 0] as const).map((side) => isOpen(ofSide(alone, side)));
  if (said.includes(false)) return false;
  if (said.includes(true)) return true;
  return (
    alone.length * FLOWS_PER_CHANCE <= all.length &&
    ([1, 0] as const).some((side) => isOpen(ofSide(all, side)) === true)
  );
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

/** Undefined where there is too little. */
function isOpen(messages: readonly SampledMessage[]): boolean | undefined {
  const whole = measurePool(messages.map(({ bytes }) => bytes)).verdict;
  if (whole === 'repeating') return true;
  const ended = messages.filter((message) => isWhole(message) && message.bytes.length >= MIN_ENDED_BYTES);
  const end = measurePool(ended.map(({ bytes }) => bytes.subarray(bytes.length - END_BYTES))).verdict;
  if (whole === 'uniform' || end === 'uniform') return false;
  return whole === 'too_few' || end === 'too_few' ? undefined : true;
}

function ofSide(flows: readonly Flow[], side: 0 | 1): SampledMessage[] {
  return flows.flat().filter(({ fromOriginator }) => fromOriginator === side);
}

function isWhole({ bytes, wireBytes }: SampledMessage): boolean {
  return bytes.length === wireBytes;
}
