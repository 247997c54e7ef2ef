// What tests find that are told how the series were made (oracle.mjs), as Markdown.

import { markdownTable, proportionText } from '../markdown-table.mjs';

/** `parts`: names of those shown; all when not given. */
export function oracleMarkdown({ irregular, recall_at_1_percent: found }, parts = Object.keys(found)) {
  return [
    `What is to be had (\`node eval/beacons/oracle.mjs\`, other seeds, no noise, ${irregular} irregular series): likelihood ratios that are told how a series was made find, at 1 % false positives,`,
    markdownTable(
      ['series', 'cell and period told', 'all but the period told', 'families told only', 'cipherscope'],
      parts.map((part) => {
        const { period_told, cell_told, untold, cipherscope } = found[part];
        return [part, ...[period_told, cell_told, untold, cipherscope].map(proportionText)];
      }),
    ),
    'A test that is told only the families weighs all cells alike: it is the best for their average. The first two are told what no test can know. They are exact for renewal and one-sided beacons; of clocks they take intervals as independent, and rests as a chain of gaps, so that they are a reference, not a strict bound.',
  ].join('\n\n');
}
