// `npm run eval -- --only baseline`: is a session that a hidden sender changed told from a usual one, with few sessions to learn from; how often
// do apps that did not change drift; is slow poisoning caught. Seeds 1–3 are for design, 101–105 for what is quoted.

import { judgeDrift, ODD_SCORE } from '../../dist/models/baseline-drift.js';
import { buildProfile, populationScales } from '../../dist/models/baseline-profile.js';
import { scoreSession } from '../../dist/models/baseline-score.js';
import { randomFrom } from '../beacons/random.mjs';
import { proportion, rounded } from '../proportion.mjs';
import { INJECTIONS, PROMISED, poisoned, population } from './population.mjs';
import { baselineMarkdown } from './report.mjs';
import { RIVALS } from './rivals.mjs';

const SEEDS = { design: [1, 2, 3], quoted: [101, 102, 103, 104, 105] };
const SESSIONS = [2, 5, 10, 30];
const APPS = 300;
/** Ten sessions to hold an app against, then a month. */
const ANCHOR_DAYS = 10;
const MONTH_DAYS = 30;

export async function evaluateBaseline({ part }) {
  const seeds = SEEDS[part ?? 'quoted'];
  const fewShot = SESSIONS.map((k) => fewSessions(seeds, k));
  const results = { part: part ?? 'quoted', seeds, apps: APPS, few_sessions: fewShot, drift: drift(seeds) };
  const markdown = baselineMarkdown(results);
  return { results, markdown, ...(part === undefined ? { docs: markdown } : {}) };
}

/** Area under the curve of changed against usual sessions, by change and by way of scoring, after `k` sessions. */
function fewSessions(seeds, k) {
  const scorers = { cipherscope: undefined, ...RIVALS };
  const usual = Object.fromEntries(Object.keys(scorers).map((name) => [name, []]));
  const changed = Object.fromEntries(
    Object.keys(INJECTIONS).map((kind) => [kind, Object.fromEntries(Object.keys(scorers).map((name) => [name, []]))]),
  );
  for (const seed of seeds) {
    const random = randomFrom(seed + 7_000_000);
    // The session after the k that teach is held against them, as it is and with each change.
    const apps = population(seed, APPS, k + 1);
    const prior = populationScales(apps.map(({ sessions }) => sessions.slice(0, k)));
    for (const { sessions } of apps) {
      const taught = sessions.slice(0, k);
      const session = sessions[k];
      const profile = buildProfile(taught, prior);
      const score = (name, one) =>
        name === 'cipherscope' ? scoreSession(one, profile).score : RIVALS[name](one, taught, apps, k);
      for (const name of Object.keys(scorers)) usual[name].push(score(name, session));
      for (const [kind, inject] of Object.entries(INJECTIONS)) {
        const one = inject(random, session);
        for (const name of Object.keys(scorers)) changed[kind][name].push(score(name, one));
      }
    }
  }
  const auc = {};
  for (const name of Object.keys(scorers)) {
    const byKind = Object.fromEntries(
      Object.keys(INJECTIONS).map((kind) => [kind, rounded(areaUnderCurve(changed[kind][name], usual[name]), 3)]),
    );
    const all = PROMISED.flatMap((kind) => changed[kind][name]);
    auc[name] = { all: rounded(areaUnderCurve(all, usual[name]), 3), ...byKind };
  }
  const above = (scores) => proportion(scores.filter((score) => score > ODD_SCORE).length, scores.length);
  return {
    sessions: k,
    auc,
    usual_above_limit: above(usual.cipherscope),
    changed_above_limit: above(PROMISED.flatMap((kind) => changed[kind].cipherscope)),
  };
}

/** Apps over a month after their first ten sessions: as they are, and with a sender that grows day by day. */
function drift(seeds) {
  let quiet = 0;
  let caught = 0;
  let apps = 0;
  const caughtAt = [];
  const scores = [];
  for (const seed of seeds) {
    const all = population(seed + 50_000, APPS, ANCHOR_DAYS + MONTH_DAYS);
    const prior = populationScales(all.map(({ sessions }) => sessions.slice(0, ANCHOR_DAYS)));
    for (const { sessions } of all) {
      apps++;
      if (judgeDrift(sessions, prior).status === 'drifting') quiet++;
      const slow = sessions.map((session, day) =>
        day < ANCHOR_DAYS ? session : poisoned(session, (day - ANCHOR_DAYS + 1) / MONTH_DAYS),
      );
      const verdict = judgeDrift(slow, prior);
      if (verdict.status === 'drifting') {
        caught++;
        const day = slow.findIndex(({ captureId }) => captureId === verdict.sinceCaptureId);
        if (day >= 0) caughtAt.push(day - ANCHOR_DAYS + 1);
      }
      const profile = buildProfile(sessions.slice(0, ANCHOR_DAYS), prior);
      for (const session of sessions.slice(ANCHOR_DAYS)) scores.push(scoreSession(session, profile).score);
    }
  }
  scores.sort((a, b) => a - b);
  caughtAt.sort((a, b) => a - b);
  return {
    false_drift: proportion(quiet, apps),
    slow_poisoning_caught: proportion(caught, apps),
    median_day_caught: caughtAt[Math.floor(caughtAt.length / 2)],
    usual_score: {
      median: rounded(at(scores, 0.5), 2),
      p84: rounded(at(scores, 0.841), 2),
      p99: rounded(at(scores, 0.99), 2),
    },
  };
}

function at(sorted, share) {
  return sorted[Math.floor(share * (sorted.length - 1))];
}

/** The chance that a changed session scores above a usual one; ties count half (Mann and Whitney 1947). */
function areaUnderCurve(positive, negative) {
  const sorted = [...negative].sort((a, b) => a - b);
  const below = (value, strict) => {
    let low = 0;
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (strict ? sorted[middle] < value : sorted[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let sum = 0;
  for (const value of positive) sum += (below(value, true) + below(value, false)) / 2;
  return sum / positive.length / sorted.length;
}
