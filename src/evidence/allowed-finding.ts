// Rules of an allowlist applied to findings that were written: what an analysis with the same rules would hide is hidden, what no rule hides any
// more is shown again. Evidence of the channels that stay is scored anew; evidence of a finding that spans channels stays while one of them does.

import { counted } from '../base/counted.ts';
import type { AttributionLevel } from '../flows/flow-record.ts';
import type { AllowableChannel, Allowlist, AllowMatch } from '../models/allowlist.ts';
import type { KnownApp } from '../models/app-identity.ts';
import type { StructuralFeature } from '../models/structure-feature.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { EvidenceRecord, FindingRecord, HiddenRecord } from './finding-record.ts';
import { deedText, seenText, whoText, withText } from './finding-sentence.ts';
import { overturning } from './overturn.ts';
import { coverageOf } from './reported-case.ts';
import { type Score, type ScoredCase, scoreCase } from './scoring.ts';

/** A channel of a finding as its flows tell it. */
export interface CitedChannel extends Omit<AllowableChannel, 'app' | 'structure'> {
  /** 'example.org:443 over tcp', as statements name it. */
  readonly text: string;
  /** Cited flows, by id. */
  readonly cited: ReadonlySet<string>;
  /** Flows that count. */
  readonly flows: number;
  readonly levels: ReadonlySet<AttributionLevel>;
}

export interface AllowedCase {
  readonly finding: FindingRecord;
  readonly app: KnownApp;
  /** Strongest first. */
  readonly channels: readonly CitedChannel[];
  readonly coverage: readonly CoverageRecord[];
}

const AREAS: readonly EvidenceArea[] = Object.values(EvidenceArea);
const STRUCTURE: ReadonlySet<string> = new Set<StructuralFeature['kind']>([
  'key_exchange',
  'framing',
  'fixed_sizes',
  'block_sizes',
  'periodic',
]);
const BY_RULE = 'allowlist rule ';

/** The same object where the rules change nothing. */
export function allowFinding(held: AllowedCase, allowlist: Allowlist): FindingRecord {
  const { finding, channels } = held;
  const wasHidden = finding.suppressed_by?.startsWith(BY_RULE) === true;
  if (finding.verdict === 'expected' && !wasHidden) return finding;
  const subject = `${finding.app.uid ?? finding.app.device ?? ''}`;
  const before = (finding.hidden ?? []).filter(({ rule }) => allowlist.holds(rule));
  for (const { rule, flows } of before) {
    const kept = allowlist.rules.find(({ id }) => id === rule);
    if (kept !== undefined) allowlist.noteHidden(kept, subject, flows);
  }
  // By names that the records do not hold, aliases say: what the analysis knew is not known better here.
  if (wasHidden && before.length > 0) return finding;
  const matches = new Map<CitedChannel, AllowMatch>();
  for (const channel of channels) {
    const match = allowlist.match({ ...channel, app: held.app, structure: structureOf(finding, channel) });
    if (match === undefined) continue;
    matches.set(channel, match);
    allowlist.noteHidden(match.rule, subject, channel.flows);
  }
  if (matches.size === 0) return wasHidden ? shownAgain(held) : finding;
  const hidden = [...before, ...hiddenBy(matches)];
  const rest = channels.filter((channel) => !matches.has(channel));
  const evidence = finding.evidence.filter((item) => !isOf(item, [...matches.keys()]));
  const scored = scoredCase(held, evidence, rest);
  const score = scoreCase(scored);
  if (score.verdict !== undefined) return shown(held, scored, score, rest, hidden);
  const [first] = matches.values();
  return {
    ...explained(held),
    hidden,
    suppressed_by: `${BY_RULE}${first?.rule.id} (${first?.matched}): ${first?.rule.reason}`,
  };
}

/** All of it is allowed: the evidence stays, the network area is explained. */
function explained(held: AllowedCase): FindingRecord {
  const { finding, channels } = held;
  const whole = scoredCase(held, finding.evidence, channels);
  const scored = { ...whole, explained: new Set([...whole.explained, EvidenceArea.networkTransmission]) };
  return { ...rescored(finding, scored, scoreCase(scored)), verdict: 'expected' };
}

/** No rule hides it any more. */
function shownAgain(held: AllowedCase): FindingRecord {
  const { hidden: _, suppressed_by: __, ...finding } = held.finding;
  const scored = scoredCase(held, finding.evidence, held.channels);
  return rescored(finding, scored, scoreCase(scored));
}

function shown(
  { finding }: AllowedCase,
  scored: ScoredCase,
  score: Score,
  channels: readonly CitedChannel[],
  hidden: readonly HiddenRecord[],
): FindingRecord {
  const flows = channels.reduce((sum, channel) => sum + channel.flows, 0);
  const left = hidden.reduce((sum, { channels: count }) => sum + count, 0);
  const did =
    channels.length === 0
      ? 'made ciphertext'
      : deedText(
          channels.flatMap(({ spoken }) => spoken),
          channels.map(({ text }) => text),
          channels.length,
          flows,
        );
  const sentence = `${whoText(finding.app)} ${did}${withText(scored.evidence)}; the allowlist hides ${counted(left, 'more channel')}. ${seenText(score)} It is a pattern, not proof of malice.`;
  return { ...rescored(finding, scored, score), sentence, evidence: [...scored.evidence], hidden: [...hidden] };
}

function rescored(finding: FindingRecord, scored: ScoredCase, score: Score): FindingRecord {
  return {
    ...finding,
    verdict: score.verdict ?? 'expected',
    level: score.level,
    score: score.score,
    areas: score.areas,
    sentence: finding.sentence.replace(/Seen in \d of 5 areas.*?\. (?=It is a pattern)/s, `${seenText(score)} `),
    what_could_overturn: overturning(scored, score),
  };
}

function scoredCase(
  { finding, coverage }: AllowedCase,
  evidence: readonly EvidenceRecord[],
  channels: readonly CitedChannel[],
): ScoredCase {
  const byRule = finding.suppressed_by?.startsWith(BY_RULE) === true;
  const isExplained = (area: EvidenceArea) =>
    finding.areas[area].status === 'explained' && !(byRule && area === EvidenceArea.networkTransmission);
  const levels = channels[0]?.levels;
  return {
    evidence,
    collected: new Set(
      AREAS.filter((area) => (coverageOf(coverage, area, finding.app.uid)?.status ?? 'none') !== 'none'),
    ),
    explained: new Set(AREAS.filter(isExplained)),
    attribution: (['exact', 'strong', 'weak', 'none'] as const).find((level) => levels?.has(level)),
    isDestinationExpected: false,
  };
}

/** Pieces that cite flows are of the channels of those; calls and sends that go together cite none, and name theirs. */
function isOf({ flows, statement, kind }: EvidenceRecord, channels: readonly CitedChannel[]): boolean {
  if (flows.length > 0) return flows.every((id) => channels.some(({ cited }) => cited.has(id)));
  return kind === 'sequence' && channels.some(({ text }) => statement.includes(text));
}

function structureOf({ evidence }: FindingRecord, channel: CitedChannel): string[] {
  return evidence.filter((item) => STRUCTURE.has(item.kind) && isOf(item, [channel])).map(({ kind }) => kind);
}

function hiddenBy(matches: ReadonlyMap<CitedChannel, AllowMatch>): HiddenRecord[] {
  const records = new Map<string, HiddenRecord>();
  for (const [{ flows }, { rule, matched }] of matches) {
    const { id, reason, owner } = rule;
    const known = records.get(id);
    if (known === undefined) records.set(id, { rule: id, reason, owner, matched, channels: 1, flows });
    else {
      known.channels++;
      known.flows += flows;
    }
  }
  return [...records.values()];
}
