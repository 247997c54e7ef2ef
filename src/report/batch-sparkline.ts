// The scores of an app's newest sessions as a small inline SVG: a bar a session, the newest at the right end, so that apps can be compared down
// a column. Sessions that could not be scored are hollow; odd ones and those with alerts have the warm colour.

import { ODD_SCORE } from '../models/baseline-drift.ts';
import type { SessionScore } from '../models/baseline-score.ts';
import { counted } from './human-number.ts';

export interface SparkSession {
  readonly score: Pick<SessionScore, 'status' | 'score'>;
  readonly hasAlert: boolean;
}

/** Sessions that are drawn at most. */
export const SPARK_SESSIONS = 30;
const STEP = 5;
const BAR = 3;
const HEIGHT = 20;
const LEAST_HEIGHT = 1.5;
/** Scores are drawn on one scale in all rows, twice the odd ones' limit high; beyond, a bar ends at the top. Heights grow with the square root. */
const TOP_BITS = 2 * ODD_SCORE;

export function batchSparkline(sessions: readonly SparkSession[]): string {
  const drawn = sessions.slice(-SPARK_SESSIONS);
  const width = SPARK_SESSIONS * STEP;
  const bars = drawn.map(({ score, hasAlert }, i) => {
    const x = width - (drawn.length - i) * STEP + 1;
    if (score.status === 'insufficient' && !hasAlert) return rect('f-rail', x, LEAST_HEIGHT);
    const share = Math.sqrt(Math.min(1, score.score / TOP_BITS));
    const height = LEAST_HEIGHT + Math.round(10 * (HEIGHT - LEAST_HEIGHT) * share) / 10;
    return rect(hasAlert || score.score > ODD_SCORE ? 'f-signal' : 'f-calm', x, height);
  });
  return `<svg class="spark" viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label(drawn)}">${bars.join('')}</svg>`;
}

function rect(css: string, x: number, height: number): string {
  return `<rect class="${css}" x="${x}" y="${Math.round(10 * (HEIGHT - height)) / 10}" width="${BAR}" height="${height}"/>`;
}

function label(sessions: readonly SparkSession[]): string {
  const scores = sessions.flatMap(({ score }) => (score.status === 'scored' ? [score.score] : []));
  const unscored = sessions.length - scores.length;
  const parts = [
    ...(scores.length === 0
      ? []
      : [`scores of ${counted(scores.length, 'session')}: ${scores.map(one).join(', ')} bits`]),
    ...(unscored === 0 ? [] : [`${counted(unscored, 'session')} without a score`]),
  ];
  return parts.join('; ');
}

function one(score: number): string {
  return score.toFixed(1);
}
