// `npm run bench -- --only lake [--flows N] [--captures N] [--kills N]`: a lake of 10 M flows of 500 apps over 30 days (the figures of the promise),
// queries over it, its filling, a batch of small captures, and batches that are killed. Prints a table and writes bench/lake.json.
// Each step is a process of its own, so that its peak memory is its own. On a machine that does other things, believe the processor's time.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { batchOfMany } from './lake/batch.mjs';
import { killedBatches } from './lake/kills.mjs';
import { measure } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = join(root, 'bench/.cache/lake');
const step = join(root, 'bench/lake/step.mjs');

/** What a long run on one device leaves. */
const LARGE_CAPTURES = 6;
const LARGE_FLOWS = 20_000;

/** Returns { results, markdown }. */
export async function benchLake({ flows = 10_000_000, apps = 500, days = 30, captures = 5000, kills = 10, only }) {
  mkdirSync(cache, { recursive: true });
  const lake = join(cache, 'lake');
  const wanted = (name) => only === undefined || only.includes(name);
  const results = {
    node: process.version,
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    load_before: loadavg()[0],
    flows,
    apps,
    days,
    steps: {},
  };
  const add = async (name, args) => {
    if (!wanted(name)) return;
    results.steps[name] = await runStep(name, args);
    console.error(`${name}: ${JSON.stringify(results.steps[name])}`);
  };
  if (wanted('fill')) rmSync(lake, { recursive: true, force: true });
  await add('fill', [lake, String(flows), String(apps), String(days)]);
  await add('baseline', [lake]);
  await add('app_week', [lake]);
  await add('app_week_flows', [lake]);
  await add('channels', [lake]);
  await add('records', [join(cache, 'records')]);
  if (wanted('batch')) results.steps.batch = await batchOfMany(join(cache, 'batch'), captures);
  if (wanted('large')) results.steps.large = await batchOfMany(join(cache, 'large'), LARGE_CAPTURES, LARGE_FLOWS);
  if (wanted('kills')) results.steps.kills = await killedBatches(join(cache, 'kills'), 200, kills);
  results.load_after = loadavg()[0];
  return { results, markdown: table(results) };
}

async function runStep(name, args) {
  const { stdout, stderr, code, peakMb } = await measure(process.execPath, [step, name, ...args]);
  if (code !== 0) throw new Error(`${name} ended with ${code}\n${stderr}`);
  return { peak_mb: Math.round(peakMb), ...JSON.parse(stdout) };
}

const TARGETS = {
  fill: [
    '≥ 300,000 rows/s, ≤ 2 GB',
    (s) => `${thousands(s.rows_per_s)} rows/s (${thousands(s.rows_per_cpu_s)} a second of CPU)`,
  ],
  baseline: [
    '≤ 5 s',
    (s) =>
      `${s.seconds.toFixed(2)} s (${s.cpu_s.toFixed(1)} s of CPU), ${s.apps} apps, ${thousands(s.sessions)} sessions`,
  ],
  app_week: ['≤ 150 ms', (s) => `${Math.round(1000 * s.seconds)} ms, ${s.sessions} sessions`],
  app_week_flows: ['≤ 150 ms', (s) => `${Math.round(1000 * s.seconds)} ms over ${thousands(s.flows)} flows of the app`],
  channels: [
    '≤ 15 s',
    (s) => `${s.seconds.toFixed(2)} s (${s.cpu_s.toFixed(1)} s of CPU), ${thousands(s.groups)} channels`,
  ],
  records: [
    '–',
    (s) =>
      `${thousands(s.rows_per_s)} rows/s (${thousands(s.rows_per_cpu_s)} a second of CPU), ${s.bytes_per_row} bytes a row`,
  ],
  batch: [
    '≥ 90 % of the CPU of the pool',
    (s) =>
      `${(100 * s.pool_cpu_share).toFixed(1)} %, busy ${(100 * s.pool_busy_share).toFixed(1)} % of the time with what it stood in line for a core, the machine idle for ${(100 * s.machine_idle_share).toFixed(1)} % (${thousands(s.captures)} captures, ${s.captures_per_s.toFixed(1)} a second, ${(1000 * s.cpu_s_per_capture).toFixed(0)} ms of CPU each; memory in thirds of the run: batch ${s.parent_mb.join(', ')} MB, a worker at most ${s.worker_mb.join(', ')} MB)`,
  ],
  large: [
    '–',
    (s) =>
      `${thousands(s.flows_per_s)} flows/s (${thousands(s.flows_per_cpu_s)} a second of the pool's CPU, ${(100 * s.pool_cpu_share).toFixed(1)} % of it used; a worker at most ${Math.max(...s.worker_mb)} MB)`,
  ],
  kills: [
    'the same rows',
    (s) => `${s.same} of ${s.kills} runs killed with SIGKILL end, run again, with the same sorted rows`,
  ],
};
const NAMES = {
  fill: 'Rows of memory into the lake, a worker a core',
  baseline: 'Baselines of all apps (`baseline build`)',
  app_week: 'Sessions of one app, seven days',
  app_week_flows: 'Flows of one app, seven days (SQL)',
  channels: 'All flows grouped to channels with their gaps (SQL)',
  records: 'Native records (NDJSON with all features) into the lake',
  batch: 'Small captures through `batch`',
  large: 'Captures of 20,000 flows through `batch`, from packets to rows',
  kills: '`kill -9` at random moments',
};

function table({ flows, apps, days, steps }) {
  const rows = Object.entries(steps).map(([name, one]) => {
    const [target, said] = TARGETS[name];
    return `| ${NAMES[name]} | ${target} | ${said(one)} | ${one.peak_mb === undefined ? '' : thousands(one.peak_mb)} |`;
  });
  return [
    `A lake of ${thousands(flows)} flows, ${apps} apps, ${days} days:`,
    '',
    '| what | wanted | measured | peak MB |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function thousands(value) {
  return Math.round(value).toLocaleString('en-US');
}

/** For bench.mjs. */
export function writeLakeResults({ results, markdown }) {
  console.log(markdown);
  const text = JSON.stringify(results, undefined, 2);
  // Lists of numbers in one line, as the formatter wants them.
  const short = text.replace(/\[\s+([-\d.,\s]+?)\s+\]/g, (_, list) => `[${list.split(/,\s*/).join(', ')}]`);
  writeFileSync(join(root, 'bench/lake.json'), `${short}\n`);
}
