// What is new, gone and changed between two groups of an app's sessions, two versions say, in sentences.

import { median } from 'simple-statistics';
import { BASELINE_MEASURES, BASELINE_SETS, type BaselineSession, type SetName } from './baseline-measures.ts';
import { buildProfile, type PopulationScales } from './baseline-profile.ts';

/** Changes smaller than this many deviations of a session are not told. */
const NOTABLE_DEVIATIONS = 2;
const VALUES_NAMED = 12;

export interface BaselineDifference {
  readonly fresh: readonly string[];
  readonly gone: readonly string[];
  readonly changed: readonly string[];
}

export function differenceOf(
  before: readonly BaselineSession[],
  after: readonly BaselineSession[],
  population: PopulationScales,
): BaselineDifference {
  const fresh: string[] = [];
  const gone: string[] = [];
  for (const [name, noun] of Object.entries(BASELINE_SETS) as [SetName, string][]) {
    const old = valuesOf(before, name);
    const now = valuesOf(after, name);
    const added = [...now].filter((value) => !old.has(value)).sort();
    const removed = [...old].filter((value) => !now.has(value)).sort();
    if (added.length > 0) fresh.push(`${noun}: ${named(added)}`);
    if (removed.length > 0) gone.push(`${noun}: ${named(removed)}`);
  }
  return { fresh, gone, changed: changes(before, after, population) };
}

function changes(
  before: readonly BaselineSession[],
  after: readonly BaselineSession[],
  population: PopulationScales,
): string[] {
  const [old, now] = [before, after].map((sessions) =>
    buildProfile(
      sessions.map((session) => ({ ...session, isQuiet: true })),
      population,
    ),
  );
  return BASELINE_MEASURES.flatMap(({ name, label, isLogarithmic }) => {
    const [was, is] = [old?.measures[name], now?.measures[name]];
    if (was === undefined || is === undefined) return [];
    const error = Math.max(was.scale, is.scale) * Math.sqrt(1 / was.sessions + 1 / is.sessions);
    const deviations = (is.median - was.median) / error;
    if (Math.abs(deviations) < NOTABLE_DEVIATIONS) return [];
    const shown = (value: number) => Number((isLogarithmic ? Math.expm1(value) : value).toPrecision(3));
    const direction = deviations > 0 ? 'up' : 'down';
    return [
      `${label}: ${direction} from ${shown(was.median)} to ${shown(is.median)} (medians of ${was.sessions} and ${is.sessions} sessions)`,
    ];
  });
}

function valuesOf(sessions: readonly BaselineSession[], name: SetName): Set<string> {
  return new Set(sessions.flatMap(({ sets }) => sets[name]));
}

function named(values: readonly string[]): string {
  const shown = values.slice(0, VALUES_NAMED).join(', ');
  return values.length > VALUES_NAMED ? `${shown} and ${values.length - VALUES_NAMED} more` : shown;
}

/** The middle of one measure over sessions, undefined where none has it. */
export function medianMeasure(sessions: readonly BaselineSession[], name: (typeof BASELINE_MEASURES)[number]['name']) {
  const values = sessions.flatMap(({ measures }) => measures[name] ?? []);
  return values.length === 0 ? undefined : median(values);
}
