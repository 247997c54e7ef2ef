// What a person should know when a collection has been taken: apps that are not on the device, logs that it refused, and its time zone. adb of old
// devices hands on neither exit codes nor stderr, so the files themselves are looked at.

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEVICE_FILE } from '../telemetry/collection-device.ts';
import type { CollectTarget, CollectTask } from './collect-plan.ts';

const HEAD_BYTES = 64 * 1024;
const PACKAGES = 'packages.txt';
const MAX_PACKAGES_BYTES = 16 * 1024 ** 2;
/** A log this short may be a refusal. */
const REFUSAL_CHARACTERS = 1000;
const REFUSAL = /denied|not permitted|unable to|failure|inaccessible|not found/i;
const SOCKET_ROW = /^\s*\d+: [0-9A-F]{8,32}:[0-9A-F]{4} /m;
/** A region and a place, as `persist.sys.timezone` has it. */
const ZONE = /^(?:[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+){1,2}|GMT|UTC)$/;

/** Apps to watch that the device's list of packages does not have. */
export function missingApps(folder: string, { apps }: Pick<CollectTarget, 'apps'>): string[] {
  const names = linesOf(join(folder, PACKAGES), MAX_PACKAGES_BYTES).map((line) => /^package:(\S+)/.exec(line)?.[1]);
  // A list that could not be taken is a failure of its own.
  if (!names.some((name) => name !== undefined)) return [];
  const installed = new Set(names);
  return apps
    .filter((name) => !installed.has(name))
    .map((name) => `${name} is not among the packages of the device (${PACKAGES}): is the name right?`);
}

/** Logs that came out empty or as a refusal, and what is missing for it. */
export function collectionRemarks(folder: string, plan: readonly CollectTask[]): string[] {
  const remarks: string[] = [];
  for (const { file, takes, optional } of plan) {
    const path = join(folder, file);
    const lines = linesOf(path, HEAD_BYTES);
    const first = lines.find((line) => line.trim() !== '')?.trim();
    if (file === 'procnet.log' && !SOCKET_ROW.test(lines.join('\n')))
      remarks.push(
        `${file} holds no socket: some devices refuse /proc/net to a shell without root, and no flow will find its app`,
      );
    if (optional !== true || (first !== undefined && !isRefusal(first, lines))) continue;
    const why = first === undefined ? 'is empty' : `was refused (${first.slice(0, 120)})`;
    remarks.push(`${file} ${why}; missing for it: ${takes}`);
  }
  return remarks;
}

/** The device's time zone, as `collect` noted it. */
export function zoneOfDevice(folder: string): string | undefined {
  return linesOf(join(folder, DEVICE_FILE), HEAD_BYTES).find((line) => ZONE.test(line));
}

function isRefusal(first: string, lines: readonly string[]): boolean {
  return REFUSAL.test(first) && lines.join('\n').length < REFUSAL_CHARACTERS;
}

/** The lines in the first `bytes` of a file; none where there is no such file. */
function linesOf(path: string, bytes: number): string[] {
  if (!existsSync(path)) return [];
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.min(bytes, statSync(path).size));
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0)).split(/\r?\n/);
  } finally {
    closeSync(file);
  }
}
