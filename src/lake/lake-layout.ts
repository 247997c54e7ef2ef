// Where things lie in a lake, and what a lake promises: a capture is there when its commit record is, and not before.
//   lake.json                                   the lake's own version
//   captures/ID.json                            commit records; ID names captures, configuration and tool, so that the same work has the same name
//   flows|channels|apps|findings|coverage|sessions/day=…/device=…/ID-N.parquet
//   quarantine/ID.json                          captures that could not be analysed, with the reason
//   holds/CASE/                                 what must be kept; tombstones.ndjson: what was pruned
//   .staging/                                   work in progress; whatever is left here belongs to a run that died

import { hash } from 'node:crypto';
import { join } from 'node:path';

/** 4: rows carry the name of their app. 3: flows keep ids of their keys and their shape. 2: sessions are kept, rows carry the hash of their capture. Of captures that came before, sessions are made when they are asked for. */
export const LAKE_SCHEMA = 4;
export const LAKE_TABLES = ['flows', 'channels', 'apps', 'findings', 'coverage', 'sessions'] as const;
export type LakeTable = (typeof LAKE_TABLES)[number];

/** Longer names of devices are cut: they are names of folders too. */
const DEVICE_CHARACTERS = 64;

export interface WorkIdentity {
  /** SHA-256 of the capture pieces, in their order. */
  readonly captures: readonly string[];
  /** SHA-256 of the logs. */
  readonly telemetry: readonly string[];
  readonly configSha256: string;
  readonly toolVersion: string;
  readonly device: string;
}

/** The same captures, logs, configuration, tool and device: the same id, and nothing is imported twice. */
export function captureId({ captures, telemetry, configSha256, toolVersion, device }: WorkIdentity): string {
  const parts = [...captures, '', ...[...telemetry].sort(), '', configSha256, toolVersion, device];
  return hash('sha256', parts.join('\n'), 'hex').slice(0, 24);
}

/** A device's name as that of a folder: letters, digits, dot, dash and underscore; others are written as their code. */
export function deviceFolder(device: string): string {
  const safe = device.replace(/[^A-Za-z0-9._-]/g, (character) => `~${(character.codePointAt(0) ?? 0).toString(16)}`);
  const cut =
    safe.length > DEVICE_CHARACTERS ? `${safe.slice(0, 40)}~${hash('sha256', device, 'hex').slice(0, 12)}` : safe;
  return cut === '' || cut.startsWith('.') ? `~${cut}` : cut;
}

export function lakePath(root: string, ...parts: string[]): string {
  return join(root, ...parts);
}

/** A file of the lake in a staging folder, which has none of its own: they would cost the disk as much as the files. No name of a folder has a plus. */
export function stagedName(file: string): string {
  return file.replaceAll('/', '+');
}

/** Undefined for what is staged without a place in the lake. */
export function placeOfStaged(name: string): string | undefined {
  return name.includes('+') ? name.replaceAll('+', '/') : undefined;
}

/** The day (UTC) of a partition's path, undefined for a path that has none. */
export function dayOf(path: string): string | undefined {
  return /(?:^|\/)day=(\d{4}-\d\d-\d\d)\//.exec(path)?.[1];
}
