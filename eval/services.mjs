// Service names against nDPI's labels of its own test corpus: shares right over labelled flows, design and report captures apart.
// A label that is wrong or names an app instead of a protocol is corrected in services-labels.mjs, with the reason.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analysed } from './analysed.mjs';
import { proportion } from './proportion.mjs';
import { expectedServices } from './services-labels.mjs';
import { servicesDocs, servicesMarkdown } from './services-report.mjs';
import { partOf, SPLIT_SEED } from './services-split.mjs';

/** DPI read the protocol from payload. Ports, addresses and caches of earlier flows are guesses, no truth. */
const TRUE_CONFIDENCE = 'DPI';
/** Captures whose payloads a fuzzer damaged: what cannot be read any more is rightly not proved. They count, and are also shown apart. */
const DAMAGED = '/fuzz-';
const COLUMNS = ['capture', 'protocol', 'ipA', 'portA', 'ipB', 'portB', 'label'];
const CONFIDENCE_COLUMN = 11;
const TRANSPORTS = new Set(['TCP', 'UDP']);

export async function evaluateServices({ shared, part }) {
  const corpora = join(shared, 'corpora');
  if (!existsSync(join(corpora, 'labels.tsv'))) {
    const skipped = `labelled captures are not at ${corpora}`;
    return { results: { skipped }, markdown: `## Service names\n\nSkipped: ${skipped}.` };
  }
  const { labels, left_out } = readLabels(join(corpora, 'labels.tsv'), part);
  const judged = [];
  for (const [capture, flows] of grouped(labels, ({ capture }) => capture)) {
    const found = flowsByTuple((await analysed([join(corpora, capture)])).flows);
    for (const label of flows) judged.push({ ...label, ...judge(label, found.get(tupleOf(label))) });
  }
  const results = {
    seed: SPLIT_SEED,
    left_out,
    corrections: correctionsOf(judged),
    design: summary(judged, 'design'),
    report: summary(judged, 'report'),
  };
  return { results, markdown: servicesMarkdown(results), docs: servicesDocs(results) };
}

/** `part`: 'design' leaves the captures of the report part unread. */
function readLabels(path, part) {
  const labels = [];
  const left_out = {};
  const leave = (why) => {
    left_out[why] = (left_out[why] ?? 0) + 1;
  };
  for (const line of readFileSync(path, 'utf8').trim().split('\n').slice(1)) {
    const cells = line.split('\t');
    const row = Object.fromEntries(COLUMNS.map((name, i) => [name, cells[i]]));
    if (part !== undefined && partOf(row.capture) !== part) continue;
    if (row.label === 'Unknown') leave('nDPI does not name it');
    else if (!TRANSPORTS.has(row.protocol)) leave('neither TCP nor UDP');
    else if (cells[CONFIDENCE_COLUMN] !== TRUE_CONFIDENCE) leave('named by port, address or cache');
    else {
      const expected = expectedServices(row);
      if (expected.reason !== undefined && expected.services === undefined) leave(expected.reason);
      else labels.push({ ...row, ...expected, part: partOf(row.capture) });
    }
  }
  return { labels, left_out };
}

function flowsByTuple(flows) {
  return grouped(flows, ({ transport, orig, resp }) =>
    tupleOf({
      protocol: transport.toUpperCase(),
      ipA: orig.ip,
      portA: orig.port,
      ipB: resp.ip,
      portB: resp.port,
    }),
  );
}

function tupleOf({ protocol, ipA, portA, ipB, portB }) {
  return [protocol, ...[`${ipA} ${portA}`, `${ipB} ${portB}`].sort()].join(' ');
}

/** Pieces of a flow that a timeout split are one: a wrong name anywhere is wrong, a right one elsewhere enough. */
function judge({ services }, flows) {
  if (flows === undefined) return { verdict: 'no_flow' };
  if (flows.every(({ orig, resp }) => orig.payload_bytes + resp.payload_bytes === 0)) return { verdict: 'no_payload' };
  const names = [...new Set(flows.map(({ service }) => service).filter((name) => name !== undefined))];
  if (names.length === 0) return { verdict: 'unnamed' };
  return { verdict: names.every((name) => services.includes(name)) ? 'right' : 'wrong', names };
}

function shareRight(flows) {
  return proportion(flows.filter(({ verdict }) => verdict === 'right').length, flows.length);
}

function summary(judged, part) {
  const own = judged.filter(
    (flow) => flow.part === part && flow.verdict !== 'no_flow' && flow.verdict !== 'no_payload',
  );
  const perLabel = [...grouped(own, ({ label }) => label.split('.')[0])].map(([label, flows]) => ({
    label,
    captures: new Set(flows.map(({ capture }) => capture)).size,
    right: proportion(flows.filter(({ verdict }) => verdict === 'right').length, flows.length),
    unnamed: flows.filter(({ verdict }) => verdict === 'unnamed').length,
    wrong: countsOf(
      flows
        .filter(({ verdict }) => verdict === 'wrong')
        .flatMap(({ names, services }) => names.filter((name) => !services.includes(name))),
    ),
  }));
  const perCapture = [...grouped(own, ({ capture }) => capture).values()];
  perLabel.sort((a, b) => b.right.of - a.right.of || (a.label < b.label ? -1 : 1));
  return {
    captures: perCapture.length,
    captures_all_right: proportion(
      perCapture.filter((flows) => flows.every(({ verdict }) => verdict === 'right')).length,
      perCapture.length,
    ),
    right: shareRight(own),
    right_without_damaged: shareRight(own.filter(({ capture }) => !capture.includes(DAMAGED))),
    wrong: proportion(own.filter(({ verdict }) => verdict === 'wrong').length, own.length),
    corrected: own.filter(({ reason }) => reason !== undefined).length,
    labels: perLabel,
  };
}

/** What was corrected, and how many flows it concerns. */
function correctionsOf(judged) {
  const corrected = judged.filter(({ reason }) => reason !== undefined);
  return [...grouped(corrected, ({ reason }) => reason)].map(([reason, flows]) => ({
    labels: [...new Set(flows.map(({ label }) => label))],
    services: flows[0].services,
    flows: flows.length,
    reason,
  }));
}

function countsOf(values) {
  const counts = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** Map.groupBy, which Node 20 does not have. */
function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
