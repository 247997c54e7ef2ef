// The record of a finding from a scored case: identity, window, sentence, gaps, what could overturn it, and what to do next.

import { counted } from '../base/counted.ts';
import { rfc3339 } from '../base/rfc3339.ts';
import { stableId } from '../features/stable-id.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AppCase } from './app-case.ts';
import type { FindingRecord } from './finding-record.ts';
import { findingSentence } from './finding-sentence.ts';
import { overturning } from './overturn.ts';
import { coverageOf, type ReportedCase } from './reported-case.ts';
import { triageSteps } from './triage.ts';

const AREAS: readonly EvidenceArea[] = Object.values(EvidenceArea);

type Flows = ReportedCase['channels'][number]['flows'];

export function findingRecord(reported: ReportedCase): FindingRecord {
  const { app, analytic, channels, scored, score, hidden, suppressedBy } = reported;
  const { uid, device, expectation, parameters } = app;
  const flows = channels.flatMap((channel) => channel.flows);
  const { startUs, endUs } = windowOf(app, flows);
  const ids = channels.map(({ judged }) => judged.id).sort();
  const owner = uid === undefined ? device : undefined;
  return {
    finding_id: stableId(['finding', analytic.id, analytic.version, uid, owner, startUs, ...ids]),
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
    gaps: gapsOf(reported, flows),
    what_could_overturn: overturning(scored, score),
    expectation: {
      status: expectation.status,
      ...(expectation.category === undefined ? {} : { category: expectation.category }),
      reason: expectation.reason,
    },
    parameters: { ...parameters, allowed_crypto_apps: parameters.allowed_crypto_apps.join(', ') },
    triage: triageSteps(reported),
    ...(hidden.length === 0 ? {} : { hidden: [...hidden] }),
    ...(suppressedBy === undefined ? {} : { suppressed_by: suppressedBy }),
  };
}

/** From the first flow to the end of the last; of a finding without flows, that of its crypto calls. */
function windowOf({ crypto }: AppCase, flows: Flows): { startUs: number; endUs: number } {
  if (flows.length === 0) return { startUs: crypto[0]?.captureUs ?? 0, endUs: crypto.at(-1)?.captureUs ?? 0 };
  return {
    startUs: flows.reduce((first, flow) => Math.min(first, flow.startUs), Number.POSITIVE_INFINITY),
    endUs: flows.reduce((last, flow) => Math.max(last, flow.endUs), Number.NEGATIVE_INFINITY),
  };
}

function gapsOf({ app, coverage, unlisted }: ReportedCase, flows: Flows): string[] {
  const gaps = AREAS.flatMap((area) => gapText(area, coverageOf(coverage, area, app.uid)) ?? []);
  const midway = flows.filter((flow) => !flow.startSeen).length;
  if (midway > 0)
    gaps.push(
      `network_transmission: ${midway} of ${counted(flows.length, 'flow')} began before the capture: their openings were not seen.`,
    );
  if (unlisted > 0)
    gaps.push(`network_transmission: the evidence of ${counted(unlisted, 'weaker channel')} is not listed.`);
  return gaps;
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
