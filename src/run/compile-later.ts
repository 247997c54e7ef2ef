// When the engine compiles a function for speed. A capture is read by many functions, each in every thread that reads, and V8 compiles those that
// have run a while in threads of their own: with its own thresholds that is a third of the processor time of a hundred thousand flows.
// With fewer functions put into each other, and three times as patient where patience helps, all of a run takes 3 to 10 % less, and the code
// less memory. For the whole process: the library leaves it alone.

import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { type MeasuredEngine, measuredEngine } from './measured-engine.ts';

/** V8's own are 460 and 920 bytes of bytecode. */
const SMALL_INLINING = ['--max-inlined-bytecode-size=100', '--max-inlined-bytecode-size-cumulative=200'];

/** V8's own is 67,584 bytes of bytecode run. Later versions count calls: as much patience makes them no faster. */
const PATIENCE = '--interrupt-budget=202752';

/**
 * The first turn of every loop is not compiled apart from the others: loops over bytes are all there is to read, and without their copies they are
 * compiled sooner and run as fast. Captures of 90 to 180 MB take 5 % less processor time (three pairs of runs of each).
 */
const WHOLE_LOOPS = '--no-turbo-loop-peeling';

/** What Maglev compiled with is given back in the thread that asked for it: in threads that are always busy a hundred MB of it wait. */
const NO_HEAP_OF_JOBS = '--no-maglev-destroy-on-background';

const FLAGS: Readonly<Record<MeasuredEngine, readonly string[]>> = {
  node20: [PATIENCE, WHOLE_LOOPS, ...SMALL_INLINING],
  node22: [NO_HEAP_OF_JOBS, ...SMALL_INLINING],
  node24: [NO_HEAP_OF_JOBS, ...SMALL_INLINING],
  node26: [NO_HEAP_OF_JOBS, ...SMALL_INLINING],
};

/** To be called before anything is read. */
export function compileLater(): void {
  for (const flag of thresholdsOf(process.versions.v8)) setFlagsFromString(flag);
}

/** Flags of V8 for its version; none where nothing was measured. */
export function thresholdsOf(v8Version: string): readonly string[] {
  const engine = measuredEngine(v8Version);
  return engine === undefined ? [] : FLAGS[engine];
}
