// Entry of the thread that collects for report.html what the lines of flows.ndjson say, while the main thread writes them and what follows.

import { closeSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { ReportFlows } from '../report/report-flows.ts';
import { LineFollower } from './followed-lines.ts';
import type { ReportTask } from './report-thread.ts';

const { path, shared, capture, options } = workerData as ReportTask;
const flows = new ReportFlows(capture, options);
const descriptor = openSync(path, 'r');
for (const block of new LineFollower(shared).blocks(descriptor)) flows.addLines(block);
closeSync(descriptor);
const collected = flows.finish();
const buffers = new Set(Object.values(collected.rows.columns).map(({ buffer }) => buffer as ArrayBuffer));
parentPort?.postMessage(collected, [...buffers]);
