// Runs a command to its end and measures wall time and peak memory, its threads and children included where the kernel tells.

import { spawn } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** How often the peak is read; VmHWM only grows, so little is lost between the last look and the exit. */
const POLL_MS = 10;

/**
 * `stdin`: a path, or a function that writes into the child's stdin and ends it.
 * Returns { seconds, peakMb, code, stdout (the first MiB), stderr }.
 */
export async function measure(command, args, { stdin, env } = {}) {
  const startMs = performance.now();
  const child = spawn(command, args, {
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let peakKb = 0;
  const timer = setInterval(() => {
    peakKb = Math.max(peakKb, peakOf(child.pid));
  }, POLL_MS);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    if (stdout.length < 1 << 20) stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    if (stderr.length < 1 << 20) stderr += chunk;
  });
  const closed = new Promise((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  if (typeof stdin === 'string') createReadStream(stdin).pipe(child.stdin);
  else if (stdin !== undefined) await stdin(child.stdin);
  const code = await closed;
  clearInterval(timer);
  return { seconds: (performance.now() - startMs) / 1000, peakMb: peakKb / 1024, code, stdout, stderr };
}

/** The median run of `runs`, by time; a run that fails ends the bench. */
export async function measureMedian(runs, command, args, options) {
  const results = [];
  for (let run = 0; run < runs; run++) {
    const result = await measure(command, args, options);
    if (result.code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${result.code}\n${result.stderr}`);
    results.push(result);
  }
  results.sort((a, b) => a.seconds - b.seconds);
  return { ...results[runs >> 1], all: results.map((result) => result.seconds) };
}

function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
