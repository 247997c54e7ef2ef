// Fills a lake as the workers of a batch do: a process a core, each with an engine of one thread, a capture after the other. Rows are made before
// the clock runs, a day at a time.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openDuck } from '../../dist/lake/duck.js';
import { Lake } from '../../dist/lake/lake.js';
import { importRows } from '../../dist/lake/lake-import.js';
import { WORKER_ENVIRONMENT } from '../../dist/run/batch-process.js';
import { channelRows, DEVICES, flowRows, summaryRows } from './rows.mjs';
import { DAY_MS, START_MS, taskOf } from './task.mjs';

/** A capture a device and day. Peak memory is that of all workers together, with the rows that wait. */
export async function filledLake(root, flowsText, appsText, daysText) {
  const [flows, apps, days] = [flowsText, appsText, daysText].map(Number);
  Lake.open(root, true);
  const perCapture = Math.round(flows / days / DEVICES);
  const env = { ...WORKER_ENVIRONMENT, ...process.env };
  const workers = Array.from({ length: cpus().length }, () => fork(fileURLToPath(import.meta.url), [], { env }));
  const all = (message) =>
    Promise.all(
      workers.map(async (worker, lane) => {
        worker.send({ ...message, root, apps, perCapture, lane, lanes: workers.length });
        const [answer] = await once(worker, 'message');
        return answer;
      }),
    );
  let [seconds, cpu] = [0, 0];
  let peaks = [];
  for (let day = 0; day < days; day++) {
    await all({ what: 'make', day });
    const startMs = performance.now();
    const done = await all({ what: 'import', day });
    seconds += (performance.now() - startMs) / 1000;
    cpu += done.reduce((sum, one) => sum + one.cpu, 0);
    peaks = done.map(({ peakMb }) => peakMb);
  }
  for (const worker of workers) worker.disconnect();
  const rows = perCapture * DEVICES * days;
  return {
    workers: workers.length,
    seconds,
    cpu_s: cpu,
    rows,
    rows_per_s: rows / seconds,
    rows_per_cpu_s: rows / cpu,
    peak_mb: Math.round(peaks.reduce((sum, peak) => sum + peak, 0)),
  };
}

let duck;

async function make({ day, apps, perCapture, lane, lanes }) {
  duck ??= await openDuck({ threads: 1 });
  const startMs = START_MS + day * DAY_MS;
  for (let device = lane; device < DEVICES; device += lanes) {
    const shape = { seed: day * DEVICES + device, device, apps, count: perCapture, startMs };
    await duck.run(`CREATE OR REPLACE TABLE flow_rows AS ${flowRows(shape)}`);
    await duck.run(`CREATE OR REPLACE TABLE channels_${device} AS ${channelRows(startMs)}`);
    await duck.run(`CREATE OR REPLACE TABLE apps_${device} AS ${summaryRows()}`);
    await duck.run(`DROP TABLE IF EXISTS flows_${device}`);
    await duck.run(`ALTER TABLE flow_rows RENAME TO flows_${device}`);
  }
  return {};
}

async function importAll({ root, day, lane, lanes }) {
  const before = process.cpuUsage();
  const lake = Lake.open(root, false);
  const tables = new Set(['flows', 'channels', 'apps']);
  // As a worker of a batch does: one is written while the one before waits for the disk.
  let waiting = Promise.resolve();
  for (let device = lane; device < DEVICES; device += lanes) {
    const task = taskOf(`d${day}-${device}`.padEnd(24, '0'), `device${device}`, START_MS + day * DAY_MS);
    const own = importRows(lake, duck, task, ({ source }) => (tables.has(source) ? `${source}_${device}` : undefined));
    await waiting;
    waiting = own;
  }
  await waiting;
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1e6, peakMb: process.resourceUsage().maxRSS / 1024 };
}

// Only where it was forked.
process.on('message', async (message) => {
  process.send(await (message.what === 'make' ? make(message) : importAll(message)));
});
