// The evidence matrix of the HTML report: apps by the five areas, four states that differ in shape as well as in colour.

import type { AreaStatus } from '../evidence/finding-record.ts';
import { AREAS, type EvidenceRow, STATUS_WORDS } from './app-evidence.ts';
import { appFilter, flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable, nameHtml } from './html-table.ts';
import { counted, countWord, humanCount } from './human-number.ts';

const ROWS_SHOWN = 60;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'App', css: 'name-cell' },
  { title: 'UID', css: 'number' },
  { title: 'Flows', css: 'number' },
  ...AREAS.map(({ title, short }): HtmlColumn => ({ title: short, css: 'mark', hint: title })),
  { title: 'Score', css: 'number' },
  { title: 'Result', css: 'result' },
];

/** `numbers`: of the findings that have a place in the page, by their id. */
export function evidenceSection(rows: readonly EvidenceRow[], numbers: ReadonlyMap<string, number>): string {
  const shown = rows.slice(0, ROWS_SHOWN);
  const left = rows.length - shown.length;
  const more =
    left === 0 ? '' : `<p class="small muted">${counted(left, 'more app is', 'more apps are')} in apps.ndjson.</p>`;
  return `<section id="apps" aria-labelledby="apps-title">
<h2 id="apps-title">Evidence by app</h2>
<p class="small muted">${introduction(rows)}</p>
${
  rows.length === 0
    ? ''
    : `${htmlTable(
        'apps-title',
        COLUMNS,
        shown.map((row) => cellsOf(row, numbers)),
      )}\n${legend()}`
}${more}
</section>`;
}

export function statusMark(status: AreaStatus): string {
  const words = STATUS_WORDS[status];
  return `<svg viewBox="0 0 12 12" role="img" aria-label="${words}"><title>${words}</title>${SHAPES[status]}</svg>`;
}

const SHAPES: Record<AreaStatus, string> = {
  observed: '<circle class="f-signal" cx="6" cy="6" r="5"/>',
  explained: '<circle class="o-calm" cx="6" cy="6" r="4.4"/><path class="f-calm" d="M6 1.6a4.4 4.4 0 0 0 0 8.8z"/>',
  not_observed: '<circle class="o-muted" cx="6" cy="6" r="4.4"/>',
  not_collected: '<path class="o-gap" d="M1 1h10v10H1zM1 5l4-4M1 9l8-8M3 11l8-8M7 11l4-4"/>',
};

function cellsOf(row: EvidenceRow, numbers: ReadonlyMap<string, number>): string[] {
  const { app, name, areas, score, verdict, findings } = row;
  const number = numbers.get(findings.find((finding) => finding.score === score)?.finding_id ?? '');
  return [
    nameHtml(name),
    String(app.uid ?? ''),
    flowLink(appFilter(app), humanCount(app.flows)),
    ...AREAS.map(({ area }) => statusMark(areas[area])),
    score === undefined
      ? ''
      : number === undefined
        ? String(Math.round(score))
        : `<a href="#finding-${number}">${Math.round(score)}</a>`,
    RESULT[verdict ?? (isBare(row) ? 'bare' : 'none')],
  ];
}

const RESULT = {
  alert: '<b class="signal">Alert</b>',
  observation: '<b>Observation</b>',
  expected: 'Explained',
  bare: '<span class="muted">No structure</span>',
  none: '',
};

function introduction(rows: readonly EvidenceRow[]): string {
  if (rows.length === 0) return 'No app is known: nothing could be attributed, so no app can be judged.';
  const seen = rows.filter((row) =>
    AREAS.some(({ area }) => row.areas[area] === 'observed' || row.areas[area] === 'explained'),
  ).length;
  const noun = seen === 1 ? 'app has' : 'apps have';
  const bare = rows.filter(isBare).length;
  const more =
    bare === 0
      ? ''
      : ` ${countWord(bare)} ${bare === 1 ? 'sends' : 'send'} ciphertext that nothing explains, but without structure or rhythm: no finding comes of that alone.`;
  return `${countWord(seen)} ${noun} evidence in at least one area. Key and crypto areas alone never make an alert, and neither does the network alone.${more}`;
}

/** Its ciphertext is marked as observed, but no finding speaks of it. */
function isBare({ verdict, areas }: EvidenceRow): boolean {
  return verdict === undefined && areas.network_transmission === 'observed';
}

function legend(): string {
  const tone: Record<AreaStatus, string> = {
    observed: 'signal',
    explained: 'calm',
    not_observed: 'muted',
    not_collected: 'gap',
  };
  const items = (Object.keys(STATUS_WORDS) as AreaStatus[]).map(
    (status) =>
      `<li class="${tone[status]}"><span aria-hidden="true">${statusMark(status)}</span>${STATUS_WORDS[status]}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}
