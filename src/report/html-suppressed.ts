// What allowlist, catalogue or baseline explained away: nothing is hidden without a count of what is hidden, and by which rule.

import type { FindingRecord } from '../evidence/finding-record.ts';
import { appName } from './app-evidence.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { counted } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

const ROWS_SHOWN = 100;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'App', css: 'name-cell' },
  { title: 'What it did' },
  { title: 'Explained by' },
  { title: 'Score', css: 'number' },
];

/** `findings` in the order of the page, so that their numbers are those of their articles. */
export function suppressedSection(findings: readonly FindingRecord[]): string {
  const hidden = findings.flatMap((finding, i) =>
    finding.suppressed_by === undefined ? [] : [{ finding, number: i + 1, rule: finding.suppressed_by }],
  );
  const body =
    hidden.length === 0
      ? '<p class="muted">Nothing: no rule applied to any finding of this capture.</p>'
      : htmlTable(
          'hidden-title',
          COLUMNS,
          hidden
            .slice(0, ROWS_SHOWN)
            .map(({ finding, number, rule }) => [
              `<a class="id" href="#finding-${number}">${htmlText(truncateText(appName(finding.app), 80))}</a>`,
              htmlText(truncateText(finding.sentence, 240)),
              htmlText(truncateText(rule, 240)),
              String(Math.round(finding.score)),
            ]),
        );
  const left = hidden.length - ROWS_SHOWN;
  return `<section id="hidden" aria-labelledby="hidden-title">
<h2 id="hidden-title">What the allowlist hid</h2>
${hidden.length === 0 ? '' : `<p class="small muted">${counted(hidden.length, 'finding')} explained by rule. The score is what it would be without the rule.</p>`}
${body}${left > 0 ? `<p class="small muted">${counted(left, 'more finding')} in findings.ndjson.</p>` : ''}
</section>`;
}
