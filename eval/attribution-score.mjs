// Flows against the truth: each is attributed rightly, wrongly or not at all; then counts, splits and calibration over many of them.

import { microseconds } from './analysed.mjs';
import { proportion, rounded } from './proportion.mjs';
import { medianIntervalUs, ownedRows, pollsBetween, pollTimesUs } from './socket-polls.mjs';
import { truthOf } from './truth.mjs';

/** Tiers that rest on a row of the socket log; the others are carried by packets, asserted or inferred. */
const LOG_TIERS = ['A', 'B', 'C', 'D', 'E', 'F'];

/** Levels that an alert may rest on (src/evidence/scoring.ts). */
const STRONG = ['exact', 'strong'];

const UNCONNECTED = /:0$/;
/** A socket exists a little longer than its flow; ports are used again only much later. */
const ROW_US = 200_000;

/** The unvarying part of each sentence in `app_missing`. */
const CAUSES = [
  [/^No row of the socket log has/, 'no row has its tuple'],
  [/^The nearest row with this tuple/, 'the rows with its tuple are too far away in time'],
  [/^The row with this tuple names no owner/, 'the rows with its tuple name no owner'],
  [/^The only socket with this tuple/, 'the only matching socket serves an overlapping flow'],
  [/^The socket log (begins|ends)/, 'no log covers its time'],
  [/^No socket log says who owns/, 'no log lists its transport'],
  [/^No socket log/, 'no log'],
];

/**
 * One entry for each flow that has a truth; `log` is the text of the polls, in the capture's clock.
 * `withoutTruth` counts flows of transports whose packets have no owner (ICMPv6) and `unmatched` all others that the truth does not tell of.
 */
export function judge(dataset, flows, truthRows, log) {
  const times = pollTimesUs(log);
  const rows = ownedRows(log);
  const intervalUs = medianIntervalUs(times);
  const judged = [];
  const used = new Set();
  let withoutTruth = 0;
  const unmatched = [];
  for (const flow of flows) {
    const startUs = microseconds(flow.start);
    const endUs = startUs + flow.duration_ms * 1000;
    const truth = truthOf(flow, startUs, endUs, truthRows);
    if (truth === undefined) {
      if (flow.transport === 'tcp' || flow.transport === 'udp') unmatched.push(`${tupleOf(flow)} at ${flow.start}`);
      else withoutTruth++;
      continue;
    }
    used.add(truth);
    const { app } = flow;
    judged.push({
      dataset,
      flow: tupleOf(flow),
      start: flow.start,
      durationMs: flow.duration_ms,
      transport: flow.transport,
      kind: `${truth.program} ${truth.destination}`,
      uid: truth.uid,
      outcome: app === undefined ? 'unattributed' : app.uid === truth.uid ? 'correct' : 'wrong',
      app,
      cause: app === undefined ? causeOf(flow.app_missing) : undefined,
      loggedUids: loggedUids(rows, truth, startUs, endUs),
      isReused: truthRows.some(({ tuple, uid }) => tuple === truth.tuple && uid !== truth.uid),
      isFound: app !== undefined && LOG_TIERS.includes(app.tier),
      pollsWithin: pollsBetween(times, startUs, endUs),
      intervals: (endUs - startUs) / intervalUs,
    });
  }
  return { judged, withoutTruth, unmatched, rowsWithoutFlow: truthRows.length - used.size };
}

/** Counts with precision and recall; `judged` may be any selection. */
export function tally(judged) {
  const correct = judged.filter(({ outcome }) => outcome === 'correct').length;
  const wrong = judged.filter(({ outcome }) => outcome === 'wrong').length;
  const causes = countBy(judged.filter(({ cause }) => cause !== undefined).map(({ cause }) => cause));
  return {
    flows: judged.length,
    attributed: correct + wrong,
    correct,
    wrong,
    unattributed: judged.length - correct - wrong,
    causes,
    precision: proportion(correct, correct + wrong),
    recall: proportion(correct, judged.length),
  };
}

/** The same where an attribution of a level that no alert may rest on counts as none. */
export function tallyStrong(judged) {
  const seen = judged.map((entry) => {
    if (entry.app === undefined || STRONG.includes(entry.app.level)) return entry;
    return { ...entry, outcome: 'unattributed', cause: 'level below strong' };
  });
  return tally(seen);
}

/** `{ name: tally }` by what `key` says of each entry, names in order. */
export function split(judged, key) {
  const names = [...new Set(judged.map(key))].filter((name) => name !== undefined).sort();
  return Object.fromEntries(names.map((name) => [name, tally(judged.filter((entry) => key(entry) === name))]));
}

export const SPLITS = {
  tier: ({ app }) => app?.tier,
  transport: ({ transport }) => transport,
  tuple: ({ isReused }) => (isReused ? 'two UIDs, one after the other' : 'one UID'),
  duration: ({ intervals }) => (intervals >= 1 ? '≥ 1 poll interval' : '< 1 poll interval'),
};

/**
 * A socket that lives for d under a poll every T is missed with probability 1 − d/T, if polls and sockets are independent. A flow's first and
 * last packet bound d from below, so fewer misses than expected are no surprise, and more are.
 */
export function misses(judged) {
  const chances = judged.map(({ intervals }) => Math.max(0, 1 - intervals));
  const polled = judged.filter(({ pollsWithin }) => pollsWithin > 0);
  return {
    flows: judged.length,
    expected: rounded(sum(chances), 1),
    expected_deviation: rounded(Math.sqrt(sum(chances.map((chance) => chance * (1 - chance)))), 1),
    observed: judged.filter(({ isFound }) => !isFound).length,
    polled_while_it_lasted: polled.length,
    logged_while_it_lasted: judged.filter(({ loggedUids: uids }) => uids.length > 0).length,
    polled_but_not_logged: polled.filter(({ loggedUids: uids }) => uids.length === 0).length,
    logged_but_not_found: judged.filter(isLoggedButNotFound).length,
    logged_with_another_owner: judged.filter(({ loggedUids: uids, uid }) => uids.some((one) => one !== uid)).length,
  };
}

/** The log had the owner, and the join did not find it: its own fault, and not the poller's. */
export function isLoggedButNotFound({ loggedUids: uids, isFound }) {
  return uids.length > 0 && !isFound;
}

/** UIDs of the rows with the flow's socket that were polled while the flow lasted, or at most ROW_US outside. */
function loggedUids(rows, { tuple }, startUs, endUs) {
  const [transport, local, remote] = tuple.split(' ');
  const port = local.slice(local.lastIndexOf(':'));
  const isSocket = (row) =>
    row.transport === transport &&
    (row.remote === remote
      ? row.local === local
      : UNCONNECTED.test(row.remote) && transport === 'udp' && row.local.endsWith(port));
  const isThen = ({ timeUs }) => timeUs >= startUs - ROW_US && timeUs <= endUs + ROW_US;
  return [...new Set(rows.filter((row) => isThen(row) && isSocket(row)).map(({ uid }) => uid))];
}

function causeOf(sentence) {
  return CAUSES.find(([pattern]) => pattern.test(sentence))?.[1] ?? `other: ${sentence}`;
}

function tupleOf({ transport, orig, resp }) {
  return `${transport} ${orig.ip}:${orig.port} ${resp.ip}:${resp.port}`;
}

function countBy(names) {
  const counts = {};
  for (const name of names.sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
