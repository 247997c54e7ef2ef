// How much the engine sets aside. For new objects V8 doubles the space until it has 16 MiB twice over; a quarter of it costs an analysis no time
// and leaves its flows 24 MB. Of old ones it lets half as many again come before it collects: many flows leave tens of MB of them. A running
// process cannot be given a limit, but be kept from growing on. For the whole process: the library leaves it alone.

import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { measuredEngine } from './measured-engine.ts';

/** Both halves of it. */
const ENOUGH_BYTES = 8 << 20;
/** Arrays of a round, and rounds after which growth has no other reason. */
const ARRAYS = 256;
const ROUNDS = 256;

/** By how much the heap may grow after a collection before the next one. */
const GROWING_PERCENT = 12;

const GROWTH = '--semi-space-growth-factor=2';
const NO_GROWTH = '--semi-space-growth-factor=1';

let isLimited = false;

/**
 * To be called before anything is read. In Node.js 24 and later each thread that reads would let its space for new objects grow: 75 MB more of a
 * long stream, and hardly faster.
 */
export function keepYoungGenerationSmall(): void {
  const engine = measuredEngine();
  if (engine === 'node24' || engine === 'node26') setFlagsFromString(NO_GROWTH);
}

/** To be called when no worker is there any more: all of them would be kept from growing. */
export function limitYoungGeneration(): void {
  if (measuredEngine() === undefined) return;
  // What is too small would stay so. It grows when more than its size survived a collection.
  setFlagsFromString(GROWTH);
  const survivors: number[][] = [];
  for (let round = 0; youngBytes() < ENOUGH_BYTES && round < ROUNDS; round++) {
    for (let i = 0; i < ARRAYS; i++) survivors.push(new Array(64).fill(0));
  }
  isLimited = true;
  setFlagsFromString(NO_GROWTH);
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}

/** To be called when a worker was started after that: where V8 sets up a heap, it puts the factor of all heaps back to 2. */
export function limitYoungGenerationAgain(): void {
  if (isLimited) setFlagsFromString(NO_GROWTH);
}

/** Set aside for new objects, be they there or not. */
function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
