// The demo capture, its logs, and what the kernel said about it.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const demoCapture: string = demoPath('demo.pcapng');
export const demoLogs: string = demoPath('logs');
/** The logs that tell whose the sockets are, without those of crypto calls and states. */
export const demoSocketLogs: readonly string[] = [demoPath('logs/procnet.log'), demoPath('logs/packages.txt')];

export interface TruthRow {
  transport: string;
  local: string;
  remote: string;
  firstMs: number;
  lastMs: number;
  uid: number;
  /** '-' where the UID has none. */
  packageName: string;
  program: string;
  class: string;
}

export function demoPath(name: string): string {
  return fileURLToPath(new URL(`../../captures/demo/${name}`, import.meta.url));
}

export function demoTruth(): TruthRow[] {
  const [, ...rows] = readFileSync(demoPath('truth.tsv'), 'utf8').trimEnd().split('\n');
  return rows.map((row) => {
    const cells = row.split('\t') as string[];
    const cell = (i: number) => cells[i] as string;
    return {
      transport: cell(0),
      local: `${cell(1)} ${cell(2)}`,
      remote: `${cell(3)} ${cell(4)}`,
      firstMs: Date.parse(cell(5)),
      lastMs: Date.parse(cell(6)),
      uid: Number(cell(7)),
      packageName: cell(8),
      program: cell(9),
      class: cell(10),
    };
  });
}
