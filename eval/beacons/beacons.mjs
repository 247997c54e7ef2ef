// Evaluation of beacons: made series on the product grid with all baselines in the same run, what is beyond the grid, and real captures.
// Scored on the verdict's own p-value. Seeds of the report differ from those of the design (calibrate.mjs).

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { proportion, rounded } from '../proportion.mjs';
import { BASELINES } from './baselines.mjs';
import { beaconsDocs } from './docs.mjs';
import { delay, falseDiscovery, leaveOneOut, peeking, periodicButBenign, severalAndDrifting } from './extras.mjs';
import { scoreBeacons, scoreBenign, seeds } from './grid.mjs';
import { recallPicture } from './picture.mjs';
import { areaUnderCurve, recallAbove, thresholdAt } from './rates.mjs';
import { judgeReal } from './real.mjs';
import { beaconsMarkdown } from './report.mjs';
import { checkRita } from './rita.mjs';
import { BEACON_FAMILIES, BENIGN_FAMILIES, JITTERS, MISSING, NOISE, SPANS_S } from './series.mjs';
import { sixBeacons } from './six-beacons.mjs';

const OURS = 'cipherscope';
const root = fileURLToPath(new URL('../..', import.meta.url));

export async function evaluateBeacons({ shared, part }) {
  const { judgeSeries } = await import('../../dist/models/series-rhythm.js');
  const { PEEKING_SAFE_P } = await import('../../dist/models/periodicity.js');
  const { falseDiscoveryRates } = await import('../../dist/models/false-discovery.js');
  const judge = ({ timesUs, sizes }) => {
    const { pValue, chain, fit, activations, otherPeriodsUs } = judgeSeries(timesUs, sizes, timesUs.length);
    const periodUs = chain.turnsSeen > 0 ? chain.periodUs : fit.periodUs;
    return { pValue, periodS: periodUs / 1e6, activations, othersS: otherPeriodsUs.map((us) => us / 1e6) };
  };
  const quick = part === 'design';
  if (quick) seeds.first = 300_000;
  const rita = checkRita();
  if (rita.wrong.length > 0)
    throw new Error(`RITA's formula does not give its published numbers: ${JSON.stringify(rita.wrong)}`);
  const beacons = scoreBeacons(judge, 1);
  const benign = scoreBenign(judge, quick ? 4000 : 12_000, quick ? 1000 : 2000);
  const upTo60 = beacons.filter(({ noise }) => noise <= 0.6);
  const threshold = thresholdAt(benign.map(ours), 0.01);
  const results = {
    series: { beacons: beacons.length, benign: benign.length },
    rita_vectors: rita.vectors,
    methods_noise_up_to_60: methods(upTo60, benign),
    methods_all: methods(beacons, benign),
    cipherscope_noise_up_to_60: rates(upTo60, benign, ours),
    cipherscope_all: rates(beacons, benign, ours),
    threshold_p: { fp_1_percent: rounded(Math.exp(-threshold), 5) },
    targets: targets(beacons, upTo60, threshold),
    by: Object.fromEntries(
      [
        ['family', Object.keys(BEACON_FAMILIES)],
        ['jitter', JITTERS],
        ['missing', MISSING],
        ['noise', NOISE],
        ['spanS', SPANS_S],
        ['marked', [false, true]],
      ].map(([key, values]) => [
        key,
        values.map((value) => ({
          value,
          ...recall(
            (key === 'noise' ? beacons : upTo60).filter((row) => row[key] === value),
            threshold,
          ),
        })),
      ]),
    ),
    by_beacons_seen: [
      [0, 5],
      [6, 8],
      [9, 12],
      [13, 24],
      [25, 50],
      [51, 240],
    ].map(([from, to]) => ({
      from,
      to,
      all: recall(
        upTo60.filter((row) => row.beacons >= from && row.beacons <= to),
        threshold,
      ),
      easy: recall(
        upTo60.filter((row) => row.beacons >= from && row.beacons <= to && isEasy(row)),
        threshold,
      ),
    })),
    period_error: periodError(upTo60, threshold),
    nominal: Object.keys(BENIGN_FAMILIES).map((family) => ({
      family,
      ...nominal(benign.filter((row) => row.family === family)),
    })),
    nominal_all: nominal(benign),
    six_beacons: sixBeacons(judge, quick ? 100 : 400),
    left_out: leaveOneOut(
      { ...(await import('../../dist/models/rhythm-test.js')), ...(await import('../../dist/models/rhythm-tail.js')) },
      quick ? 60 : 200,
      quick ? 500 : 1500,
    ),
    false_discovery: falseDiscovery(judge, falseDiscoveryRates, quick ? 3 : 12),
    delay: delay(judge, PEEKING_SAFE_P, quick ? 40 : 100),
    peeking: [0.01, PEEKING_SAFE_P].map((p) => peeking(judge, p, quick ? 200 : 1000)),
    periodic_but_benign: periodicButBenign(judge, quick ? 40 : 100),
    several_and_drifting: severalAndDrifting(judge, quick ? 40 : 100),
    real: await judgeReal(join(shared, 'corpora')),
    oracle: oracleResults(),
  };
  if (!quick) writeFileSync(join(root, 'docs/images/beacon-recall.svg'), picture(beacons, benign));
  return {
    results,
    markdown: beaconsMarkdown(results),
    docs: quick ? undefined : beaconsDocs(results, results.oracle),
  };
}

/** Of the last `node eval/beacons/oracle.mjs`, which takes long and is run apart. */
function oracleResults() {
  const path = join(root, 'eval/results/beacons-oracle.json');
  if (!existsSync(path)) return undefined;
  const { irregular, recall_at_1_percent } = JSON.parse(readFileSync(path, 'utf8'));
  return { irregular, recall_at_1_percent };
}

function ours({ pValue }) {
  return -Math.log(pValue);
}

const isEasy = ({ noise, jitter, missing }) => noise === 0 && jitter <= 0.3 && missing <= 0.2;

function methods(beacons, benign) {
  const positives = beacons.filter(({ baselines }) => baselines !== undefined && baselines !== false);
  const negatives = benign.filter(({ baselines }) => baselines !== undefined && baselines !== false);
  const rows = Object.keys(BASELINES).map((name) => ({
    method: name,
    ...rates(positives, negatives, ({ baselines }) => baselines[name]),
  }));
  return [{ method: OURS, ...rates(positives, negatives, ours) }, ...rows];
}

function rates(beacons, benign, score) {
  const positives = beacons.map(score);
  const negatives = benign.map(score);
  const at = (share) => rounded(recallAbove(positives, thresholdAt(negatives, share)));
  return {
    auc: rounded(areaUnderCurve(positives, negatives)),
    recall_5: at(0.05),
    recall_1: at(0.01),
    recall_01: at(0.001),
  };
}

function recall(rows, threshold) {
  return proportion(rows.filter((row) => ours(row) > threshold).length, rows.length);
}

function nominal(rows) {
  return {
    p_01: proportion(rows.filter(({ pValue }) => pValue <= 0.01).length, rows.length),
    p_001: proportion(rows.filter(({ pValue }) => pValue <= 0.001).length, rows.length),
  };
}

function targets(beacons, upTo60, threshold) {
  const easy = upTo60.filter(isEasy);
  return {
    easy_recall_1: recall(easy, threshold),
    easy_recall_1_six_seen: recall(
      easy.filter((row) => row.beacons >= 6),
      threshold,
    ),
    easy_recall_1_twelve_seen: recall(
      easy.filter((row) => row.beacons >= 12),
      threshold,
    ),
    doze_recall_1: recall(
      upTo60.filter(({ family }) => family === 'Doze-deferred'),
      threshold,
    ),
    doze_recall_1_no_noise: recall(
      upTo60.filter(({ family, noise }) => family === 'Doze-deferred' && noise === 0),
      threshold,
    ),
    doze_recall_1_easy: recall(
      easy.filter(({ family }) => family === 'Doze-deferred'),
      threshold,
    ),
    marked_75_recall_1: recall(
      beacons.filter(({ noise, marked }) => noise === 0.75 && marked),
      threshold,
    ),
    beacons_of_fewer_than_six_seen: rounded(upTo60.filter((row) => row.beacons < 6).length / upTo60.length),
  };
}

/** Of found beacons: share whose period is within 1 and 5 % of the mean turn that was set; one-sided jitter shortens turns by half of it. */
function periodError(rows, threshold) {
  const off = rows
    .filter((row) => ours(row) > threshold)
    .map(({ family, jitter, periodS, truthS }) =>
      Math.abs(periodS / (truthS * (family === 'one-sided' ? 1 - jitter / 2 : 1)) - 1),
    );
  return {
    found: off.length,
    within_1: rounded(off.filter((x) => x <= 0.01).length / off.length),
    within_5: rounded(off.filter((x) => x <= 0.05).length / off.length),
  };
}

function picture(beacons, benign) {
  const panel = (title, score, rows, negatives) => {
    const limit = thresholdAt(negatives.map(score), 0.01);
    const values = (jitter) =>
      NOISE.map((noise) =>
        recallAbove(rows.filter((row) => row.jitter === jitter && row.noise === noise).map(score), limit),
      );
    return { title, rows: JITTERS.map((jitter) => ({ jitter, values: values(jitter) })) };
  };
  const both = (rows) => rows.filter(({ baselines }) => baselines !== undefined && baselines !== false);
  return recallPicture(
    [
      panel('cipherscope', ours, beacons, benign),
      ...['RITA v5', 'Rayleigh'].map((name) =>
        panel(name, ({ baselines }) => baselines[name], both(beacons), both(benign)),
      ),
    ],
    NOISE,
    'Share of beacons found when 1 % of irregular channels are called periodic',
  );
}
