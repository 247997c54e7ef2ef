// What is usual for an app: medians and robust scales over its quiet sessions, and what it was seen to use. Few sessions are enough, because
// scales lean on those of all apps: ln s = w ln s_own + (1 − w) ln s_all with w = k / (k + 6) (empirical Bayes on the log scale).

import { median } from 'simple-statistics';
import { MAD_TO_SIGMA } from '../base/mad-to-sigma.ts';
import {
  BASELINE_MEASURES,
  BASELINE_SETS,
  type BaselineSession,
  type MeasureName,
  type SetName,
  scaled,
} from './baseline-measures.ts';

/** How many sessions weigh as much as all other apps together. */
const PRIOR_SESSIONS = 6;
/** Jeffreys' prior: with few sessions, neither never nor always. */
const JEFFREYS = 0.5;
/** New hosts go on coming; of all else an app has a stock, which first sessions bring to light bit by bit: that it did so then says nothing about later ones. */
const NEVER_EXHAUSTED: ReadonlySet<SetName> = new Set(['domains', 'addresses']);
/** Of a stock that seems exhausted, as much is unseen as a quarter of a value in one session more (eval/baseline, design seeds). */
const UNSEEN = 0.25;
/** Below this many quiet sessions nothing is called unusual. */
export const MIN_SESSIONS = 2;

type MeasuredSession = Pick<BaselineSession, 'measures'>;
export type PopulationScales = Readonly<Partial<Record<MeasureName, number>>>;

export interface UsualMeasure {
  readonly median: number;
  /** Of one session around the median, shrunk. */
  readonly scale: number;
  readonly sessions: number;
}

export interface BaselineProfile {
  /** Quiet sessions that taught. */
  readonly sessions: number;
  /** Sessions that were left out because something was found in them. */
  readonly leftOut: number;
  readonly measures: Readonly<Partial<Record<MeasureName, UsualMeasure>>>;
  /** By value, in how many sessions it was seen. */
  readonly sets: Readonly<Record<SetName, ReadonlyMap<string, number>>>;
  /** Share of sessions that are to be expected to bring a value of the kind that no session before had. */
  readonly noveltyRates: Readonly<Record<SetName, number>>;
}

/** Robust scales of single sessions over all apps: the median of the apps' own logarithmic scales. */
export function populationScales(apps: Iterable<readonly MeasuredSession[]>): PopulationScales {
  const tally = new ScaleTally();
  for (const sessions of apps) tally.add(sessions);
  return tally.scales();
}

/** The same, app by app: it keeps a number for each measure of an app. */
export class ScaleTally {
  readonly #logs = new Map<MeasureName, number[]>();

  /** All sessions of one app. */
  add(sessions: readonly MeasuredSession[]): void {
    for (const { name, leastScale } of BASELINE_MEASURES) {
      const values = valuesOf(sessions, name);
      if (values.length < 3) continue;
      const own = this.#logs.get(name) ?? [];
      own.push(Math.log(ownScale(values, leastScale)));
      this.#logs.set(name, own);
    }
  }

  scales(): PopulationScales {
    return Object.fromEntries([...this.#logs].map(([name, logs]) => [name, Math.exp(median(logs))]));
  }
}

export function buildProfile(all: readonly BaselineSession[], population: PopulationScales): BaselineProfile {
  const sessions = all.filter(({ isQuiet }) => isQuiet).sort((a, b) => a.startUs - b.startUs);
  const measures: Partial<Record<MeasureName, UsualMeasure>> = {};
  for (const { name, leastScale } of BASELINE_MEASURES) {
    const values = valuesOf(sessions, name);
    if (values.length === 0) continue;
    const weight = values.length / (values.length + PRIOR_SESSIONS);
    const own = Math.log(ownScale(values, leastScale));
    const others = Math.log(population[name] ?? Math.exp(own));
    measures[name] = {
      median: median(values),
      scale: Math.exp(weight * own + (1 - weight) * others),
      sessions: values.length,
    };
  }
  const sets = {} as Record<SetName, Map<string, number>>;
  const noveltyRates = {} as Record<SetName, number>;
  for (const name of Object.keys(BASELINE_SETS) as SetName[]) {
    const seen = new Map<string, number>();
    let novel = 0;
    sessions.forEach((session, i) => {
      const values = new Set(session.sets[name]);
      if (i > 0 && [...values].some((value) => !seen.has(value))) novel++;
      for (const value of values) seen.set(value, (seen.get(value) ?? 0) + 1);
    });
    sets[name] = seen;
    noveltyRates[name] = NEVER_EXHAUSTED.has(name)
      ? (novel + JEFFREYS) / (Math.max(0, sessions.length - 1) + 1)
      : unseenShare(seen, sessions.length);
  }
  return { sessions: sessions.length, leftOut: all.length - sessions.length, measures, sets, noveltyRates };
}

/** How often sessions bring what no session had: the more values were seen once only, the more there are that were not seen yet (Good 1953). */
function unseenShare(seen: ReadonlyMap<string, number>, sessions: number): number {
  const once = [...seen.values()].filter((count) => count === 1).length;
  return -Math.expm1(-(once + UNSEEN) / (sessions + 1));
}

function valuesOf(sessions: readonly MeasuredSession[], name: MeasureName): number[] {
  const measure = BASELINE_MEASURES.find((one) => one.name === name);
  if (measure === undefined) return [];
  return sessions.flatMap(({ measures }) => {
    const value = measures[name];
    return value === undefined ? [] : [scaled(measure, value)];
  });
}

function ownScale(values: number[], least: number): number {
  const middle = median(values);
  return Math.max(least, MAD_TO_SIGMA * median(values.map((value) => Math.abs(value - middle))));
}
