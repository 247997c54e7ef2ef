// Lakes for tests: native records imported as a batch would, one call a capture.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AppSession, lakeSessions, type SessionChoice } from '../../src/lake/app-sessions.ts';
import { type Duck, openDuck } from '../../src/lake/duck.ts';
import { Lake } from '../../src/lake/lake.ts';
import { importCapture } from '../../src/lake/lake-import.ts';
import { captureId } from '../../src/lake/lake-layout.ts';
import type { NativeRecords } from '../../src/report/report-format.ts';
import { START_US } from './analysis-result.ts';
import { nativeFolder, nativeRecords, testFolder } from './native-records.ts';

export interface TestLake {
  readonly lake: Lake;
  readonly duck: Duck;
}

export async function testLake(): Promise<TestLake> {
  const folder = testFolder();
  rmSync(folder, { recursive: true });
  const duck = await openDuck({ threads: 1, memoryMb: 256 });
  onTestFinished(() => duck.close());
  return { lake: Lake.open(join(folder, 'lake'), true), duck };
}

export interface PutOptions {
  readonly records?: NativeRecords;
  readonly device?: string;
  readonly worker?: string;
  /** Days after the sample's. */
  readonly day?: number;
  readonly sourcePath?: string;
  readonly hours?: number;
}

/** Imports the records as the capture `name`; returns its id and whether it was new. */
export async function put(
  { lake, duck }: TestLake,
  name: string,
  {
    records = nativeRecords(),
    device = 'pixel',
    worker = '1',
    sourcePath = `/captures/${name}.pcap`,
    hours = 24,
    day = 0,
  }: PutOptions = {},
): Promise<{ id: string; isNew: boolean }> {
  const sha256 = Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64);
  const id = captureId({
    captures: [sha256],
    telemetry: [],
    configSha256: 'c'.repeat(64),
    toolVersion: '9.9.9',
    device,
  });
  const native = await nativeFolder(records);
  const isNew = await importCapture(lake, duck, {
    captureId: id,
    worker,
    native,
    toolVersion: '9.9.9',
    configSha256: 'c'.repeat(64),
    config: {},
    device,
    captures: [{ file: `${name}.pcap`, sha256, path: sourcePath }],
    telemetry: [],
    firstUs: START_US + day * 86_400e6,
    lastUs: START_US + day * 86_400e6 + hours * 3.6e9,
    partial: undefined,
  });
  return { id, isNew };
}

/** All at once, as a test wants them. */
export async function allSessions(
  { lake, duck }: TestLake,
  choice: SessionChoice = {},
): Promise<{ sessions: AppSession[]; incomplete: readonly string[] }> {
  const { each, incomplete } = lakeSessions(lake, duck, choice);
  const sessions: AppSession[] = [];
  for await (const session of each()) sessions.push(session);
  return { sessions, incomplete };
}
