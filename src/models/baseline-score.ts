// How unusual a session is for its app, in bits: for each measure above its median, how rarely days are that far above it; for what was never
// used before, how rarely sessions bring something new. z = (x − median) / (s √(1 + 1/k)), only upwards, on Student's t with three degrees
// of freedom, because days of apps have heavier tails than a normal distribution.

import {
  BASELINE_MEASURES,
  BASELINE_SETS,
  type BaselineSession,
  type MeasureName,
  type SetName,
  scaled,
} from './baseline-measures.ts';
import { type BaselineProfile, MIN_SESSIONS } from './baseline-profile.ts';

const MAX_MEASURE_BITS = 8;
/** Smaller deviations are the daily noise of any app. */
const NOTABLE_Z = 2;
const MAX_NOVELTY_BITS = 5;
/** Android installs no update that another key signed: another signer is another app, or a rotation that somebody planned. */
const OTHER_SIGNER_BITS = 10;
const VALUES_NAMED = 5;

export interface UnusualItem {
  readonly kind: 'measure' | 'new';
  readonly name: MeasureName | SetName;
  /** In bits, weighted. */
  readonly weight: number;
  readonly sentence: string;
}

export interface SessionScore {
  /** `insufficient`: too few quiet sessions to say. */
  readonly status: 'scored' | 'insufficient';
  readonly score: number;
  /** Most unusual first. */
  readonly items: readonly UnusualItem[];
}

export function scoreSession(session: BaselineSession, profile: BaselineProfile): SessionScore {
  if (profile.sessions < MIN_SESSIONS) return { status: 'insufficient', score: 0, items: [] };
  const items = [...measureItems(session, profile), ...noveltyItems(session, profile)];
  items.sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
  return { status: 'scored', score: total(session, profile, items), items };
}

/** Everything counts, notable or not: many small steps in one direction are one step. */
function total(session: BaselineSession, profile: BaselineProfile, items: readonly UnusualItem[]): number {
  let sum = 0;
  for (const measure of BASELINE_MEASURES) sum += measure.weight * bitsOf(zOf(session, profile, measure.name) ?? 0);
  for (const { kind, weight } of items) if (kind === 'new') sum += weight;
  return sum;
}

function* measureItems(session: BaselineSession, profile: BaselineProfile): Generator<UnusualItem> {
  for (const measure of BASELINE_MEASURES) {
    const z = zOf(session, profile, measure.name);
    const usual = profile.measures[measure.name];
    const value = session.measures[measure.name];
    if (z === undefined || z < NOTABLE_Z || usual === undefined || value === undefined) continue;
    const before = measure.isLogarithmic ? Math.expm1(usual.median) : usual.median;
    yield {
      kind: 'measure',
      name: measure.name,
      weight: measure.weight * bitsOf(z),
      sentence: `${measure.label}: ${rounded(value)}, usually ${rounded(before)} (${z.toFixed(1)} deviations above, over ${usual.sessions} sessions)`,
    };
  }
}

function* noveltyItems(session: BaselineSession, profile: BaselineProfile): Generator<UnusualItem> {
  for (const [name, noun] of Object.entries(BASELINE_SETS) as [SetName, string][]) {
    const fresh = [...new Set(session.sets[name])].filter((value) => !profile.sets[name].has(value)).sort();
    if (fresh.length === 0) continue;
    // Where no inventory named the signer before, the first that is named is no other.
    if (name === 'signers' && profile.sets.signers.size === 0) continue;
    const shown = fresh.slice(0, VALUES_NAMED).join(', ');
    const more = fresh.length > VALUES_NAMED ? ` and ${fresh.length - VALUES_NAMED} more` : '';
    yield {
      kind: 'new',
      name,
      weight:
        name === 'signers'
          ? OTHER_SIGNER_BITS
          : Math.min(MAX_NOVELTY_BITS, -Math.log2(Math.min(1, profile.noveltyRates[name]))),
      sentence: `${noun} not seen in ${profile.sessions} sessions before: ${shown}${more}`,
    };
  }
}

function zOf(session: BaselineSession, profile: BaselineProfile, name: MeasureName): number | undefined {
  const usual = profile.measures[name];
  const value = session.measures[name];
  const measure = BASELINE_MEASURES.find((one) => one.name === name);
  if (usual === undefined || value === undefined || measure === undefined) return undefined;
  return (scaled(measure, value) - usual.median) / (usual.scale * Math.sqrt(1 + 1 / usual.sessions));
}

/** −log2 of the share of the days above the median that are at least this far above it; none at or below the median. */
function bitsOf(z: number): number {
  if (z <= 0) return 0;
  const t = z / Math.sqrt(3);
  const tail = 1 - (2 / Math.PI) * (t / (1 + t * t) + Math.atan(t));
  return Math.min(MAX_MEASURE_BITS, -Math.log2(Math.max(Number.MIN_VALUE, tail)));
}

function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
