// Which required evidence areas nobody was looking at: `--require-areas` fails a run that is blind.

import type { CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';

export function missedAreas(required: readonly EvidenceArea[], coverage: readonly CoverageRecord[]): EvidenceArea[] {
  return required.filter((area) => !coverage.some((row) => row.area === area && row.status !== 'none'));
}
