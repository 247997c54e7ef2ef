// The record of a finding from a scored case: identity, window, sentence, gaps, what could overturn it, and what to do next.

import { counted } from '../base/counted.ts';
import { rfc3339 } from '../base/rfc3339.ts';
import { stableId } from '../features/stable-id.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { FindingRecord } from './finding-record.ts';
import { findingSentence } from './finding-sentence.ts';
import { overturning } from './overturn.ts';
import { coverageOf, type ReportedCase } from './reported-case.ts';
import { triageSteps } from './triage.ts';

const AREAS: readonly EvidenceArea[] = Object.values(EvidenceArea);

export function findingRecord(reported: ReportedCase): FindingRecord {
  const { app, analytic, channels, scored, score, hidden, suppressedBy, coverage, unlisted } = reported;
  const { uid, device } = app;
  const flows = channels.flatMap((channel) => channel.flows);
  const starts = [...flows.map((flow) => flow.startUs), ...(flows.length === 0 ? [app.crypto[0]?.captureUs ?? 0] : [])];
  const ends = [...flows.map((flow) => flow.endUs), ...(flows.length === 0 ? [app.crypto.at(-1)?.captureUs ?? 0] : [])];
  const startUs = starts.reduce((first, us) => Math.min(first, us), Number.POSITIVE_INFINITY);
  const endUs = ends.reduce((last, us) => Math.max(last, us), Number.NEGATIVE_INFINITY);
  const ids = channels.map(({ judged }) => judged.id).sort();
  const midway = flows.filter((flow) => !flow.startSeen).length;
  const gaps = AREAS.map((area) => gapText(area, coverageOf(coverage, area, uid)));
  return {
    finding_id: stableId([
      'finding',
      analytic.id,
      analytic.version,
      uid,
      uid === undefined ? device : undefined,
      startUs,
      ...ids,
    ]),
    analytic: { id: analytic.id, version: analytic.version, attack_version: analytic.attack_version },
    technique: analytic.technique,
    app: {
      ...(uid === undefined ? {} : { uid }),
      packages: [...app.packages],
      ...(device === undefined ? {} : { device }),
    },
    window: { start: rfc3339(startUs), end: rfc3339(endUs) },
    verdict: score.verdict ?? 'expected',
    level: score.level,
    score: score.score,
    sentence: findingSentence(reported),
    areas: score.areas,
    evidence: [...scored.evidence],
    gaps: [
      ...gaps.filter((text) => text !== undefined),
      ...(midway > 0
        ? [
            `network_transmission: ${midway} of ${counted(flows.length, 'flow')} began before the capture: their openings were not seen.`,
          ]
        : []),
      ...(unlisted > 0
        ? [`network_transmission: the evidence of ${counted(unlisted, 'weaker channel')} is not listed.`]
        : []),
    ],
    what_could_overturn: overturning(scored, score),
    expectation: {
      status: app.expectation.status,
      ...(app.expectation.category === undefined ? {} : { category: app.expectation.category }),
      reason: app.expectation.reason,
    },
    parameters: {
      ...app.parameters,
      allowed_crypto_apps: app.parameters.allowed_crypto_apps.join(', '),
    },
    triage: triageSteps(reported),
    ...(hidden.length === 0 ? {} : { hidden: [...hidden] }),
    ...(suppressedBy === undefined ? {} : { suppressed_by: suppressedBy }),
  };
}

/** Why an area could not speak, or not in full, and what would let it. */
function gapText(area: EvidenceArea, row: CoverageRecord | undefined): string | undefined {
  if (row === undefined) return `${area}: nothing was collected.`;
  if (row.status === 'full') return undefined;
  const isElsewhen = row.status === 'none' && row.datasets.length > 0;
  const what =
    row.status !== 'none' ? 'collected in part.' : isElsewhen ? 'collected at another time.' : 'nothing was collected.';
  return `${area}: ${what} ${row.effect} ${row.remedy}`.trim();
}
