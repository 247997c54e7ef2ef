// Attribution, measured: flows of known owner are joined from the socket log alone, and the result is compared with what the kernel said.
// Truth is the owner that the kernel gave to each outgoing packet (NFLOG); the log is polls of /proc/net. Neither is made from the other.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analysed, sha256 } from './analysed.mjs';
import { capturesThatMayCarry, carriedUids, rejoinedNflog } from './attribution-carried.mjs';
import { clockRobustness, driftOverSessions } from './attribution-clock.mjs';
import { attributionReport } from './attribution-report.mjs';
import { isLoggedButNotFound, judge, misses, SPLITS, split, tally, tallyStrong } from './attribution-score.mjs';
import { reliability } from './attribution-tiers.mjs';
import { labObstacle, makeLabs } from './labs.mjs';
import { rounded } from './proportion.mjs';
import { everyNthPoll, medianIntervalUs, pollTimesUs } from './socket-polls.mjs';
import { readTruth } from './truth.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const THINNINGS = [1, 2, 4, 8];
const MAX_PHASES = 4;

/** Of the crowd, which is many flows at once. */
const CROWD_POLLS_MS = [200, 500, 2000];
/** Runs of the labs whose logs are rewritten for the reliability of tiers; the crowd's all are. */
const REWRITTEN_RUNS = 3;

/** `{ results, markdown }`; options: labs (runs for each poll interval; of the crowd half as many), seconds, jobs, keep (folder for labs), shared (folder of corpora). */
export async function evaluateAttribution(options) {
  const work = mkdtempSync(join(tmpdir(), 'cipherscope-eval-'));
  // The labs' programs run under UIDs of their own and must get in.
  chmodSync(work, 0o755);
  try {
    const results = await measure(options, work);
    return { results, markdown: attributionReport(results) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function measure({ labs: runs, seconds, jobs, keep, shared }, work) {
  const demo = datasetOf('demo', join(root, 'captures/demo'));
  const folder = keep === undefined ? join(work, 'labs') : resolve(keep);
  const labs = await freshLabs({ runs, seconds, jobs, folder });
  const crowds = await freshLabs({
    ...{ runs: Math.ceil(runs / 2), seconds, jobs, folder },
    ...{ kind: 'crowd', pollsMs: CROWD_POLLS_MS },
  });
  const datasets = [demo, ...labs.labs.map(({ name, folder }) => datasetOf(name, folder))];
  const crowd = crowds.labs.map(({ name, folder }) => datasetOf(name, folder));
  const scored = [];
  for (const dataset of datasets) scored.push(await scoreOf(dataset));
  const judged = scored.flatMap((score) => score.judged);
  const scoredCrowd = [];
  for (const dataset of crowd) scoredCrowd.push(await scoreOf(dataset));
  const judgedCrowd = scoredCrowd.flatMap((score) => score.judged);
  const rewritten = new Set(
    [...datasets.filter(({ name }) => runOf(name) <= REWRITTEN_RUNS), ...crowd].map(({ name }) => name),
  );
  const isRewritten = ({ dataset, name = dataset }) => rewritten.has(name);
  return {
    tool_version: scored[0].toolVersion,
    labs: labs.note,
    crowds: crowds.note,
    datasets: [...scored, ...scoredCrowd].map(({ judged: _, toolVersion: __, ...row }) => row),
    pooled: { ...tally(judged), strong: tallyStrong(judged), misses: misses(judged) },
    splits: splitsOf(judged),
    crowd: {
      ...tally(judgedCrowd),
      strong: tallyStrong(judgedCrowd),
      misses: misses(judgedCrowd),
      splits: splitsOf(judgedCrowd),
    },
    reliability: await reliability(
      [...datasets, ...crowd].filter(isRewritten),
      [...judged, ...judgedCrowd].filter(isRewritten),
      work,
    ),
    wrong: [...judged, ...judgedCrowd].filter(({ outcome }) => outcome === 'wrong').map(wrongRow),
    logged_but_not_found: judged.filter(isLoggedButNotFound).map(missedRow),
    polled_but_not_logged: judged
      .filter(({ loggedUids, pollsWithin }) => pollsWithin > 0 && loggedUids.length === 0)
      .map(missedRow),
    fewer_polls: await fewerPolls(demo, work),
    clock: await clockRobustness(datasets, work),
    // The demo may be of another machine, which its file names: captures of two are not joined.
    drift_over_sessions: await driftOverSessions(
      datasets.filter((dataset) => dataset !== demo),
      work,
    ),
    carried: await carried(shared, work),
    nflog: await nflogOf(datasets, work),
  };
}

function splitsOf(judged) {
  return Object.fromEntries(Object.entries(SPLITS).map(([name, key]) => [name, split(judged, key)]));
}

/** The demo is a lab of its own. */
function runOf(name) {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? 1);
}

function datasetOf(name, folder) {
  const nflog = join(folder, 'nflog.pcap');
  const network = join(folder, 'network.ndjson');
  const logPath = join(folder, 'logs/procnet.log');
  return {
    name,
    capture: join(folder, 'demo.pcapng'),
    logPath,
    log: readFileSync(logPath, 'utf8'),
    truthPath: join(folder, 'truth.tsv'),
    truth: readTruth(join(folder, 'truth.tsv')),
    nflog: existsSync(nflog) ? nflog : undefined,
    network: existsSync(network) ? readFileSync(network, 'utf8') : undefined,
    packages: join(folder, 'packages.txt'),
  };
}

async function freshLabs({ runs, folder, ...settings }) {
  if (runs === 0) return { labs: [], note: 'none made: --labs 0' };
  const obstacle = labObstacle();
  if (obstacle !== undefined) return { labs: [], note: `none made: ${obstacle}` };
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { labs, failures } = await makeLabs({ folder, runs, ...settings });
  const note = `${labs.length} of ${settings.seconds} s each${failures.length === 0 ? '' : `; failed: ${failures.join('; ')}`}`;
  return { labs, note };
}

async function scoreOf(dataset) {
  const { name, capture, logPath, truthPath, truth, log } = dataset;
  const { flows, manifest } = await analysed([capture], [logPath]);
  const times = pollTimesUs(log);
  const { judged, withoutTruth, unmatched, rowsWithoutFlow } = judge(name, flows, truth, log);
  return {
    name,
    sha256: { capture: sha256(capture), log: sha256(logPath), truth: sha256(truthPath) },
    poll_interval_ms: rounded(medianIntervalUs(times) / 1000, 0),
    ...tally(judged),
    strong: tallyStrong(judged),
    misses: misses(judged),
    clock: manifest.telemetry[0].clock,
    flows_without_owner: withoutTruth,
    flows_unknown_to_truth: unmatched.length,
    truth_rows_without_flow: rowsWithoutFlow,
    judged,
    toolVersion: manifest.tool_version,
  };
}

/** The demo as slower pollers would have logged it: the same capture, every nth poll, for several first polls. */
async function fewerPolls(demo, work) {
  const rows = [];
  for (const n of THINNINGS) {
    const judged = [];
    for (let phase = 0; phase < Math.min(n, MAX_PHASES); phase++) {
      const log = everyNthPoll(demo.log, n, Math.floor((phase * n) / Math.min(n, MAX_PHASES)));
      const path = join(work, 'procnet.log');
      writeFileSync(path, log);
      const { flows } = await analysed([demo.capture], [path]);
      judged.push(...judge(demo.name, flows, demo.truth, log).judged);
    }
    const interval = rounded((n * medianIntervalUs(pollTimesUs(demo.log))) / 1000, 0);
    rows.push({ every: n, poll_interval_ms: interval, ...tally(judged), misses: misses(judged) });
  }
  return rows;
}

async function carried(shared, work) {
  if (!existsSync(shared)) return [];
  const rows = [];
  for (const path of capturesThatMayCarry(shared)) rows.push(await carriedUids(path, work));
  return rows;
}

/** The labs' NFLOG captures: their packets carry UIDs, so these are stripped and joined, too. */
async function nflogOf(datasets, work) {
  const judged = [];
  const read = [];
  const sums = { captures: 0, carriers: 0, left: 0 };
  for (const dataset of datasets.filter(({ nflog }) => nflog !== undefined)) {
    const row = await rejoinedNflog(dataset, dataset.truth, judge, work);
    judged.push(...row.judged);
    read.push(...row.read);
    sums.captures++;
    sums.carriers += row.carriers;
    sums.left += row.left;
  }
  if (sums.captures === 0) return undefined;
  return { ...sums, read: tally(read), rejoined: tally(judged), tiers: split(judged, SPLITS.tier) };
}

function wrongRow({ dataset, flow, start, durationMs, kind, uid, app, pollsWithin }) {
  const { uid: said, tier, confidence, sources, flags = [] } = app;
  const given = { said, tier, confidence, flags: flags.join(' '), sources: sources.join(' ') };
  return { dataset, flow, start, duration_ms: durationMs, kind, polls_within: pollsWithin, owner: uid, ...given };
}

function missedRow({ dataset, flow, start, durationMs, kind, app, cause, pollsWithin }) {
  const instead = app === undefined ? cause : `tier ${app.tier} instead`;
  return { dataset, flow, start, duration_ms: durationMs, kind, polls_within: pollsWithin, why: instead };
}
