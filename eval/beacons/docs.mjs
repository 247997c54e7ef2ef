// What docs/evaluation.md says about beacons, from the results.

import { markdownTable, percent, proportionText } from '../markdown-table.mjs';
import { oracleMarkdown } from './oracle-table.mjs';

export function beaconsDocs(r, oracle) {
  const method = ({ method: name, auc, recall_5, recall_1, recall_01 }) => [
    name,
    auc.toFixed(3),
    percent(recall_5),
    percent(recall_1),
    percent(recall_01),
  ];
  const { cipherscope_noise_up_to_60: upTo60, cipherscope_all: all, targets } = r;
  const worst = r.left_out.reduce((a, b) => (b.share > a.share ? b : a));
  return [
    'Noise up to 60 %:',
    markdownTable(
      ['method', 'AUC', 'recall at 5 %', 'at 1 %', 'at 0.1 % false positives'],
      r.methods_noise_up_to_60.map(method),
    ),
    `The baselines take a part of the series. cipherscope on all ${upTo60Series(r)} up to 60 % noise: AUC ${upTo60.auc.toFixed(3)}, ${percent(upTo60.recall_1)} at 1 %, ${percent(upTo60.recall_01)} at 0.1 %; with 75 % noise as well: AUC ${all.auc.toFixed(3)}, ${percent(all.recall_1)} and ${percent(all.recall_01)}.`,
    '![Recall by jitter and noise of cipherscope, RITA v5 and Rayleigh](images/beacon-recall.svg)',
    markdownTable(
      ['at 1 % false positives', 'found'],
      [
        ...r.by.family.map((row) => [row.value, proportionText(row)]),
        ['without noise, jitter ≤ 30 %, missing ≤ 20 %', proportionText(targets.easy_recall_1)],
        ['the same, twelve beacons or more seen', proportionText(targets.easy_recall_1_twelve_seen)],
        ['75 % noise with size marks', proportionText(targets.marked_75_recall_1)],
      ],
    ),
    ...(oracle === undefined ? [] : [oracleMarkdown(oracle, ORACLE_PARTS)]),
    [
      `* **Six beacons** and no more, at p ≤ 0.01: ${sixText(r.six_beacons)} (${r.six_beacons[0].of} each).`,
      `* **False positives**: ${upperText(r.nominal_all.p_01)} of irregular series have p ≤ 0.01, ${upperText(r.nominal_all.p_001)} p ≤ 0.001. Calibrated without the family that is tested, p ≤ 0.01: ${r.left_out.map(({ family, share }) => `${family} ${percent(share)}`).join(', ')} (${worst.of} each; worst: ${worst.family}, ${upperText(worst)}).`,
      `* **False discoveries**, 20 beacons among 1000 channels, ${r.false_discovery[0].runs} runs: ${r.false_discovery.map(({ q, realised, power }) => `${percent(realised)} at q ≤ ${q}, where ${percent(power)} of the beacons are called`).join('; ')}.`,
      `* **Watching**: of irregular series looked at 13 times, ${r.peeking.map((row) => `${upperText(row)} ever reach p ≤ ${row.threshold}`).join(', ')}, which is the peeking-safe one.`,
      `* **Two rhythms** in a channel without size marks: one named in ${proportionText(r.several_and_drifting.two_periods.one)}, both in ${proportionText(r.several_and_drifting.two_periods.both)}. Clocks that drift: ${r.several_and_drifting.drifts.map((row) => `by ${percent(row.drift)} ${proportionText(row)}`).join(', ')} found.`,
      `* **Period** of found beacons: within 1 % in ${percent(r.period_error.within_1)}, within 5 % in ${percent(r.period_error.within_5)}.`,
      ...realDocs(r.real),
    ].join('\n'),
  ].join('\n\n');
}

function upTo60Series({ by }) {
  return by.family.reduce((sum, { of }) => sum + of, 0);
}

const ORACLE_PARTS = ['all', 'jitter ≤ 30 %, missing ≤ 20 %', 'Doze-deferred'];

function sixText(rows) {
  const jitters = [...new Set(rows.map(({ jitter }) => jitter))];
  return jitters
    .map((jitter) => {
      const shares = rows.filter((row) => row.jitter === jitter).map(({ share }) => share);
      return `jitter ${percent(jitter)} at least ${percent(Math.min(...shares))} in each family`;
    })
    .join('; ');
}

function upperText({ count, of, share, at_most: atMost }) {
  return `${percent(share)} (${count} of ${of}, ≤ ${percent(atMost)})`;
}

function realDocs(real) {
  if (real === undefined) return [];
  const { known, commandAndControl, harmless } = real;
  const others = commandAndControl.map(
    ({ capture, verdict, period_s: periodS, activations }) =>
      `${capture} ${verdict}${verdict === 'periodic' ? ` with ${periodS} s` : ''} (${activations} events)`,
  );
  return [
    `* **Real captures**: ${known.capture}, a beacon of ${known.truth_s} s in ${known.flows} flows, is found with ${known.period_s} s; ${others.join(', ')}. Harmless captures: ${harmless.captures} with ${harmless.device_hours} device-hours, ${harmless.channels} channels of which ${harmless.tested} have enough events; ${harmless.periodic.length} are called periodic (${harmless.periodic_per_device_hour} a device-hour), most of them pings between peers, SSDP, HSRP, SIP and media segments.`,
  ];
}
