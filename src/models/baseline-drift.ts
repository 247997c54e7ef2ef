// Does an app drift away from what it was? An exponentially weighted mean of its sessions' scores against those of its first sessions
// (Roberts 1959), and the newest sessions against an anchor that nothing after it may teach: slow poisoning moves the first, not the second.

import { median } from 'simple-statistics';
import { MAD_TO_SIGMA } from '../base/mad-to-sigma.ts';
import type { BaselineSession } from './baseline-measures.ts';
import { buildProfile, MIN_SESSIONS, type PopulationScales } from './baseline-profile.ts';
import { scoreSession } from './baseline-score.ts';

const SMOOTHING = 0.2;
/** Control limit in deviations of the smoothed mean: wider than the customary 3, because scores are skewed and one app's days alike (same source as below). */
const LIMIT = 5;
/** One odd day is a finding of its own, not drift: it counts for no more than this many deviations. */
const ODD_DAY = 3;
/** The sessions that an app is held against, whatever it learns later. */
export const ANCHOR_SESSIONS = 10;
/** The newest ones, whose middle is compared. */
const RECENT_SESSIONS = 5;
/** Deviation of the score of one usual session, where an app's own cannot be told yet; in bits (eval/baseline, design seeds). */
const USUAL_DEVIATION = 4.1;
/** The middle score of a session like those before (same source). */
const USUAL_SCORE = 2.9;
/** A session that scores more is an odd day, whatever the app, in bits: what drift counts in full ends here. */
export const ODD_SCORE = USUAL_SCORE + ODD_DAY * USUAL_DEVIATION;

export interface DriftVerdict {
  readonly status: 'steady' | 'drifting' | 'insufficient';
  /** The first session at which the limit was passed. */
  readonly sinceCaptureId?: string;
  /** The smoothed score and its limit. */
  readonly level: number;
  readonly limit: number;
  readonly reason: string;
}

/** `sessions` of one app; each is scored against the anchor: the first quiet ones. */
export function judgeDrift(sessions: readonly BaselineSession[], population: PopulationScales): DriftVerdict {
  const ordered = [...sessions].sort((a, b) => a.startUs - b.startUs);
  const quiet = ordered.filter(({ isQuiet }) => isQuiet);
  const anchor = quiet.slice(0, ANCHOR_SESSIONS);
  if (anchor.length < MIN_SESSIONS || quiet.length <= anchor.length) {
    return {
      status: 'insufficient',
      level: 0,
      limit: 0,
      reason: `${quiet.length} quiet session${quiet.length === 1 ? '' : 's'}; more than ${ANCHOR_SESSIONS} are needed to tell drift`,
    };
  }
  const profile = buildProfile(anchor, population);
  const own = anchor.map((session) => {
    const others = buildProfile(
      anchor.filter((other) => other !== session),
      population,
    );
    return scoreSession(session, others).score;
  });
  const usual = (median(own) * own.length + USUAL_SCORE * ANCHOR_SESSIONS) / (own.length + ANCHOR_SESSIONS);
  const spread = MAD_TO_SIGMA * median(own.map((score) => Math.abs(score - median(own))));
  const deviation = Math.max(USUAL_DEVIATION, spread);
  const limit = usual + LIMIT * deviation * Math.sqrt(SMOOTHING / (2 - SMOOTHING));
  let level = usual;
  let since: string | undefined;
  const rest = ordered.slice(ordered.indexOf(anchor[anchor.length - 1] as BaselineSession) + 1);
  const scores: number[] = [];
  for (const session of rest) {
    const { score } = scoreSession(session, profile);
    scores.push(score);
    level = SMOOTHING * Math.min(score, usual + ODD_DAY * deviation) + (1 - SMOOTHING) * level;
    if (level > limit) since ??= session.captureId;
  }
  const recent = scores.slice(-RECENT_SESSIONS);
  const shifted = recent.length === RECENT_SESSIONS && median(recent) > usual + ODD_DAY * deviation;
  const isDrifting = level > limit || shifted;
  return {
    status: isDrifting ? 'drifting' : 'steady',
    ...(isDrifting && since !== undefined ? { sinceCaptureId: since } : {}),
    level,
    limit,
    reason: isDrifting
      ? `sessions score ${level.toFixed(1)} on average, and ${limit.toFixed(1)} is the limit of the first ${anchor.length}`
      : `sessions score ${level.toFixed(1)} on average, below the limit ${limit.toFixed(1)} of the first ${anchor.length}`,
  };
}
