// A lake for tests of the report over all apps: the sample's captures on days one after the other, some of them changed, and the report's parts
// as the command reads them from it.

import { rfc3339 } from '../../src/base/rfc3339.ts';
import { readAssertions } from '../../src/lake/baseline-assertion.ts';
import { lakeGaps } from '../../src/lake/lake-gaps.ts';
import type { BatchReport } from '../../src/report/batch-html.ts';
import { rankApps } from '../../src/report/batch-ranking.ts';
import { withPopulation } from '../../src/run/app-population.ts';
import { START_US } from './analysis-result.ts';
import { put, type TestLake, testLake } from './lakes.ts';
import { nativeRecords } from './native-records.ts';

export const WATCHED = 'com.lumen.flashlight';

export interface LakeDay {
  readonly version?: string;
  /** Where the watched app goes that day, by name. */
  readonly domain?: string;
  /** The watched app alerts. */
  readonly alert?: boolean;
  /** In place of the watched app's name. */
  readonly name?: string;
}

/** One capture a day. Only the watched app may alert. */
export async function lakeOfDays(days: readonly LakeDay[]): Promise<TestLake> {
  const own = await testLake();
  for (const [day, plan] of days.entries()) await putDay(own, day, plan);
  return own;
}

async function putDay(own: TestLake, day: number, { version = '4.1', domain, alert, name }: LakeDay): Promise<void> {
  const records = nativeRecords({
    change: (all, flows) => {
      const renamed = <T extends { packages: string[] }>(app: T): T =>
        name !== undefined && app.packages[0] === WATCHED ? { ...app, packages: [name] } : app;
      const findings = all.findings.map((finding) => {
        const isWatched = finding.app.packages[0] === WATCHED;
        const verdict = isWatched && alert === true ? 'alert' : 'observation';
        return { ...finding, app: renamed(finding.app), verdict };
      });
      const apps = all.apps.map((app) => ({ ...renamed(app), version, signer_sha256: 'ab'.repeat(32) }));
      Object.assign(all, { findings, apps });
      for (const flow of flows) {
        flow.start = rfc3339((Date.parse(flow.start) + day * 86_400e3) * 1000);
        if (flow.app?.packages[0] !== WATCHED) continue;
        if (domain !== undefined) flow.domain = domain;
        flow.app = renamed(flow.app);
      }
    },
  });
  await put(own, `day-${String(day).padStart(3, '0')}`, { records, day });
}

export async function batchReport({ lake, duck }: TestLake): Promise<BatchReport> {
  const apps = await withPopulation(
    lake,
    {},
    () => undefined,
    ({ each, scales }) => rankApps(each(), scales, readAssertions(lake)),
  );
  const gaps = await lakeGaps(lake, duck, START_US + 400 * 86_400e6);
  const captures = lake.commits().commits.length;
  return { apps, gaps, lake: 'lake', captures, devices: 1, toolVersion: '9.9.9' };
}

/** Days on which nothing is out of the way. */
export function usualDays(count: number): LakeDay[] {
  return Array.from({ length: count }, () => ({}));
}

export const FIRST_DAY = rfc3339(START_US).slice(0, 10);
