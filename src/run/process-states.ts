// Processes of given UIDs on this machine, looked up in /proc again and again: their starts and ends as rows of cipherscope.state/1. A process
// that lives shorter than the time between two looks is missed.

import { readdirSync, readFileSync } from 'node:fs';

export interface WatchedApp {
  readonly packageName: string;
  readonly uid: number;
}

interface LiveProcess {
  readonly pid: number;
  readonly uid: number;
  readonly name: string;
  /** Clock ticks since boot: tells two processes with one id apart. */
  readonly startTicks: string;
}

export class ProcessStates {
  readonly #apps: ReadonlyMap<number, string>;
  readonly #write: (row: Record<string, unknown>) => void;
  #known = new Map<string, LiveProcess>();
  #isFirst = true;

  constructor(apps: readonly WatchedApp[], write: (row: Record<string, unknown>) => void) {
    this.#apps = new Map(apps.map(({ uid, packageName }) => [uid, packageName]));
    this.#write = write;
  }

  /** One look at /proc; `timeMs` since the epoch. */
  look(timeMs: number): void {
    const time = new Date(timeMs).toISOString();
    if (this.#isFirst) this.#row(time, 'log_started', {});
    const found = new Map<string, LiveProcess>();
    for (const process of liveProcesses(this.#apps)) {
      const key = `${process.pid} ${process.startTicks}`;
      found.set(key, process);
      if (this.#known.has(key)) continue;
      // What ran before the first look was not started now: its state alone is known.
      this.#row(time, this.#isFirst ? 'proc_state' : 'process_start', processFields(process, this.#apps));
    }
    for (const [key, process] of this.#known)
      if (!found.has(key)) this.#row(time, 'process_end', processFields(process, this.#apps));
    this.#known = found;
    this.#isFirst = false;
  }

  end(timeMs: number): void {
    this.#row(new Date(timeMs).toISOString(), 'log_stopped', {});
  }

  #row(time: string, action: string, fields: Record<string, unknown>): void {
    this.#write({
      schema: 'cipherscope.state/1',
      '@timestamp': time,
      'event.action': action,
      'event.dataset': 'collect.local',
      ...fields,
    });
  }
}

function processFields({ pid, uid, name }: LiveProcess, apps: ReadonlyMap<number, string>): Record<string, unknown> {
  return { 'android.uid': uid, 'package.name': apps.get(uid), 'process.pid': pid, 'process.name': name };
}

function liveProcesses(apps: ReadonlyMap<number, string>): LiveProcess[] {
  const found: LiveProcess[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const uid = Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${entry}/status`, 'utf8'))?.[1]);
      if (!apps.has(uid)) continue;
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      // The name stands in parentheses and may hold blanks; the start time is the 20th field after it.
      const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
      const [name = ''] = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
      found.push({ pid: Number(entry), uid, name: name === '' ? `pid ${entry}` : name, startTicks });
    } catch {
      // It ended while it was looked at.
    }
  }
  return found;
}
