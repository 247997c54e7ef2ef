// What allowlist, catalogue or baseline explained away: nothing is hidden without a count of what is hidden, by which rule, on whose word.

import type { FindingRecord } from '../evidence/finding-record.ts';
import { appName } from './app-evidence.ts';
import { appFilter, flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { counted, humanCount } from './human-number.ts';
import type { PolicyManifest } from './manifest-record.ts';
import { htmlText, truncateText } from './safe-text.ts';

const ROWS_SHOWN = 100;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'App', css: 'name-cell' },
  { title: 'Rule' },
  { title: 'Reason' },
  { title: 'Owner' },
  { title: 'Matched' },
  { title: 'Flows', css: 'number' },
  { title: 'Verdict' },
];

/** `findings` in the order of the page, so that their numbers are those of their articles. */
export function suppressedSection(findings: readonly FindingRecord[], allowlist: PolicyManifest['allowlist']): string {
  const rows = findings.flatMap((finding, i) => rowsOf(finding, i + 1));
  const left = rows.length - ROWS_SHOWN;
  const body =
    rows.length === 0
      ? `<p class="muted">${allowlist === undefined ? 'Nothing: no allowlist was given, and nothing was explained.' : 'Nothing: no rule applied to any finding of this capture.'}</p>`
      : htmlTable('hidden-title', COLUMNS, rows.slice(0, ROWS_SHOWN));
  return `<section id="hidden" aria-labelledby="hidden-title">
<h2 id="hidden-title">What the allowlist hid</h2>
${body}${left > 0 ? `<p class="small muted">${counted(left, 'more row')} in findings.ndjson.</p>` : ''}
${idleRules(allowlist)}
</section>`;
}

function rowsOf(finding: FindingRecord, number: number): string[][] {
  const name = `<a class="id" href="#finding-${number}">${text(appName(finding.app), 80)}</a>`;
  const own = (finding.hidden ?? []).map(({ rule, reason, owner, matched, flows }) => [
    name,
    text(rule, 60),
    text(reason, 200),
    text(owner, 60),
    `<span class="id">${text(matched, 80)}</span>`,
    flowLink(appFilter(finding.app), humanCount(flows)),
    finding.verdict,
  ]);
  // Explained by something else than a rule: by the catalogue, say.
  if (own.length === 0 && finding.suppressed_by !== undefined) {
    own.push([name, '', text(finding.suppressed_by, 200), '', '', '', finding.verdict]);
  }
  return own;
}

/** Rules that hid nothing: one that is never used, or no longer holds, is a hole waiting to be found. */
function idleRules(allowlist: PolicyManifest['allowlist']): string {
  if (allowlist === undefined) return '';
  const items = [
    ...allowlist.expired.map(({ rule, expires }) => `${text(rule, 60)}: expired on ${text(expires, 20)}`),
    ...allowlist.unused.map(
      ({ rule, hint }) => `${text(rule, 60)}: matched nothing${hint === undefined ? '' : `; ${text(hint, 160)}`}`,
    ),
  ];
  if (items.length === 0) return '';
  const summary = `${counted(items.length, 'rule')} of ${humanCount(allowlist.rules)} hid nothing`;
  return `<details class="printed"><summary>${summary}</summary><ul>${items
    .slice(0, ROWS_SHOWN)
    .map((item) => `<li>${item}</li>`)
    .join('')}</ul></details>`;
}

function text(value: string, cells: number): string {
  return htmlText(truncateText(value, cells));
}
