// `node eval/beacons/calibrate.mjs`: simulates irregular traffic (design seeds) and writes src/models/rhythm-tail-table.ts: the scores that
// each chance belongs to, by number of activations, on average over the three families that score highest, with a margin. Options: --series N a row
// and family (1500), --long N in rows of more than 23 activations, where a test takes longer (as many).

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { logBetween, randomFrom } from './random.mjs';
import { BENIGN_FAMILIES, benignSeries } from './series.mjs';

/** Seeds of the evaluation's report begin at 2,000,000. */
const DESIGN_SEED = 1000;
const CHANCES = [1, 0.65, 0.5, 0.35, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
/** From … to activations of a row. */
const ROWS = [
  [5, 5],
  [6, 6],
  [7, 7],
  [8, 8],
  [9, 10],
  [11, 13],
  [14, 17],
  [18, 23],
  [24, 31],
  [32, 43],
  [44, 61],
  [62, 87],
  [88, 125],
  [126, 190],
  [191, 400],
];

/** Rows from here on are long. */
const LONG = 24;

/** Scores of `series` series a family and row, `long` in long rows: family → row → scores, descending. */
export function simulateScores(testRhythm, series, seed = DESIGN_SEED, long = series) {
  return new Map(
    Object.keys(BENIGN_FAMILIES).map((family) => [family, scoresOf(testRhythm, family, series, seed, long)]),
  );
}

/** Of one family: row → scores, descending. */
function scoresOf(testRhythm, family, series, seed, long) {
  const random = randomFrom(seed + Object.keys(BENIGN_FAMILIES).indexOf(family));
  return ROWS.map(([from, to]) => {
    const scores = [];
    const wanted = from < LONG ? series : long;
    for (let tried = 0; scores.length < wanted && tried < 8 * wanted; tried++) {
      const count = Math.round(logBetween(random, from, to * 1.15));
      const { timesUs } = benignSeries(random, family, count > 250 ? 86_400 : undefined, count);
      const { activations, score } = testRhythm(timesUs, timesUs.length);
      if (activations >= from && activations <= to) scores.push(score);
    }
    return Float64Array.from(scores).sort().reverse();
  });
}

/** The table of the families but one. */
export function tailTable(scores, without) {
  const rows = ROWS.map(([from, to], row) => {
    const families = [...scores].flatMap(([family, ofFamily]) =>
      family === without || ofFamily[row].length === 0 ? [] : [ofFamily[row]],
    );
    return { activations: Math.round(Math.sqrt(from * to)), scores: rowOf(families) };
  });
  // The same likelihood ratio never counts for more in a longer series: what the families do not have shows the more the longer one looks.
  const lowest = Math.min(...rows.map(({ scores: [least] }) => least));
  for (const [i, { scores }] of rows.entries()) {
    scores[0] = lowest;
    for (let at = 1; at < scores.length; at++) scores[at] = Math.max(scores[at], rows[i - 1]?.scores[at] ?? scores[at]);
  }
  return { chances: CHANCES.map((chance) => Math.min(1, round(MARGIN * chance, 1e6))), rows };
}

/** Families whose mean counts: those that reach a score most often. */
const HIGHEST = 3;
/** And a quarter as much again, for kinds of traffic that are not among them. */
const MARGIN = 1.25;

function rowOf(families) {
  const all = Float64Array.from(families.flatMap((ofFamily) => [...ofFamily])).sort();
  const scores = CHANCES.map((chance) => {
    // Every score is at least the lowest of all, so that the lowest tell series apart as well.
    if (chance === 1) return all[0];
    let from = 0;
    let to = all.length - 1;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (chanceOf(families, all[middle]) <= chance) to = middle;
      else from = middle + 1;
    }
    return all[to];
  });
  for (let i = 1; i < scores.length; i++) scores[i] = Math.max(scores[i], scores[i - 1] + 0.001);
  return scores.map((score) => round(score));
}

/** How often the highest families reach `score`, on average. */
function chanceOf(families, score) {
  const shares = families.map((ofFamily) => reaching(ofFamily, score) / ofFamily.length).sort((a, b) => b - a);
  const highest = shares.slice(0, HIGHEST);
  return highest.reduce((sum, share) => sum + share, 0) / highest.length;
}

/** `ofFamily` descending. */
function reaching(ofFamily, score) {
  let from = 0;
  let to = ofFamily.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ofFamily[middle] >= score) from = middle + 1;
    else to = middle;
  }
  return from;
}

const round = (value, parts = 1000) => Math.round(value * parts) / parts;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { series: { type: 'string', default: '1500' }, long: { type: 'string' } } });
  const { testRhythm } = await import('../../dist/models/rhythm-test.js');
  const { series, long = series } = values;
  const table = tailTable(simulateScores(testRhythm, Number(series), DESIGN_SEED, Number(long)));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const file = `${root}/src/models/rhythm-tail-table.ts`;
  writeFileSync(
    file,
    `// Written by eval/beacons/calibrate.mjs, ${series} series a family and row, ${long} of more than 23 activations: do not edit.
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: scores are measured, and like a constant by chance only

export const RHYTHM_TAIL: {
  /** Chance of at least the score of the same position. */
  readonly chances: readonly number[];
  /** Scores in nats, by number of activations. */
  readonly rows: readonly { readonly activations: number; readonly scores: readonly number[] }[];
} = ${JSON.stringify(table)};
`,
  );
  execFileSync('npx', ['biome', 'format', '--write', file], { cwd: root, stdio: 'ignore' });
}
