// From pieces of evidence to a verdict: bits are added per area under caps, for and against apart, and the rules of the verdict are arithmetic on
// the result. More evidence for never lowers anything, more evidence against never raises anything, and a log that is missing is neither.

import type { AttributionLevel } from '../flows/flow-record.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import { rounded } from './evidence-item.ts';
import type { AreaRecord, AreaStatus, EvidenceRecord, FindingLevel, Verdict } from './finding-record.ts';

const { keyLifecycle, asymmetricApiUse, ciphertextTransformation, backgroundExecution, networkTransmission } =
  EvidenceArea;

/** What an area can add at most. The API area alone, without its order, is worth a bit: never near an alert. */
export const AREA_CAP_BITS: Record<EvidenceArea, number> = {
  [keyLifecycle]: 3,
  [asymmetricApiUse]: 6,
  [ciphertextTransformation]: 6,
  [backgroundExecution]: 4,
  [networkTransmission]: 10,
};
/** Keys, calls and ciphertext are seen by the same hooks and come together: capped together. */
export const HOST_CAP_BITS = 8;
export const HOST_AREAS: readonly EvidenceArea[] = [keyLifecycle, asymmetricApiUse, ciphertextTransformation];
const AREAS: readonly EvidenceArea[] = Object.values(EvidenceArea);

/** From here on an app with an observed network area and one more is an alert. Chosen on the design part of eval/verdicts. */
export const ALERT_BITS = 13;
/** Keys and ciphertext without anything on the wire are worth a look from here on. */
const HOST_OBSERVATION_BITS = 8;
/** Structure of the traffic that an alert with the background alone needs. */
const MIN_STRUCTURE = 2;

export interface ScoredCase {
  readonly evidence: readonly EvidenceRecord[];
  /** Areas in which anything was collected for the app. */
  readonly collected: ReadonlySet<EvidenceArea>;
  /** Areas that catalogue or AllowedCryptoApps explain for this app. */
  readonly explained: ReadonlySet<EvidenceArea>;
  /** The best level among the flows of the network area; undefined: no app. */
  readonly attribution: AttributionLevel | undefined;
  /** The catalogue names the destination. */
  readonly isDestinationExpected: boolean;
}

export interface Score {
  readonly areas: Record<EvidenceArea, AreaRecord>;
  readonly score: number;
  readonly verdict: Verdict | undefined;
  readonly level: FindingLevel;
}

/** Pieces of the network area that are structure, not the ciphertext as such. */
const NOT_STRUCTURE = new Set([
  'ciphertext',
  'carrier',
  'out_of_place',
  'new_destination',
  'new_scheme',
  'shared_key',
  'sent_key_reuse',
]);

/** Pieces that rest on bytes or lengths of ciphertext in the stream. */
const SEEN_CIPHERTEXT = new Set(['ciphertext', 'content_match', 'length_match']);

/** `verdict` undefined: nothing that a person should look at. */
export function scoreCase(scored: ScoredCase): Score {
  const areas = Object.fromEntries(AREAS.map((area) => [area, areaOf(area, scored)])) as Record<
    EvidenceArea,
    AreaRecord
  >;
  const observed = (area: EvidenceArea) => areas[area].status === 'observed';
  const counted = (list: readonly EvidenceArea[]) =>
    list.reduce((sum, area) => sum + (observed(area) ? areas[area].bits : 0), 0);
  const host = Math.min(HOST_CAP_BITS, counted(HOST_AREAS));
  const against = AREAS.reduce((sum, area) => sum + excessAgainst(area, scored), 0);
  const score = rounded(Math.max(0, host + counted([backgroundExecution, networkTransmission]) - against));
  const verdict = verdictOf(scored, areas, host, score);
  return { areas, score, verdict, level: levelOf(areas) };
}

function areaOf(area: EvidenceArea, { evidence, collected, explained }: ScoredCase): AreaRecord {
  const own = evidence.filter((item) => item.area === area);
  const sum = (direction: EvidenceRecord['direction']) =>
    sumOfKinds(own.filter((item) => item.direction === direction));
  const incriminating = Math.min(AREA_CAP_BITS[area], sum('incriminating'));
  const bits = rounded(Math.max(0, incriminating - sum('exculpatory')));
  return { status: statusOf(area, incriminating, bits, collected, explained), bits, evidence: own.map(({ id }) => id) };
}

/** What speaks against in an area beyond what speaks for it there: an app in use lowers the whole, not its background area alone. */
function excessAgainst(area: EvidenceArea, { evidence }: ScoredCase): number {
  const own = evidence.filter((item) => item.area === area);
  const against = sumOfKinds(own.filter(({ direction }) => direction === 'exculpatory'));
  const incriminating = sumOfKinds(own.filter(({ direction }) => direction === 'incriminating'));
  return Math.max(0, against - Math.min(AREA_CAP_BITS[area], incriminating));
}

/** Channels of one app are not independent: of each kind the strongest piece counts. */
function sumOfKinds(items: readonly EvidenceRecord[]): number {
  const most = new Map<string, number>();
  for (const { kind, bits } of items) most.set(kind, Math.max(bits, most.get(kind) ?? 0));
  return [...most.values()].reduce((total, bits) => total + bits, 0);
}

function statusOf(
  area: EvidenceArea,
  incriminating: number,
  bits: number,
  collected: ReadonlySet<EvidenceArea>,
  explained: ReadonlySet<EvidenceArea>,
): AreaStatus {
  if (incriminating > 0 && explained.has(area)) return 'explained';
  if (bits > 0) return 'observed';
  if (incriminating > 0) return 'explained';
  return collected.has(area) ? 'not_observed' : 'not_collected';
}

function verdictOf(
  { evidence, attribution, isDestinationExpected }: ScoredCase,
  areas: Record<EvidenceArea, AreaRecord>,
  host: number,
  score: number,
): Verdict | undefined {
  const network = areas[networkTransmission].status;
  if (network !== 'observed') {
    if (host >= HOST_OBSERVATION_BITS) return 'observation';
    return network === 'explained' ? 'expected' : undefined;
  }
  if (attribution !== 'exact' && attribution !== 'strong') return 'observation';
  const others = [...HOST_AREAS, backgroundExecution].filter((area) => areas[area].status === 'observed');
  if (others.length === 0 || score < ALERT_BITS) return 'observation';
  if (!isTied(evidence, areas)) return 'observation';
  if (others.length > 1 || others[0] !== backgroundExecution) return 'alert';
  const structure = new Set(
    evidence.flatMap((item) =>
      item.area === networkTransmission && item.direction === 'incriminating' && !NOT_STRUCTURE.has(item.kind)
        ? [item.kind]
        : [],
    ),
  );
  return structure.size >= MIN_STRUCTURE && !isDestinationExpected ? 'alert' : 'observation';
}

/**
 * Whether more than the order of calls and sends ties keys to the traffic: ciphertext of the app's own found on the wire, or a look at the app's state
 * that did not find a person using it. Inside a standard protocol that order makes both the API and the network area, and an app that seals its
 * reports while it is used shows the same. It rests on evidence, not on what was collected: a log that says nothing and none are the same here.
 */
function isTied(evidence: readonly EvidenceRecord[], areas: Record<EvidenceArea, AreaRecord>): boolean {
  return evidence.some(
    ({ area, kind, direction }) =>
      direction === 'incriminating' &&
      (area === backgroundExecution || (areas[area].status === 'observed' && SEEN_CIPHERTEXT.has(kind))),
  );
}

/** How much of the pattern was seen. */
function levelOf(areas: Record<EvidenceArea, AreaRecord>): FindingLevel {
  const observed = AREAS.filter((area) => areas[area].status === 'observed').length;
  return observed === AREAS.length ? 'complete' : observed >= 3 ? 'strong' : 'partial';
}
