// Apps, evidence areas and findings as every report for people orders and names them. A status that nobody judged is taken from
// coverage: nobody looked is `not_collected`, somebody looked and no finding came of it is `not_observed`.

import type { AppSummaryRecord, AreaStatus, FindingRecord, Verdict } from '../evidence/finding-record.ts';
import { hostAndPort } from '../features/destination-text.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { truncateText } from './safe-text.ts';

/** The five areas of AN1762 in the order in which an app goes through them. */
export const AREAS: readonly { area: EvidenceArea; title: string; short: string }[] = [
  { area: EvidenceArea.keyLifecycle, title: 'Key lifecycle', short: 'Keys' },
  { area: EvidenceArea.asymmetricApiUse, title: 'Asymmetric crypto API', short: 'Crypto API' },
  { area: EvidenceArea.ciphertextTransformation, title: 'Ciphertext transformation', short: 'Ciphertext' },
  { area: EvidenceArea.backgroundExecution, title: 'Background execution', short: 'Background' },
  { area: EvidenceArea.networkTransmission, title: 'Network transmission', short: 'Network' },
];

/** An area's title within a sentence. */
export function areaInSentence(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

/** A sentence of a record, with the areas that it names by their keys in words. */
export function areasInWords(sentence: string): string {
  return AREAS.reduce((text, { area, title }) => text.replaceAll(area, areaInSentence(title)), sentence);
}

export const STATUS_WORDS: Record<AreaStatus, string> = {
  observed: 'observed',
  explained: 'observed, explained',
  not_observed: 'not observed',
  not_collected: 'not collected',
};

export type Collected = CoverageRecord['status'];

export interface EvidenceRow {
  app: AppSummaryRecord;
  name: string;
  areas: Record<EvidenceArea, AreaStatus>;
  findings: FindingRecord[];
  /** Highest of its findings. */
  score: number | undefined;
  verdict: Verdict | undefined;
}

/** Apps in the order a person should read them: worst verdict first, then score, then bytes. */
export function evidenceRows(result: AnalysisResult): EvidenceRow[] {
  const collected = collectedAreas(result.coverage);
  const byId = new Map(result.findings.map((finding) => [finding.finding_id, finding]));
  const rows = result.apps.map((app) => {
    const findings = app.findings.flatMap((id) => byId.get(id) ?? []);
    return {
      app,
      name: appName(app),
      areas: app.areas ?? areasOf(app, findings, result.coverage, collected),
      findings,
      score: findings.length === 0 ? undefined : Math.max(...findings.map((finding) => finding.score)),
      verdict: app.verdict ?? worstVerdict(findings),
    };
  });
  return rows.sort(
    (a, b) =>
      verdictRank(a.verdict) - verdictRank(b.verdict) ||
      (b.score ?? -1) - (a.score ?? -1) ||
      bytesOf(b.app) - bytesOf(a.app) ||
      (a.app.uid ?? -1) - (b.app.uid ?? -1),
  );
}

/** Findings, worst first; ties keep the order of findings.ndjson. */
export function rankedFindings(result: AnalysisResult): FindingRecord[] {
  return [...result.findings].sort((a, b) => verdictRank(a.verdict) - verdictRank(b.verdict) || b.score - a.score);
}

/** How much of each area was collected for the capture as a whole. */
export function collectedAreas(coverage: readonly CoverageRecord[]): Record<EvidenceArea, Collected> {
  const statusOf = (area: EvidenceArea): Collected => {
    const rows = coverage.filter((row) => row.area === area);
    const general = rows.find((row) => row.app === undefined);
    if (general !== undefined && general.status !== 'none') return general.status;
    // Watched for some apps only.
    return rows.some((row) => row.status !== 'none') ? 'partial' : 'none';
  };
  return Object.fromEntries(AREAS.map(({ area }) => [area, statusOf(area)])) as Record<EvidenceArea, Collected>;
}

/** Every app that is known here was watched for itself: that others were not is no gap of this result. */
export function isEachAppWatched(
  { apps, coverage }: Pick<AnalysisResult, 'apps' | 'coverage'>,
  area: EvidenceArea,
): boolean {
  const watched = new Set(coverage.flatMap((row) => (row.area === area && row.status !== 'none' ? row.app?.uid : [])));
  const known = apps.filter(isKnownApp);
  return known.length > 0 && known.every(({ uid }) => uid !== undefined && watched.has(uid));
}

/** The package, with how many more share its UID; else the label, the UID, or that no app is known. */
export function appName(app: { uid?: number; packages: readonly string[]; label?: string; device?: string }): string {
  const [first, ...others] = app.packages;
  if (first !== undefined) return others.length === 0 ? first : `${first} +${others.length}`;
  if (app.label !== undefined) return app.label;
  if (app.uid !== undefined) return `UID ${app.uid}`;
  return app.device === undefined ? 'no app known' : `device ${app.device}`;
}

/** `host:port`, the host cut to `cells`. */
export function destinationName(
  { destination: { domain, ip, port }, transport }: DestinationOf,
  cells: number,
): string {
  return hostAndPort(truncateText(domain ?? ip ?? 'unknown', cells), port, transport);
}

export interface DestinationOf {
  readonly destination: { readonly domain?: string; readonly ip?: string; readonly port: number };
  readonly transport: string;
}

export function isKnownApp(app: { uid?: number; packages: readonly string[] }): boolean {
  return app.uid !== undefined || app.packages.length > 0;
}

/** Flow shares by encryption class, largest first, scaled so that they add up to one. */
export function encryptionShares(classes: Record<string, number>): { name: string; share: number }[] {
  const entries = Object.entries(classes).filter(([, part]) => part > 0);
  const whole = entries.reduce((sum, [, part]) => sum + part, 0);
  return entries
    .map(([name, part]) => ({ name, share: part / whole }))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}

function areasOf(
  app: AppSummaryRecord,
  findings: readonly FindingRecord[],
  coverage: readonly CoverageRecord[],
  collected: Record<EvidenceArea, Collected>,
): Record<EvidenceArea, AreaStatus> {
  const statusOf = (area: EvidenceArea): AreaStatus => {
    const judged = findings.map((finding) => finding.areas[area].status);
    for (const status of ['observed', 'explained', 'not_observed', 'not_collected'] as const) {
      if (judged.includes(status)) return status;
    }
    const own = coverage.find((row) => row.area === area && row.app?.uid !== undefined && row.app.uid === app.uid);
    return (own?.status ?? collected[area]) === 'none' ? 'not_collected' : 'not_observed';
  };
  return Object.fromEntries(AREAS.map(({ area }) => [area, statusOf(area)])) as Record<EvidenceArea, AreaStatus>;
}

function worstVerdict(findings: readonly FindingRecord[]): Verdict | undefined {
  return findings.map((finding) => finding.verdict).sort((a, b) => verdictRank(a) - verdictRank(b))[0];
}

function verdictRank(verdict: Verdict | undefined): number {
  return verdict === undefined ? 3 : { alert: 0, observation: 1, expected: 2 }[verdict];
}

function bytesOf(app: AppSummaryRecord): number {
  return app.bytes_up + app.bytes_down;
}
