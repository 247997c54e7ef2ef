// The tables of the evaluation of service names, as Markdown: all of them, and those that stand in docs/evaluation.md.

import { markdownTable, proportionText } from './markdown-table.mjs';

export function servicesMarkdown(results) {
  const { design, report, left_out: leftOut } = results;
  return [
    '## Service names',
    summaryTable(results),
    '### Report part, by label',
    labelTable(report),
    '### Design part, by label',
    labelTable(design),
    '### Corrected labels',
    correctionTable(results),
    `Left out: ${Object.entries(leftOut)
      .map(([why, count]) => `${count} (${why})`)
      .join(', ')}.`,
  ].join('\n\n');
}

export function servicesDocs(results) {
  const missed = results.report.labels.filter(({ right }) => right.count < right.of);
  return [
    summaryTable(results),
    'Labels of the report part with flows that are not named right:',
    labelTable({ labels: missed }),
    'Labels that are corrected:',
    correctionTable(results),
  ].join('\n\n');
}

function summaryTable({ design, report }) {
  const row = (name, part) => [
    name,
    part.captures,
    proportionText(part.right),
    proportionText(part.right_without_damaged),
    `${part.wrong.count} (≤ ${(100 * (part.wrong.at_most ?? 1)).toFixed(1)} %)`,
    proportionText(part.captures_all_right),
  ];
  return markdownTable(
    [
      'part',
      'captures',
      'flows named right',
      'without captures that a fuzzer damaged',
      'named wrong',
      'captures with all flows right',
    ],
    [row('design', design), row('report', report)],
  );
}

function labelTable({ labels }) {
  return markdownTable(
    ['label', 'captures', 'right', 'without a name', 'wrong names'],
    labels.map(({ label, captures, right, unnamed, wrong }) => [
      label,
      captures,
      proportionText(right),
      unnamed,
      Object.entries(wrong)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ]),
  );
}

function correctionTable({ corrections }) {
  return markdownTable(
    ['label', 'right instead', 'flows', 'why'],
    corrections.map(({ labels, services, flows, reason }) => [labels.join(', '), services.join(', '), flows, reason]),
  );
}
