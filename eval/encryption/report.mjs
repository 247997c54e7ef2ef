// The results of the encryption evaluation as Markdown.

import { markdownTable, percent } from '../markdown-table.mjs';
import { grouped } from './bootstrap.mjs';
import { DETECTORS, GROUPS } from './score.mjs';

const PART_TITLES = { design: 'Design part', report: 'Report part', fresh: 'Fresh lab' };

export function encryptionReport(results) {
  const parts = Object.entries(results.parts).map(([name, { all }]) => partReport(name, all));
  const labs = Object.entries(results.labs).map(([name, lab]) => labText(name, lab));
  return [
    '## Encryption classes',
    `cipherscope ${results.tool_version}, tshark ${results.tshark_version ?? 'not installed'}; corpora ${results.corpora}. ` +
      `Flows with ${results.min_bytes} captured bytes or more in a direction. Bounds are one-sided 95 %, the worse of Wilson’s over flows and the bootstrap’s over captures.`,
    ...labs,
    censorText(results.censor_check),
    ...(results.targets === undefined
      ? []
      : ['### Targets', targetTable(results.targets, 'report part'), targetTable(results.fresh_targets, 'fresh lab')]),
    ...parts,
  ].join('\n\n');
}

function partReport(name, part) {
  return [
    `### ${PART_TITLES[name]}`,
    `${part.flows} flows of ${part.captures} captures; unscored, because no label says what they are: ${sum(Object.values(part.unscored))}.`,
    '#### Ciphertext that no standard protocol explains: recall',
    recallTable(part.recall, Object.keys(DETECTORS)),
    '#### Called ciphertext that are not: false alarms',
    groupTable(part.groups, Object.keys(DETECTORS)),
    causes('False alarms, by cause', part.false_alarms),
    causes('Missed', part.misses),
    '#### Confidence',
    calibrationTable(part.calibration),
  ].join('\n\n');
}

function labText(part, { captures, left_out: leftOut }) {
  const why = [...grouped(leftOut, ({ why: reason }) => reason)].map(
    ([reason, items]) => `${items.length} (${reason})`,
  );
  return `Lab, ${part} part: ${captures} captures recorded; left out: ${why.length === 0 ? 'none' : why.join(', ')}.`;
}

function censorText(check) {
  if (check === undefined) return 'The censor’s rule was not checked: its corpus is not there.';
  const { agree } = check;
  return `The censor’s rule as it is run here agrees with the censor in ${agree.count} of ${agree.of} payloads that were sent past it.`;
}

/** `part`: which the rows are of. */
export function targetTable(rows, part) {
  return markdownTable(
    [
      `without proprietary recognisers, ${part}`,
      'target',
      'measured',
      'bound',
      'flows',
      'captures or families',
      'verdict',
    ],
    rows.map(({ what, target, measured, count, bound, flows, captures, families, verdict }) => [
      what,
      target,
      measured === undefined ? '–' : `${count === undefined ? '' : `${count}: `}${fine(measured)}`,
      bound === undefined ? '–' : fine(bound),
      flows,
      captures ?? families,
      verdict,
    ]),
  );
}

/** `detectors`: the columns. */
export function recallTable({ micro, macro, families }, detectors) {
  const cells = (row, text) => detectors.map((detector) => text(row[detector]));
  return markdownTable(
    ['family', 'flows', 'captures', ...detectors.map((detector) => DETECTORS[detector]), 'said with them'],
    [
      ...families.map((row) => [row.family, row.full.of, row.full.captures, ...cells(row, hits), countsText(row.said)]),
      ['**all flows**', micro.full.of, micro.full.captures, ...cells(micro, atLeast)],
      [`**mean of ${macro.full.families} families**`, macro.full.flows, '≥ 3 each', ...cells(macro, atLeast)],
    ],
  );
}

export function groupTable(groups, detectors) {
  return markdownTable(
    ['group', 'flows', 'captures', ...detectors.map((detector) => DETECTORS[detector])],
    groups.map((row) => [
      GROUPS[row.group],
      row.full.of,
      row.full.captures,
      ...detectors.map((detector) => atMost(row[detector])),
    ]),
  );
}

/** Flows that share a capture, a label and an outcome are one line. */
export function causes(title, flows) {
  if (flows.length === 0) return `**${title}**: none.`;
  const kinds = grouped(flows, ({ capture, origin, family, generic, said }) =>
    [capture, origin, family, generic, said].join('\t'),
  );
  const rows = [...kinds.values()].map((items) => {
    const [{ capture, family, origin, flow, frame, generic, said, reason }] = items;
    return [items.length, capture, family, origin, `${flow}, frame ${frame}`, generic, said, shortened(reason)];
  });
  const header = ['flows', 'capture', 'family', 'label', 'the first', 'said without', 'said with', 'reason'];
  return `**${title}**\n\n${markdownTable(header, rows)}`;
}

export function calibrationTable(rows) {
  if (rows.length === 0) return 'No flow was called ciphertext.';
  return markdownTable(
    ['confidence', 'mean', 'right', 'share', 'bounds, each one-sided 95 %', 'captures'],
    rows.map(({ from, to, mean_confidence: mean, right, captures }) => [
      `${from} to ${to}`,
      mean,
      `${right.count} of ${right.of}`,
      percent(right.share),
      `${percent(right.at_least)} to ${percent(right.at_most)}`,
      captures,
    ]),
  );
}

function hits({ count, of }) {
  return of === 0 ? '–' : `${count} of ${of}`;
}

function atLeast({ share, count, of, at_least: bound }) {
  if (share === undefined) return '–';
  return of === undefined
    ? `${percent(share)} (≥ ${percent(bound)})`
    : `${count} of ${of}: ${percent(share)} (≥ ${percent(bound)})`;
}

function atMost({ share, count, at_most: bound }) {
  return share === undefined ? '–' : `${count}: ${fine(share)} (≤ ${fine(bound)})`;
}

function countsText(counts) {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function fine(share) {
  return `${(100 * share).toFixed(2)} %`;
}

function shortened(text) {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
