// Entry of the thread that collects for report.html what the lines of flows.ndjson say, while the main thread writes the other files.

import { parentPort, workerData } from 'node:worker_threads';
import { collectLines, type ReportTask } from './report-lines.ts';

const collected = collectLines(workerData as ReportTask);
const buffers = new Set(Object.values(collected.rows.columns).map(({ buffer }) => buffer as ArrayBuffer));
parentPort?.postMessage(collected, [...buffers]);
