// Findings: for each app and analytic the case is put together from all five areas, scored, and only then held against the allowlist, which
// takes channels out of the report and never out of the analysis. One finding an app; where the app is unknown, one a channel.

import { SharedTexts } from '../base/shared-texts.ts';
import type { Allowlist } from '../models/allowlist.ts';
import { isAllowedCryptoApp } from '../models/analytic-parameters.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { Analytic } from './analytic.ts';
import type { AppCase } from './app-case.ts';
import { backgroundEvidence } from './background-evidence.ts';
import { bitsOf, type ViewedChannel, viewChannels } from './channel-views.ts';
import { cryptoEvidence } from './crypto-evidence.ts';
import { evidenceRecord } from './evidence-item.ts';
import { findingRecord } from './finding-assembly.ts';
import type { AreaStatus, EvidenceRecord, FindingRecord, HiddenRecord } from './finding-record.ts';
import { keyEvidence } from './key-evidence.ts';
import { coverageOf, type ReportedCase } from './reported-case.ts';
import { type ScoredCase, scoreCase } from './scoring.ts';
import { blobEvidence } from './transformation-evidence.ts';

export interface JudgedApps {
  /** By falling score, then id. */
  readonly findings: FindingRecord[];
  /** What AN1762 says of each area of each app, finding or not. */
  readonly areas: ReadonlyMap<number, Record<EvidenceArea, AreaStatus>>;
}

/** Channels of one app whose evidence is listed, strongest first; the number of others is stated. */
const CHANNELS_LISTED = 64;

export function judgeApps(
  cases: Iterable<AppCase>,
  analytics: readonly Analytic[],
  coverage: readonly CoverageRecord[],
  allowlist: Allowlist | undefined,
): JudgedApps {
  const findings: FindingRecord[] = [];
  const areas = new Map<number, Record<EvidenceArea, AreaStatus>>();
  const texts = new SharedTexts();
  for (const app of cases) {
    for (const analytic of analytics) {
      const { finding, statuses } = judgeCase(app, analytic, coverage, allowlist);
      if (finding !== undefined) findings.push(texts.in(finding));
      if (app.uid !== undefined && !areas.has(app.uid))
        areas.set(app.uid, finding === undefined ? statuses : statusesOf(finding));
    }
  }
  findings.sort((a, b) => b.score - a.score || (a.finding_id < b.finding_id ? -1 : 1));
  return { findings, areas };
}

function judgeCase(
  app: AppCase,
  analytic: Analytic,
  coverage: readonly CoverageRecord[],
  allowlist: Allowlist | undefined,
): { finding: FindingRecord | undefined; statuses: Record<EvidenceArea, AreaStatus> } {
  const viewed = viewChannels(app, analytic);
  const counting = viewed.filter(({ place }) => place !== 'expected');
  const { shown, hidden } = holdAgainst(allowlist, app, counting);
  const reported = put(app, analytic, shown, coverage, []);
  const statuses = statusesOf(reported.score);
  const isHeld = hidden.length > 0 || counting.length < viewed.length;
  if (reported.score.verdict !== undefined) {
    return { finding: findingRecord({ ...reported, hidden }), statuses };
  }
  if (!isHeld) return { finding: undefined, statuses };
  // All of it is explained: the finding stays in the records, as expected.
  const whole = put(app, analytic, viewed, coverage, [EvidenceArea.networkTransmission]);
  const [first] = hidden;
  const suppressedBy =
    first === undefined
      ? `catalogue: ${app.expectation.reason}`
      : `allowlist rule ${first.rule} (${first.matched}): ${first.reason}`;
  const finding = findingRecord({ ...whole, hidden, suppressedBy });
  return { finding: { ...finding, verdict: 'expected' }, statuses };
}

function put(
  app: AppCase,
  analytic: Analytic,
  channels: readonly ViewedChannel[],
  coverage: readonly CoverageRecord[],
  alsoExplained: readonly EvidenceArea[],
): ReportedCase {
  const listed = channels.slice(0, CHANNELS_LISTED);
  const scored: ScoredCase = {
    evidence: evidenceOf(app, analytic, listed),
    collected: new Set(Object.values(EvidenceArea).filter((area) => isCollected(coverage, area, app.uid))),
    explained: new Set([...explainedAreas(app), ...alsoExplained]),
    attribution: attributionOf(channels),
    isDestinationExpected: channels.length > 0 && channels.every(({ place }) => place === 'expected'),
  };
  const unlisted = channels.length - listed.length;
  const score = scoreCase(scored);
  const flows = channels.reduce((sum, channel) => sum + channel.flows.length, 0);
  return {
    app,
    analytic,
    channels: listed,
    scored,
    score,
    unlisted,
    flows,
    hidden: [],
    suppressedBy: undefined,
    coverage,
  };
}

/** All evidence of a case with these channels, in the order in which an app goes through the areas. */
function evidenceOf(app: AppCase, analytic: Analytic, channels: readonly ViewedChannel[]): EvidenceRecord[] {
  const subject = app.uid === undefined ? `device ${app.device ?? ''}` : `uid ${app.uid}`;
  const flows = channels.flatMap((channel) => channel.flows);
  const own = [
    ...keyEvidence(app, analytic),
    ...cryptoEvidence(app, analytic),
    ...blobEvidence(app),
    ...backgroundEvidence(app, flows),
  ].map((item) => evidenceRecord(`${analytic.id} ${subject}`, item));
  const all = [...own, ...channels.flatMap(({ host, network }) => [...host, ...network])];
  const order = Object.values(EvidenceArea);
  return all
    .map((record, at) => ({ record, at }))
    .sort((a, b) => order.indexOf(a.record.area) - order.indexOf(b.record.area) || a.at - b.at)
    .map(({ record }) => record);
}

/** AllowedCryptoApps and the catalogue: keys and calls, or work in the background, that belong to the app's function. */
function explainedAreas({ expectation, parameters, packages, known }: AppCase): EvidenceArea[] {
  const { behaviour, status } = expectation;
  const isCryptoExpected =
    (status === 'known' && behaviour.crypto === true) || isAllowedCryptoApp(parameters, packages, known.signerSha256);
  return [
    ...(isCryptoExpected ? [EvidenceArea.keyLifecycle, EvidenceArea.asymmetricApiUse] : []),
    ...(status === 'known' && behaviour.background === true ? [EvidenceArea.backgroundExecution] : []),
  ];
}

function holdAgainst(
  allowlist: Allowlist | undefined,
  app: AppCase,
  channels: readonly ViewedChannel[],
): { shown: readonly ViewedChannel[]; hidden: readonly HiddenRecord[] } {
  if (allowlist === undefined) return { shown: channels, hidden: [] };
  const hidden = new Map<string, HiddenRecord>();
  const shown = channels.filter((viewed) => {
    const { channel } = viewed.judged;
    const match = allowlist.match({
      app: app.known,
      destination: app.destinationOf(channel),
      spoken: viewed.spoken,
      transport: channel.transport,
      port: channel.port,
      structure: viewed.judged.structure.map(({ kind }) => kind),
    });
    if (match === undefined) return true;
    const { rule, matched } = match;
    allowlist.noteHidden(rule, `${app.uid ?? channel.device ?? ''}`, viewed.flows.length);
    const known = hidden.get(rule.id);
    if (known === undefined) {
      const { id, reason, owner } = rule;
      hidden.set(id, { rule: id, reason, owner, matched, channels: 1, flows: viewed.flows.length });
    } else {
      known.channels++;
      known.flows += viewed.flows.length;
    }
    return false;
  });
  return { shown, hidden: [...hidden.values()] };
}

/** The best that is known of whose these flows are. */
function attributionOf(channels: readonly ViewedChannel[]): ScoredCase['attribution'] {
  const [strongest] = [...channels].sort((a, b) => bitsOf(b) - bitsOf(a));
  const levels = new Set(strongest?.flows.map((flow) => flow.app?.level));
  return (['exact', 'strong', 'weak', 'none'] as const).find((level) => levels.has(level));
}

function isCollected(coverage: readonly CoverageRecord[], area: EvidenceArea, uid: number | undefined): boolean {
  const row = coverageOf(coverage, area, uid);
  return row !== undefined && row.status !== 'none';
}

function statusesOf({ areas }: Pick<FindingRecord, 'areas'>): Record<EvidenceArea, AreaStatus> {
  return Object.fromEntries(Object.values(EvidenceArea).map((area) => [area, areas[area].status])) as Record<
    EvidenceArea,
    AreaStatus
  >;
}
