// Entry of the thread that judges series of events while the main thread gathers more of them. It ends when the main thread ends it.

import { workerData } from 'node:worker_threads';
import { SeriesBlock } from './series-block.ts';

const { shared } = workerData as { shared: readonly SharedArrayBuffer[] };
const blocks = shared.map((memory) => new SeriesBlock(memory));
for (;;) for (const block of blocks) block.answer();
