// A scored case with what a report shows of it: the input of the record's sentence, gaps and next steps.

import type { CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { Analytic } from './analytic.ts';
import type { AppCase } from './app-case.ts';
import type { ViewedChannel } from './channel-views.ts';
import type { HiddenRecord } from './finding-record.ts';
import type { Score, ScoredCase } from './scoring.ts';

export interface ReportedCase {
  readonly app: AppCase;
  readonly analytic: Analytic;
  readonly channels: readonly ViewedChannel[];
  readonly scored: ScoredCase;
  readonly score: Score;
  /** Channels whose evidence is not listed, and the flows of all, listed or not. */
  readonly unlisted: number;
  readonly flows: number;
  readonly hidden: readonly HiddenRecord[];
  readonly suppressedBy: string | undefined;
  readonly coverage: readonly CoverageRecord[];
}

/** The row of the app itself, else that for all. */
export function coverageOf(
  coverage: readonly CoverageRecord[],
  area: EvidenceArea,
  uid: number | undefined,
): CoverageRecord | undefined {
  const own = uid === undefined ? undefined : coverage.find((row) => row.area === area && row.app?.uid === uid);
  return own ?? coverage.find((row) => row.area === area && row.app === undefined);
}
