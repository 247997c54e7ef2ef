// A coverage row of an area that was watched in full; tests say what they need otherwise.

import type { CoverageRecord } from '../../src/telemetry/coverage-record.ts';

export function coverageRow(own: Partial<CoverageRecord> & Pick<CoverageRecord, 'area'>): CoverageRecord {
  return { status: 'full', datasets: [], covered: [], gaps: [], blind_to: [], effect: '', remedy: '', ...own };
}
