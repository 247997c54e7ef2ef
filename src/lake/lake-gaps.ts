// What a lake cannot say: captures that were set aside, read in part, deleted by hand or have no logs, and flows that no app is known for.

import { type CaptureGap, captureName, captureRemarks } from './capture-remarks.ts';
import type { Duck } from './duck.ts';
import type { Lake } from './lake.ts';
import { lakeTable } from './lake-tables.ts';

export interface LakeGaps {
  readonly setAside: readonly CaptureGap[];
  /** Read up to where they are damaged. */
  readonly partial: readonly CaptureGap[];
  /** Whose files are gone: they count nowhere. */
  readonly incomplete: readonly CaptureGap[];
  /** Commit records that cannot be read. */
  readonly damaged: readonly string[];
  /** Captures that came without a log: their flows have no app, unless the capture itself names it. */
  readonly withoutLogs: number;
  /** Odd, but in: clocks, devices. */
  readonly remarks: readonly CaptureGap[];
  /** Of an app whose version and signer no inventory tells. */
  readonly unversionedSessions: number;
  readonly sessions: number;
  readonly flows: number;
  readonly unattributedFlows: number;
  /** Different settings whose results stand side by side. */
  readonly configurations: number;
}

/** `nowUs`: of the reader's clock. */
export async function lakeGaps(lake: Lake, duck: Duck, nowUs: number): Promise<LakeGaps> {
  const { commits, damaged } = lake.commits();
  const missing = new Map(commits.map((commit) => [commit, lake.tableFiles('flows', [commit]).missing]));
  const whole = commits.filter((commit) => missing.get(commit)?.length === 0);
  const { flows, unattributed } = await flowCounts(duck, lakeTable(lake, 'flows', whole));
  return {
    setAside: lake.quarantined().map(({ id, captures, reason }) => ({ capture: captures[0] ?? id, reason })),
    partial: whole.flatMap((commit) =>
      commit.partial === undefined ? [] : [{ capture: captureName(commit), reason: commit.partial }],
    ),
    incomplete: commits.flatMap((commit) => {
      const first = missing.get(commit)?.[0];
      return first === undefined ? [] : [{ capture: captureName(commit), reason: `${first} is gone` }];
    }),
    damaged,
    withoutLogs: whole.filter(({ telemetry }) => telemetry.length === 0).length,
    remarks: await captureRemarks(lake, duck, whole, nowUs),
    ...(await sessionCounts(duck, lakeTable(lake, 'sessions', whole))),
    flows,
    unattributedFlows: unattributed,
    configurations: new Set(whole.map(({ config_sha256 }) => config_sha256)).size,
  };
}

async function flowCounts(duck: Duck, source: string | undefined): Promise<{ flows: number; unattributed: number }> {
  if (source === undefined) return { flows: 0, unattributed: 0 };
  const [row] = await duck.plainRows<{ flows: number; unattributed: number }>(
    `SELECT count(*) AS flows, count(*) FILTER (uid IS NULL) AS unattributed
     FROM ${source}`,
  );
  return row ?? { flows: 0, unattributed: 0 };
}

async function sessionCounts(
  duck: Duck,
  source: string | undefined,
): Promise<{ sessions: number; unversionedSessions: number }> {
  if (source === undefined) return { sessions: 0, unversionedSessions: 0 };
  const [row] = await duck.plainRows<{ sessions: number; unversioned: number }>(
    `SELECT count(*) AS sessions, count(*) FILTER (version IS NULL AND signer_sha256 IS NULL) AS unversioned FROM ${source}`,
  );
  return { sessions: row?.sessions ?? 0, unversionedSessions: row?.unversioned ?? 0 };
}
