// The tables of the evaluation of service names, as Markdown.

import { markdownTable, proportionText } from './markdown-table.mjs';

export function servicesMarkdown({ seed, left_out: leftOut, design, report }) {
  const parts = [
    ['design', design],
    ['report', report],
  ].map(([name, part]) => [
    name,
    part.captures,
    proportionText(part.right),
    proportionText(part.wrong),
    part.corrected,
  ]);
  const perLabel = (part) =>
    markdownTable(
      ['label', 'captures', 'right', 'without a name', 'wrong names'],
      part.labels.map(({ label, captures, right, unnamed, wrong }) => [
        label,
        captures,
        proportionText(right),
        unnamed,
        Object.entries(wrong)
          .map(([name, count]) => `${name} ${count}`)
          .join(', '),
      ]),
    );
  return [
    '## Service names',
    `Flows of nDPI's test corpus that nDPI named from payload; captures are split by hash under the seed \`${seed}\`.`,
    markdownTable(['part', 'captures', 'right', 'wrong', 'labels corrected'], parts),
    '### Report part, by label',
    perLabel(report),
    '### Design part, by label',
    perLabel(design),
    `Left out: ${Object.entries(leftOut)
      .map(([why, count]) => `${count} (${why})`)
      .join(', ')}.`,
  ].join('\n\n');
}
