// When the engine looks for garbage in a process that analyses one small capture after the other. V8 sets its limit by what it found alive, some
// 20 MB here, and a capture's buffers count as well: it would look once or twice a capture, for a third of the processor time, and find what is
// always there. At three times what is alive it does so every dozen captures. For the whole process: the library leaves it alone.

import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { measuredEngine } from './measured-engine.ts';

/** To be called before anything is read. */
export function collectLater(): void {
  for (const flag of growthOf(process.versions.v8)) setFlagsFromString(flag);
}

/** Flags of V8 for its version; none where nothing was measured. */
export function growthOf(v8Version: string): readonly string[] {
  return measuredEngine(v8Version) === undefined ? [] : ['--heap-growing-percent=200'];
}
