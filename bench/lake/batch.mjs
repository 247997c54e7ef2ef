// Many small captures through `batch`: how much of the time the workers of the pool had work, and what a capture costs.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallCaptures } from './captures.mjs';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SAMPLE_MS = 250;
/** USER_HZ of every Linux that Node.js runs on. */
const TICKS = 100;

export async function batchOfMany(folder, count) {
  const captures = join(folder, 'captures');
  mkdirSync(folder, { recursive: true });
  smallCaptures(captures, count);
  const lake = join(folder, 'lake');
  rmSync(lake, { recursive: true, force: true });
  const workers = cpus().length;
  const startMs = performance.now();
  const child = spawn(process.execPath, [main, 'batch', captures, '--lake', lake, '--jobs', String(workers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const idleBefore = idleSeconds();
  const seen = new Map();
  let firstMs;
  const timer = setInterval(() => {
    for (const pid of childrenOf(child.pid)) {
      firstMs ??= performance.now();
      const running = runningSeconds(pid);
      if (running !== undefined) seen.set(pid, running);
    }
  }, SAMPLE_MS);
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`batch ended with ${code}: ${said}`);
  const seconds = (performance.now() - startMs) / 1000;
  const pool = (performance.now() - (firstMs ?? startMs)) / 1000;
  const running = [...seen.values()].reduce((all, time) => all + time, 0);
  return {
    captures: count,
    workers,
    seconds,
    captures_per_s: count / seconds,
    cpu_s_per_capture: running / count,
    pool_cpu_share: running / (pool * workers),
    // Where others use the machine too, that it never idled says as much.
    machine_idle_share: (idleSeconds() - idleBefore) / (seconds * workers),
    said: said.trim(),
  };
}

/** Of all cores together, since the machine started. */
function idleSeconds() {
  return Number(readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/)[4]) / TICKS;
}

function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

/** Of all threads of a process. */
function runningSeconds(pid) {
  try {
    let running = 0;
    for (const task of readdirSync(`/proc/${pid}/task`))
      running += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
    return running;
  } catch {
    return undefined;
  }
}
