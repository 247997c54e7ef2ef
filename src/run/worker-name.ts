// Names of the workers of batches: no two that run at the same time have the same, also where several machines write to one lake, and a name tells
// whether its batch still runs.

import { hostname } from 'node:os';

/** `place`: of the worker within its batch. */
export function workerName(place: string): string {
  return `${process.pid}@${hostname()}.${place}`;
}

/** Its batch ran on this machine, and runs no more. A process that got the same number since keeps it alive. */
export function isDeadWorker(name: string): boolean {
  const [, pid, rest] = /^(\d+)@(.*)$/s.exec(name) ?? [];
  if (pid === undefined || rest?.startsWith(`${hostname()}.`) !== true) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
