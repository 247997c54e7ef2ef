// The results of the encryption evaluation as Markdown.

import { markdownTable, percent } from '../markdown-table.mjs';
import { grouped } from './bootstrap.mjs';
import { confidenceKindsText } from './confidence-kinds.mjs';
import { OWN_MIN_BYTES } from './information-limit.mjs';
import { DETECTORS, GROUPS } from './score.mjs';

const PART_TITLES = { design: 'Design part', report: 'Report part', fresh: 'Fresh lab' };

export function encryptionReport(results) {
  const limits = results.information_limits;
  const parts = Object.entries(results.parts).map(([name, { all }]) => partReport(name, all, limits));
  const labs = Object.entries(results.labs).map(([name, lab]) => labText(name, lab));
  return [
    '## Encryption classes',
    `cipherscope ${results.tool_version}, tshark ${results.tshark_version ?? 'not installed'}; corpora ${results.corpora}. ` +
      `Flows with ${results.min_bytes} captured bytes or more in a direction. Bounds are one-sided 95 %, the worse of Wilson’s over flows and the bootstrap’s over captures.`,
    ...labs,
    censorText(results.censor_check),
    '### What bytes can show',
    limitText(limits),
    '### The numbers behind a confidence, design part',
    fitText(results.confidence_fit),
    confidenceKindsText(results.confidence_kinds),
    ...(results.targets === undefined
      ? []
      : ['### Targets', targetTable(results.targets, 'report part'), targetTable(results.fresh_targets, 'fresh lab')]),
    ...parts,
  ].join('\n\n');
}

function partReport(name, part, limits) {
  return [
    `### ${PART_TITLES[name]}`,
    `${part.flows} flows of ${part.captures} captures; unscored, because no label says what they are: ${sum(Object.values(part.unscored))}.`,
    '#### Ciphertext that no standard protocol explains: recall',
    recallTable(part.recall, Object.keys(DETECTORS)),
    '#### Called ciphertext that are not: false alarms',
    groupTable(part.groups, Object.keys(DETECTORS)),
    causes('False alarms, by cause', part.false_alarms),
    causes('Missed', part.misses),
    missedTable(part.missed_payloads, limits),
    '#### Confidence',
    calibrationTable(part.calibration),
    calibrationErrorText(part.calibration_error),
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

/** `error`: of calibrationError. */
export function calibrationErrorText(error) {
  if (error === undefined) return '';
  const { error: mean, at_most: bound, by_capture: byCapture, too_modest: modest, too_sure: sure } = error;
  const most = bound === undefined ? '' : ` (≤ ${bound})`;
  return `Expected calibration error ${mean}${most} over ${error.flows} flows, ${byCapture} where each of the ${error.captures} captures counts once; ${modest} of it is confidence below the share that is right, ${sure} above it.`;
}

/** `limits`: of informationLimits. */
export function limitText(limits) {
  if (limits.length === 0) return 'The design part is needed to say what bytes can show.';
  const rows = limits.map(
    ({ transport, bytes, honest_flows: flows, honest_bytes: of, protocols }) =>
      `${bytes} bytes a flow over ${transport.toUpperCase()} (${flows} honest flows, ${of} bytes, ${protocols} protocols or rests)`,
  );
  const [{ level, power }] = limits;
  return `No test of byte values that finds ${percent(power)} of uniform samples and calls ${percent(level)} of honest ones ciphertext can do with less than ${rows.join(', ')}. This test is told the byte values of every protocol in the clear; it knows nothing of ids and digests, which are uniform as well. The product's own tests claim nothing below ${OWN_MIN_BYTES} bytes in a direction.`;
}

export function missedTable(rows, limits) {
  if (rows.length === 0) return '';
  const missed = sum(rows.map((row) => row.missed));
  const own = sum(rows.map((row) => row.below_own));
  const limit = sum(rows.map((row) => row.below_limit));
  const least = limits.length === 0 ? '' : `, ${limit} fewer than the best test of byte values needs`;
  return [
    `Of ${missed} missed flows ${own} carry fewer than ${OWN_MIN_BYTES} bytes in each direction${least}:`,
    markdownTable(
      [
        'family',
        'capture',
        'missed',
        'payload bytes',
        'of the larger direction',
        'messages',
        `below ${OWN_MIN_BYTES}`,
        'below the limit',
      ],
      rows.map((row) => [
        row.family,
        row.capture,
        row.missed,
        ...[row.payload_bytes, row.direction_bytes, row.messages].map(spreadText),
        row.below_own,
        row.below_limit,
      ]),
    ),
  ].join('\n\n');
}

/** `fit`: of confidenceFit. */
export function fitText(fit) {
  if (fit === undefined) return 'Bytes alone called no flow of the design part ciphertext.';
  const { offset_without_a_family: range, held_out_loss_bits: loss } = fit;
  return [
    `Bytes alone call ${fit.flows} flows of ${fit.captures} captures ciphertext, ${fit.right.count} of them rightly; captures counted once, their mean confidence is ${fit.mean_confidence}, and ${fit.shown} is what so many captures show with 95 % confidence. ` +
      `The prior odds could be ${bitsText(fit.offset_bits)} before the mean exceeds that; with each of ${fit.families} families left out in turn, ${bitsText(range[0])} to ${bitsText(range[1])}. ` +
      `Mean loss on the family left out: ${loss.refitted} bits a flow with the odds refitted without it, ${loss.shipped} as shipped.`,
    'Signs, by captures of which most flows show them: ciphertext against honest flows of which a side is as uniform (whatever explained it). Bits are log2 of the ratio of both shares.',
    markdownTable(
      ['sign', 'ciphertext', 'honest', 'bits', 'bounds, each one-sided 95 %'],
      fit.signs.map(({ sign, ciphertext, honest, bits, at_least: low, at_most: high }) => [
        sign,
        hits(ciphertext),
        hits(honest),
        honest.of * ciphertext.of === 0 ? '–' : bits,
        honest.of * ciphertext.of === 0 ? '–' : `${low} to ${high}`,
      ]),
    ),
  ].join('\n\n');
}

function bitsText(bits) {
  return `${bits >= 0 ? '+' : '−'}${Math.abs(bits)} bits`;
}

function spreadText([least, median, most]) {
  return least === most ? least : `${least} to ${most} (median ${median})`;
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
