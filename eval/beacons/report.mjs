// The evaluation of beacons as Markdown.

import { markdownTable, percent, proportionText } from '../markdown-table.mjs';
import { oracleMarkdown } from './oracle-table.mjs';

export function beaconsMarkdown(r) {
  const method = ({ method, auc, recall_5, recall_1, recall_01 }) => [
    method,
    auc.toFixed(3),
    percent(recall_5),
    percent(recall_1),
    percent(recall_01),
  ];
  const head = ['method', 'AUC', 'recall at 5 %', 'at 1 %', 'at 0.1 % false positives'];
  const named = (value) => (typeof value === 'number' && value <= 1 ? percent(value) : String(value));
  const parts = [
    '## Beacons',
    `${r.series.beacons} beacons on the product grid, ${r.series.benign} irregular series of eight families; RITA's formula gives ${r.rita_vectors} of its own published numbers.`,
    'Noise up to 60 %:',
    markdownTable(head, [
      ...r.methods_noise_up_to_60.map(method),
      method({ method: 'cipherscope, all series', ...r.cipherscope_noise_up_to_60 }),
    ]),
    'All noise:',
    markdownTable(head, r.methods_all.map(method)),
    'Recall at 1 % false positives (noise up to 60 %, but by noise):',
    ...Object.entries(r.by).map(([key, rows]) =>
      markdownTable(
        [key, 'found'],
        rows.map((row) => [named(row.value), proportionText(row)]),
      ),
    ),
    ...(r.oracle === undefined ? [] : [oracleMarkdown(r.oracle)]),
    'By beacons that were seen:',
    markdownTable(
      ['beacons', 'found', 'without noise, jitter ≤ 30 %, missing ≤ 20 %'],
      r.by_beacons_seen.map(({ from, to, all, easy }) => [`${from}–${to}`, proportionText(all), proportionText(easy)]),
    ),
    markdownTable(
      ['target', 'measured'],
      Object.entries(r.targets).map(([key, value]) => [
        key.replaceAll('_', ' '),
        typeof value === 'number' ? percent(value) : proportionText(value),
      ]),
    ),
    `Period of found beacons: ${percent(r.period_error.within_1)} within 1 %, ${percent(r.period_error.within_5)} within 5 %.`,
    'Irregular series called at a nominal p-value:',
    markdownTable(
      ['family', 'p ≤ 0.01', 'p ≤ 0.001', 'p ≤ 0.01 when calibrated without it'],
      [
        ...r.nominal.map(({ family, p_01, p_001 }, i) => [
          family,
          falseText(p_01),
          falseText(p_001),
          falseText(r.left_out[i]),
        ]),
        ['all', falseText(r.nominal_all.p_01), falseText(r.nominal_all.p_001), ''],
      ],
    ),
    'Six beacons and no more, p ≤ 0.01:',
    markdownTable(
      ['jitter', 'family', 'found'],
      r.six_beacons.map((row) => [percent(row.jitter), row.family, proportionText(row)]),
    ),
    'False discoveries, 20 beacons among 1000 channels:',
    markdownTable(
      ['q', 'realised', 'beacons called'],
      r.false_discovery.map(({ q, realised, power }) => [q, percent(realised), percent(power)]),
    ),
    'Events until a renewal beacon is first called at the peeking-safe p-value, and irregular series that ever are, at 13 looks:',
    markdownTable(
      ['jitter', 'missing', 'median', 'never'],
      r.delay.map((row) => [
        percent(row.jitter),
        percent(row.missing),
        row.median_events ?? 'never',
        percent(row.never),
      ]),
    ),
    markdownTable(
      ['threshold', 'ever called'],
      r.peeking.map((row) => [row.threshold, falseText(row)]),
    ),
    'Periodic for a good reason (to be called):',
    markdownTable(
      ['kind', 'called'],
      r.periodic_but_benign.map((row) => [row.kind, proportionText(row)]),
    ),
    `Two rhythms in a channel: one period found ${proportionText(r.several_and_drifting.two_periods.one)}, both ${proportionText(r.several_and_drifting.two_periods.both)}. Drifting clocks: ${r.several_and_drifting.drifts.map((row) => `${percent(row.drift)} over the capture ${proportionText(row)}`).join('; ')}.`,
    ...real(r.real),
  ];
  return parts.join('\n\n');
}

function real(found) {
  if (found === undefined) return ['Real captures: skipped, the corpora are not there.'];
  const { known, commandAndControl, harmless } = found;
  const cells = (row) => [
    row.verdict,
    row.of,
    row.period_s,
    row.jitter_share,
    row.activations,
    row.p_value,
    row.q_value,
  ];
  const head = ['verdict', 'of', 'period s', 'jitter', 'activations', 'p', 'q'];
  return [
    'Real captures:',
    markdownTable(
      ['capture', 'port', ...head],
      [
        [`${known.capture} (${known.truth_s} s, off by ${percent(known.off_share)})`, 443, ...cells(known)],
        ...commandAndControl.map((row) => [row.capture, row.port, ...cells(row)]),
      ],
    ),
    `Harmless captures: ${harmless.captures}, ${harmless.device_hours} device-hours, ${harmless.channels} channels, ${harmless.tested} with enough events; ${harmless.periodic.length} called periodic, ${harmless.periodic_per_device_hour} a device-hour.`,
    markdownTable(
      ['capture', 'channel', 'service', ...head],
      harmless.periodic.map((row) => [row.capture, row.where, row.service, ...cells(row)]),
    ),
  ];
}

/** A rate that should be low, with its upper bound. */
function falseText({ count, of, share, at_most: atMost }) {
  return share === undefined ? '–' : `${percent(share)} (${count} of ${of}, ≤ ${percent(atMost)})`;
}
