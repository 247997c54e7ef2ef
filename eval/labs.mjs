// Fresh captures for the evaluation, from captures/lab: several labs at once, each in namespaces of its own, at several poll intervals.
// Each leaves what make-lab writes, and nflog.pcap: the packets with their owners as the kernel handed them out.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { missingTools } from '../captures/lab/lab-tools.mjs';

/** Programs that make a lab, by the name its folders begin with. */
const MAKERS = {
  lab: fileURLToPath(new URL('../captures/lab/make-lab.mjs', import.meta.url)),
  crowd: fileURLToPath(new URL('crowd/make-crowd.mjs', import.meta.url)),
};
const POLLS_MS = [200, 500, 1000, 2000, 5000];
/** A dozen programs start at once in each lab: not all labs at the same moment. */
const STAGGER_MS = 1_500;
const SSHD_FOLDER = '/run/sshd';
const SIGNALS = ['SIGINT', 'SIGTERM'];

/** Why no lab can be made here, or undefined. */
export function labObstacle() {
  return process.getuid() === 0 ? missingTools() : 'network namespaces need root';
}

/**
 * `runs` labs of a kind for each poll interval of `pollsMs`, `jobs` at a time, below `folder`; labs that are there already are kept.
 * Returns `{ labs: [{ name, folder, pollMs }], failures: [sentence] }`.
 */
export async function makeLabs({ folder, runs, seconds, jobs, pollsMs = POLLS_MS, kind = 'lab' }) {
  const planned = [];
  for (let run = 1; run <= runs; run++) {
    for (const pollMs of pollsMs) {
      const name = `${kind}-${pollMs}ms-${run}`;
      planned.push({ name, kind, pollMs, folder: join(folder, name) });
    }
  }
  const missing = planned.filter(({ folder: made }) => !existsSync(join(made, 'truth.tsv')));
  const failures = [];
  const running = new Set();
  let stoppedBy;
  const stop = (signal) => {
    stoppedBy = signal;
    for (const child of running) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  // The first lab to end would remove the folder that the sshd of the others needs, unless it is not the lab's.
  const holdsSshd = missing.length > 0 && mkdirSync(SSHD_FOLDER, { recursive: true, mode: 0o755 }) !== undefined;
  try {
    for (let from = 0; from < missing.length; from += jobs) {
      const wave = missing.slice(from, from + jobs);
      console.error(`${kind}s ${from + 1} to ${from + wave.length} of ${missing.length}, ${seconds} s each …`);
      const outcomes = await Promise.all(wave.map((lab, i) => makeLab(lab, seconds, i * STAGGER_MS, running)));
      if (stoppedBy !== undefined) throw new Error(`stopped by ${stoppedBy}`);
      failures.push(...outcomes.filter((outcome) => outcome !== undefined));
    }
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
    if (holdsSshd && readdirSync(SSHD_FOLDER).length === 0) rmdirSync(SSHD_FOLDER);
  }
  return { labs: planned.filter((lab) => existsSync(join(lab.folder, 'truth.tsv'))), failures };
}

/** Undefined, or why it failed. */
async function makeLab({ name, kind, folder, pollMs }, seconds, delayMs, running) {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  // The lab's programs run under UIDs of their own and must get in.
  chmodSync(temporary, 0o755);
  await sleep(delayMs);
  const args = [MAKERS[kind], '--out', folder, '--seconds', String(seconds), '--poll-ms', String(pollMs)];
  const env = { ...process.env, TMPDIR: temporary };
  // A group of its own: Ctrl-C then reaches it once, from here, and it can take its network down in peace.
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]) => code);
  const [code] = await Promise.all([ended, keepOwners(temporary, folder, child)]);
  running.delete(child);
  rmSync(temporary, { recursive: true, force: true });
  if (code === 0) return undefined;
  const lines = said.trimEnd().split('\n');
  return `${name} ended with ${code}: ${lines.find((line) => line.startsWith('lab: ')) ?? lines.at(-1)}`;
}

// make-lab throws the kernel's log away once truth.tsv is written: a second name for the file outlives that.
async function keepOwners(temporary, folder, child) {
  const kept = join(folder, 'nflog.pcap');
  rmSync(kept, { force: true });
  while (child.exitCode === null && child.signalCode === null) {
    const written = readdirSync(temporary).map((name) => join(temporary, name, 'nflog.pcap'));
    const path = written.find(existsSync);
    if (path !== undefined) {
      linkSync(path, kept);
      return;
    }
    await sleep(100);
  }
}
