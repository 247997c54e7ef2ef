// Types of task.mjs, for the test that imports rows of the bench.

import type { ImportTask } from '../../src/lake/lake-import.ts';

export function taskOf(captureId: string, device: string, startMs: number): ImportTask;
