// One step of the bench of the lake, as a process: `node step.mjs NAME ARGUMENTS…` prints what it measured as JSON.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { lakeSessions } from '../../dist/lake/app-sessions.js';
import { openDuck } from '../../dist/lake/duck.js';
import { Lake } from '../../dist/lake/lake.js';
import { importCapture } from '../../dist/lake/lake-import.js';
import { sqlText } from '../../dist/lake/native-reading.js';
import { buildBaselines } from '../../dist/run/baseline-command.js';
import { queryLake } from '../../dist/run/lake-query.js';
import { filledLake } from './fill.mjs';
import { appOfDevice } from './rows.mjs';
import { START_MS, taskOf } from './task.mjs';

const [, , name, ...args] = process.argv;

const STEPS = { fill: filledLake, baseline, app_week: appWeek, app_week_flows: appWeekFlows, channels, records };
console.log(JSON.stringify(await STEPS[name](...args)));

async function baseline(root) {
  const stdout = new PassThrough();
  let lines = '';
  stdout.on('data', (text) => {
    lines += text;
  });
  const total = { seconds: 0, cpu: 0 };
  await timed(total, () => buildBaselines(root, {}, { stdout, stderr: process.stderr }));
  const records = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return {
    seconds: total.seconds,
    cpu_s: total.cpu,
    apps: records.length,
    sessions: records.reduce((sum, { sessions, left_out: leftOut }) => sum + sessions + leftOut, 0),
  };
}

/** The middle of nine, each with the lake opened anew; the first, which loads the library, does not count. */
async function appWeek(root) {
  let sessions = 0;
  const seconds = await middle(async () => {
    const duck = await openDuck();
    sessions = 0;
    const choice = { app: appOfDevice(3, 7), fromDay: '2026-10-08', toDay: '2026-10-14' };
    for await (const _ of lakeSessions(Lake.open(root, false), duck, choice).each()) sessions++;
    duck.close();
  });
  return { seconds, sessions };
}

async function appWeekFlows(root) {
  let found;
  const sql = `SELECT count(*) AS flows, sum(orig_bytes)::DOUBLE AS bytes, count(DISTINCT domain) AS domains FROM flows
    WHERE app = ${sqlText(appOfDevice(3, 7))} AND day BETWEEN '2026-10-08' AND '2026-10-14'`;
  const seconds = await middle(async () => {
    found = await queryOf(root, sql);
  });
  return { seconds, flows: found.flows };
}

async function channels(root) {
  const total = { seconds: 0, cpu: 0 };
  let found;
  await timed(total, async () => {
    found = await queryOf(
      root,
      // A sorted list a channel and not a window over all flows: a third of the work.
      `SELECT count(*) AS groups, sum(seen)::DOUBLE AS flows, avg(spread) AS spread FROM (
        SELECT app, remote, resp_port, seen, list_median(gaps) AS middle, list_stddev_samp(gaps) / list_avg(gaps) AS spread FROM (
          SELECT *, list_transform(range(2, len(times) + 1), i -> times[i] - times[i - 1]) AS gaps FROM (
            SELECT app, coalesce(domain, resp_ip) AS remote, resp_port, count(*) AS seen, list_sort(list(ts_us)) AS times
            FROM flows GROUP BY ALL HAVING count(*) >= 4)))`,
    );
  });
  return { seconds: total.seconds, cpu_s: total.cpu, groups: found.groups, flows: found.flows };
}

/** What a batch does: native files of an analysis, here those of the demo repeated, read and imported. */
async function records(folder) {
  const demo = fileURLToPath(new URL('../../captures/demo/expected', import.meta.url));
  const native = join(folder, 'native');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(demo, native, { recursive: true });
  const path = join(native, 'flows.ndjson');
  const text = readFileSync(path, 'utf8');
  const lines = text.trimEnd().split('\n').length;
  const repeats = Math.ceil(50_000 / lines);
  writeFileSync(path, text.repeat(repeats));
  if (!existsSync(join(native, 'coverage.json'))) throw new Error(`${demo} is no folder of native files`);
  const duck = await openDuck();
  const lake = Lake.open(join(folder, 'lake'), true);
  const total = { seconds: 0, cpu: 0, rows: lines * repeats };
  await timed(total, () => importCapture(lake, duck, { ...taskOf('records', 'demo', START_MS), native }));
  duck.close();
  return { ...rates(total), bytes_per_row: Math.round(statSync(path).size / total.rows) };
}

async function queryOf(root, sql) {
  const stdout = new PassThrough();
  let text = '';
  stdout.on('data', (part) => {
    text += part;
  });
  await queryLake(root, sql, { stdout, stderr: process.stderr, signal: new AbortController().signal });
  return JSON.parse(text);
}

async function middle(work) {
  const times = [];
  for (let run = 0; run < 10; run++) {
    const total = { seconds: 0, cpu: 0 };
    await timed(total, work);
    times.push(total.seconds);
  }
  return times.slice(1).sort((a, b) => a - b)[4];
}

async function timed(total, work) {
  const before = process.cpuUsage();
  const startMs = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  total.seconds += (performance.now() - startMs) / 1000;
  total.cpu += (user + system) / 1e6;
}

function rates({ seconds, cpu, rows }) {
  return { seconds, cpu_s: cpu, rows, rows_per_s: rows / seconds, rows_per_cpu_s: rows / cpu };
}
