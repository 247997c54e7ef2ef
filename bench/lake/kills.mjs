// Batches that are killed, the whole of them with SIGKILL, and run again: is the lake then what an undisturbed batch makes?

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDuck } from '../../dist/lake/duck.js';
import { Lake } from '../../dist/lake/lake.js';
import { LAKE_TABLES } from '../../dist/lake/lake-layout.js';
import { sqlText } from '../../dist/lake/native-reading.js';
import { smallCaptures } from './captures.mjs';

const LOOK_MS = 10;
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Each when a random number of captures is committed, and a random while later: in the midst of an analysis, an import, a commit. */
export async function killedBatches(folder, captures, kills) {
  const source = join(folder, 'captures');
  smallCaptures(source, captures);
  const startMs = performance.now();
  const whole = await filled(source, join(folder, 'whole'));
  const takesMs = performance.now() - startMs;
  const moments = [];
  let same = 0;
  for (let kill = 0; kill < kills; kill++) {
    const lake = join(folder, 'killed');
    rmSync(lake, { recursive: true, force: true });
    const wanted = Math.floor(captures * Math.random());
    const moment = await killedAfter(source, lake, wanted, (2 * takesMs * Math.random()) / captures);
    const isSame = (await filled(source, lake)) === whole;
    // Nothing of the batch that died is left over either.
    if (isSame && readdirSync(join(lake, '.staging')).length === 0) same++;
    moments.push(moment);
  }
  return { captures, kills, same, moments };
}

/** The hash of all rows of the lake, sorted, once the batch is done. */
async function filled(source, lake) {
  const code = await new Promise((resolve) => startBatch(source, lake).on('close', resolve));
  if (code !== 0) throw new Error(`batch ended with ${code}`);
  return rowsHash(lake);
}

/** When it died, and what was committed then. */
async function killedAfter(source, lake, wanted, laterMs) {
  const startMs = performance.now();
  const child = startBatch(source, lake);
  const closed = new Promise((resolve) => child.on('close', resolve));
  while (child.exitCode === null && committedIn(lake) < wanted) await sleep(LOOK_MS);
  await sleep(laterMs);
  const afterMs = Math.round(performance.now() - startMs);
  // The group: its workers die with it, in the midst of what they do.
  if (child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await closed;
  return { after_ms: afterMs, committed: committedIn(lake) };
}

function committedIn(lake) {
  const folder = join(lake, 'captures');
  return existsSync(folder) ? readdirSync(folder).length : 0;
}

function startBatch(source, lake) {
  return spawn(process.execPath, [main, 'batch', source, '--lake', lake], { stdio: 'ignore', detached: true });
}

async function rowsHash(root) {
  const lake = Lake.open(root, false);
  const { commits } = lake.commits();
  const duck = await openDuck();
  const hash = createHash('sha256');
  for (const table of LAKE_TABLES) {
    const { files } = lake.tableFiles(table, commits);
    if (files.length === 0) continue;
    const rows = `SELECT to_json(t)::VARCHAR AS row FROM read_parquet([${files.map(sqlText).join(', ')}], union_by_name = true) AS t ORDER BY row`;
    for await (const { row } of duck.stream(rows)) hash.update(`${table} ${row}\n`);
  }
  duck.close();
  return hash.digest('hex');
}
