// How the join bears a log whose clock is wrong: the same polls with other times, each aligned and joined anew without any hint.
// Drift needs hours to show, so lab sessions are also strung together, an hour apart, capture and log moved alike.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analysed } from './analysed.mjs';
import { judge, tally } from './attribution-score.mjs';
import { shiftedPcapng } from './capture-blocks.mjs';
import { proportion, rounded } from './proportion.mjs';
import { byAnotherClock, medianIntervalUs, pollTimesUs, withoutTimeWait } from './socket-polls.mjs';

const HOUR_US = 3600e6;
const SHIFTS = [
  { name: 'as it is', offsetUs: 0, driftPpm: 0 },
  { name: '−412 ms', offsetUs: -412_000, driftPpm: 0 },
  { name: '+75 ms', offsetUs: 75_000, driftPpm: 0 },
  { name: '+3600 s', offsetUs: HOUR_US, driftPpm: 0 },
  { name: '+1 h and 437 ms', offsetUs: HOUR_US + 437_000, driftPpm: 0 },
  { name: '−11 h and 90 ms', offsetUs: -11 * HOUR_US - 90_000, driftPpm: 0 },
  { name: '+14 h', offsetUs: 14 * HOUR_US, driftPpm: 0 },
  { name: 'drift of 200 ppm', offsetUs: 0, driftPpm: 200 },
  { name: 'as it is, without TIME_WAIT', offsetUs: 0, driftPpm: 0, withoutTimeWait: true },
  { name: '−412 ms, without TIME_WAIT', offsetUs: -412_000, driftPpm: 0, withoutTimeWait: true },
  { name: '+75 ms, without TIME_WAIT', offsetUs: 75_000, driftPpm: 0, withoutTimeWait: true },
];
const WITHIN_MS = 50;
/** Quartz of phones: 20 to 50 ppm; 200 ppm is a clock that is broken. */
const SESSION_DRIFTS_PPM = [0, 20, 50, 200];
const MIN_SESSIONS = 3;

/** One row for each change of the clock, over all datasets. `folder`: for temporary files. */
export async function clockRobustness(datasets, folder) {
  const rows = [];
  for (const shift of SHIFTS) {
    const judged = [];
    const errors = [];
    const methods = new Set();
    let covered = 0;
    for (const dataset of datasets) {
      const { result, clock, errorMs } = await joinShifted(dataset, shift, folder);
      judged.push(...result);
      const pollMs = medianIntervalUs(pollTimesUs(dataset.log)) / 1000;
      errors.push({ errorMs: Math.abs(errorMs), pollMs, uncertaintyMs: clock.uncertainty_ms });
      methods.add(clock.method);
      if (Math.abs(errorMs) <= clock.uncertainty_ms) covered++;
    }
    const errorsMs = errors.map(({ errorMs }) => errorMs).sort((a, b) => a - b);
    rows.push({
      shift: shift.name,
      datasets: datasets.length,
      method: [...methods].sort().join(', '),
      median_error_ms: rounded(errorsMs[errorsMs.length >> 1], 1),
      largest_error_ms: rounded(errorsMs.at(-1), 1),
      within_50_ms: proportion(errorsMs.filter((error) => error <= WITHIN_MS).length, errorsMs.length),
      within_uncertainty: proportion(covered, errorsMs.length),
      by_poll_interval: byPollInterval(errors),
      ...tally(judged),
    });
  }
  return rows;
}

/** What polls leave open grows with their distance: `largest_uncertainty_ms` is what the alignment itself said. */
function byPollInterval(errors) {
  const parts = { 'up to 1 s': errors.filter(isQuick), 'above 1 s': errors.filter((row) => !isQuick(row)) };
  return Object.fromEntries(
    Object.entries(parts).map(([name, rows]) => [
      name,
      {
        within_50_ms: proportion(rows.filter(({ errorMs }) => errorMs <= WITHIN_MS).length, rows.length),
        largest_error_ms: rounded(Math.max(0, ...rows.map(({ errorMs }) => errorMs)), 1),
        largest_uncertainty_ms: rounded(Math.max(0, ...rows.map(({ uncertaintyMs }) => uncertaintyMs)), 1),
      },
    ]),
  );
}

function isQuick({ pollMs }) {
  return pollMs < 1500;
}

/** `datasets` become one capture of several hours with one log, which drifts. Empty where there are too few. */
export async function driftOverSessions(datasets, folder) {
  if (datasets.length < MIN_SESSIONS) return [];
  const sessions = datasets.map((dataset, i) => movedSession(dataset, i, folder));
  const log = sessions.map((session) => session.log).join('');
  const truth = sessions.flatMap((session) => session.truth);
  const rows = [];
  for (const driftPpm of SESSION_DRIFTS_PPM) {
    const path = join(folder, 'sessions.log');
    writeFileSync(path, byAnotherClock(log, clockOf({ offsetUs: 0, driftPpm }, pollTimesUs(log)[0])));
    const captures = sessions.map(({ capture }) => capture);
    const { flows, manifest } = await analysed(captures, [path]);
    const { judged } = judge('sessions', flows, truth, log);
    const { clock } = manifest.telemetry[0];
    const spanUs = pollTimesUs(log).at(-1) - pollTimesUs(log)[0];
    rows.push({
      applied_ppm: driftPpm,
      sessions: sessions.length,
      apart_at_the_end_ms: rounded((driftPpm * spanUs) / 1e9, 0),
      error_ms: rounded(clock.offset_ms - (driftPpm * spanUs) / 2e9, 1),
      error_at_the_end_ms: rounded(endErrorMs(clock, driftPpm, spanUs), 1),
      ...clock,
      ...tally(judged),
    });
  }
  return rows;
}

async function joinShifted({ name, capture, log, truth }, shift, folder) {
  const times = pollTimesUs(log);
  const clock = clockOf(shift, times[0]);
  const path = join(folder, 'procnet.log');
  writeFileSync(path, byAnotherClock(shift.withoutTimeWait ? withoutTimeWait(log) : log, clock));
  const { flows, manifest } = await analysed([capture], [path]);
  const middleUs = (times[0] + times.at(-1)) / 2;
  const appliedMs = (clock(middleUs) - middleUs) / 1000;
  const found = manifest.telemetry[0].clock;
  return { result: judge(name, flows, truth, log).judged, clock: found, errorMs: found.offset_ms - appliedMs };
}

/** The offset is given for about the middle; half the span later it has grown. */
function endErrorMs({ offset_ms: offsetMs, drift_ppm: foundPpm = 0 }, driftPpm, spanUs) {
  return offsetMs + (foundPpm * spanUs) / 2e9 - (driftPpm * spanUs) / 1e9;
}

function clockOf({ offsetUs, driftPpm }, fromUs) {
  return (us) => us + offsetUs + (us - fromUs) * driftPpm * 1e-6;
}

/** The dataset as if it had been recorded at full hour number `i` after the first of all. */
function movedSession({ capture, log, truth }, i, folder) {
  const startUs = pollTimesUs(log)[0];
  const shiftUs = SESSIONS_START_US + i * HOUR_US - startUs;
  const path = join(folder, `session-${i}.pcapng`);
  writeFileSync(path, shiftedPcapng(readFileSync(capture), shiftUs));
  return {
    capture: path,
    log: byAnotherClock(log, (us) => us + shiftUs),
    truth: truth.map((row) => ({ ...row, firstUs: row.firstUs + shiftUs, lastUs: row.lastUs + shiftUs })),
  };
}

/** 2026-01-01T00:00:00Z */
const SESSIONS_START_US = 1_767_225_600e6;
