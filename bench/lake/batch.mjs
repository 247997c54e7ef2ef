// Captures through `batch`: how much of the time the workers of the pool had work, what a capture and a flow cost from packets to rows, and how
// memory goes.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smallCaptures } from './captures.mjs';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** Each look at the threads of the workers costs milliseconds that they could have. */
const SAMPLE_MS = 1000;
/** USER_HZ of every Linux that Node.js runs on. */
const TICKS = 100;

export async function batchOfMany(folder, count, exchanges) {
  const captures = join(folder, 'captures');
  mkdirSync(folder, { recursive: true });
  smallCaptures(captures, count, exchanges);
  const lake = join(folder, 'lake');
  rmSync(lake, { recursive: true, force: true });
  const workers = cpus().length;
  const startMs = performance.now();
  const child = spawn(process.execPath, [main, 'batch', captures, '--lake', lake, '--jobs', String(workers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const idleBefore = idleSeconds();
  const seen = new Map();
  const memory = [];
  const looks = { busy: 0, all: 0 };
  let firstMs;
  const timer = setInterval(() => {
    const pids = childrenOf(child.pid);
    for (const pid of pids) {
      firstMs ??= performance.now();
      const running = runningSeconds(pid);
      if (running !== undefined) seen.set(pid, running);
      looks.all += 1;
      if (hasWork(pid)) looks.busy += 1;
    }
    memory.push({ parent: memoryMb(child.pid), worker: Math.max(0, ...pids.map(memoryMb)) });
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
    flows_per_s: flowsOf(said) / seconds,
    flows_per_cpu_s: flowsOf(said) / running,
    pool_cpu_share: running / (pool * workers),
    // Where others use the machine too: how often a worker that was looked at ran, or stood in line for a core.
    pool_busy_share: looks.busy / looks.all,
    parent_mb: thirds(memory.map(({ parent }) => parent)),
    worker_mb: thirds(memory.map(({ worker }) => worker)),
    machine_idle_share: (idleSeconds() - idleBefore) / (seconds * workers),
    said: said.trim(),
  };
}

/** As the summary counts them. */
function flowsOf(said) {
  return Number(/with ([\d,]+) flows/.exec(said)?.[1].replaceAll(',', '') ?? 0);
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

/** Of a process with all its threads, those that have ended among them. */
function runningSeconds(pid) {
  try {
    const [user, system] = fieldsOf(readFileSync(`/proc/${pid}/stat`, 'utf8')).slice(11, 13);
    return (Number(user) + Number(system)) / TICKS;
  } catch {
    return undefined;
  }
}

/** Of a stat file, from the state on: what stands before may hold blanks. */
function fieldsOf(stat) {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** A thread of it is running or could run. */
function hasWork(pid) {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.some((task) => fieldsOf(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8'))[0] === 'R');
  } catch {
    return false;
  }
}

function memoryMb(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** The most in each third of the run: memory that grows shows. */
function thirds(samples) {
  const third = Math.ceil(samples.length / 3);
  return [0, 1, 2].map((i) =>
    Math.round(samples.slice(i * third, (i + 1) * third).reduce((a, b) => Math.max(a, b), 0)),
  );
}
