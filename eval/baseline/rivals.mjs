// Other ways to score a session against an app's earlier ones, in the same run: the largest robust z of the app's own days, both directions; values
// never seen before, counted; and distance from the middle of all apps, which asks whether the app is unusual and not whether its day is.

import { median } from 'simple-statistics';
import { BASELINE_MEASURES, scaled } from '../../dist/models/baseline-measures.js';

const middles = new WeakMap();

export const RIVALS = {
  'own robust z, largest': (session, taught) =>
    Math.max(
      ...measuresOf(session, taught).map((measure) =>
        Math.abs(robustZ(ownValue(session, measure), valuesOf(taught, measure))),
      ),
    ),
  'new values, counted': (session, taught) => {
    let fresh = 0;
    for (const [name, values] of Object.entries(session.sets))
      for (const value of new Set(values)) if (!taught.some(({ sets }) => sets[name].includes(value))) fresh++;
    return fresh;
  },
  'distance from all apps': (session, _taught, apps, k) => {
    const all = middles.get(apps) ?? middlesOf(apps, k);
    middles.set(apps, all);
    const deviations = BASELINE_MEASURES.map((measure, i) => robustZ(ownValue(session, measure), all[i]));
    return Math.hypot(...deviations.filter((deviation) => !Number.isNaN(deviation)));
  },
};

function middlesOf(apps, k) {
  return BASELINE_MEASURES.map((measure) => {
    const values = apps.flatMap(({ sessions }) => valuesOf(sessions.slice(0, k), measure));
    const middle = median(values);
    return { middle, scale: scaleOf(values, middle) };
  });
}

function robustZ(value, usual) {
  if (!Array.isArray(usual)) return (value - usual.middle) / usual.scale;
  const middle = median(usual);
  return (value - middle) / scaleOf(usual, middle);
}

function scaleOf(values, middle) {
  return Math.max(0.05, 1.4826 * median(values.map((value) => Math.abs(value - middle))));
}

/** Those that the session and the ones before it have. */
const measuresOf = (session, taught) =>
  BASELINE_MEASURES.filter(({ name }) => [session, ...taught].every(({ measures }) => measures[name] !== undefined));
const ownValue = (session, measure) => scaled(measure, session.measures[measure.name]);
const valuesOf = (sessions, measure) =>
  sessions.map((session) => ownValue(session, measure)).filter((value) => !Number.isNaN(value));
