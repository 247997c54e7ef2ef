// When the engine compiles a function for speed. A capture is read by many functions, each in every thread that reads, and V8 compiles those that
// have run a while in threads of their own: with its own threshold that is a third of the processor time of a hundred thousand flows.
// Three times as patient, and with fewer functions put into each other, all of a run takes up to a tenth less, and the code less memory.
// For the whole process: the library leaves it alone.

import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { isMeasuredEngine } from './measured-engine.ts';

const FLAGS: readonly string[] = [
  '--interrupt-budget=202752',
  '--max-inlined-bytecode-size=100',
  '--max-inlined-bytecode-size-cumulative=200',
];

/** To be called before anything is read. */
export function compileLater(): void {
  for (const flag of thresholdsOf(process.versions.v8)) setFlagsFromString(flag);
}

/** Flags of V8 for its version; none where nothing was measured. */
export function thresholdsOf(v8Version: string): readonly string[] {
  // Node.js 20, whose own are 67,584 bytes of bytecode run, and 460 and 920 of functions put into one. Later versions count calls instead.
  return isMeasuredEngine(v8Version) ? FLAGS : [];
}
