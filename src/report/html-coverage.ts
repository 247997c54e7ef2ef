// The gaps of the HTML report, before the findings: per evidence area when anybody was looking, what a gap does to the verdicts, and what closes it.

import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { AREAS, isEachAppWatched } from './app-evidence.ts';
import { clockRange } from './html-findings.ts';
import { flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { counted } from './human-number.ts';
import { recordTimeUs } from './record-time.ts';
import { htmlText, htmlWithCode, truncateText } from './safe-text.ts';
import { attributionParts } from './verdict-sentence.ts';

const CAUSES_SHOWN = 4;
const APP_ROWS_SHOWN = 20;
const SPANS_SHOWN = 200;
const BAR_WIDTH = 220;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'Area', css: 'result' },
  { title: 'When it was looked at', css: 'coverage' },
  { title: 'What stays unseen' },
  { title: 'What would close it' },
];
const WORDS: Record<CoverageRecord['status'], string> = { none: 'not assessed', partial: 'in part', full: 'assessed' };

export function coverageSection(result: AnalysisResult): string {
  const general = sortedByArea(result.coverage.filter((row) => row.app === undefined));
  const particular = result.coverage.filter((row) => row.app !== undefined && row.status !== 'full');
  const left = particular.length - APP_ROWS_SHOWN;
  const apps =
    particular.length === 0
      ? ''
      : `<details class="printed"><summary>Gaps of single apps: ${particular.length}</summary>
${htmlTable(
  'gaps-title',
  COLUMNS,
  particular.slice(0, APP_ROWS_SHOWN).map((row) => cellsOf(row, result)),
)}
${left > 0 ? `<p class="small muted">${counted(left, 'more row')} in coverage.json.</p>` : ''}</details>`;
  const table =
    general.length === 0
      ? '<p>Nothing says what was collected.</p>'
      : htmlTable(
          'gaps-title',
          COLUMNS,
          general.map((row) => cellsOf(row, result)),
        );
  const attribution = attributionParts(result)
    .map(({ text: words, filter }) => (filter === undefined ? htmlText(words) : flowLink(filter, words)))
    .join('');
  return `<section id="gaps" aria-labelledby="gaps-title">
<h2 id="gaps-title">Telemetry gaps</h2>
<p>Hatching is time in which nobody was looking, not time in which nothing happened. ${attribution}</p>
${table}
${apps}
</section>`;
}

function cellsOf(row: CoverageRecord, result: AnalysisResult): string[] {
  const title = AREAS.find(({ area }) => area === row.area)?.title ?? row.area;
  const app =
    row.app === undefined
      ? ''
      : `<br><span class="id small">${text(row.app.packages[0] ?? `UID ${row.app.uid}`, 60)}</span>`;
  return [
    `${htmlText(title)}${app}`,
    `<div class="looked">${coverageBar(row, result, title)}<span>${lookedAt(row, result)}</span></div>`,
    gapText(row),
    remedyText(row, result),
  ];
}

/** An area that was watched for some apps only is not assessed for the others, and says for how many it was. */
function lookedAt(row: CoverageRecord, result: AnalysisResult): string {
  const watched = result.coverage.filter(
    ({ area, app, status }) => area === row.area && app !== undefined && status !== 'none',
  ).length;
  if (row.app !== undefined || row.status !== 'none' || watched === 0) return WORDS[row.status];
  return isEachAppWatched(result, row.area)
    ? `for each of ${counted(watched, 'app')}`
    : `for ${counted(watched, 'app')} only`;
}

/** Nothing to do where each app of this result was watched for itself: its own gaps stand below. */
function remedyText(row: CoverageRecord, result: AnalysisResult): string {
  const isOfNoUse = row.app === undefined && row.status === 'none' && isEachAppWatched(result, row.area);
  return row.status === 'full' || isOfNoUse ? '' : htmlWithCode(truncateText(row.remedy, 300));
}

function gapText(row: CoverageRecord): string {
  // That nothing was read is what the bar and the word beside it say.
  const gaps = (row.datasets.length === 0 ? [] : row.gaps).map(({ start, end, cause }) => {
    const when = start === undefined || end === undefined ? '' : `${clockRange(start, end)}: `;
    return `${when}${text(cause, 160)}`;
  });
  const blind = row.blind_to.length === 0 ? [] : [capitalised(text(row.blind_to.join('; '), 240))];
  const effect = row.effect === 'none' || row.effect === '' || row.status !== 'partial' ? [] : [text(row.effect, 240)];
  const shown = [...blind, ...effect, ...gaps.slice(0, CAUSES_SHOWN)];
  const left = gaps.length - CAUSES_SHOWN;
  if (left > 0) shown.push(`${counted(left, 'more gap')} in coverage.json`);
  const [first = '', ...others] = shown;
  const more =
    others.length === 0
      ? ''
      : `<details class="printed"><summary>${counted(others.length, 'detail')}</summary>${others.join('<br>')}</details>`;
  return first + more;
}

function capitalised(html: string): string {
  return html.charAt(0).toUpperCase() + html.slice(1);
}

/** The capture's time from left to right: filled where the area was looked at, hatched where not. */
function coverageBar(row: CoverageRecord, result: AnalysisResult, title: string): string {
  const { firstUs, lastUs } = result.totals;
  // A capture without a packet, or of one moment: the bar is of one piece.
  const isMoment = firstUs === undefined || lastUs === undefined || lastUs <= firstUs;
  const at = (us: number): number =>
    isMoment ? 0 : Math.round(BAR_WIDTH * 10 * Math.min(1, Math.max(0, (us - firstUs) / (lastUs - firstUs)))) / 10;
  const rects = (intervals: readonly { start?: string; end?: string }[], css: string): string =>
    intervals
      .slice(0, SPANS_SHOWN)
      .flatMap(({ start, end }) => {
        const from = recordTimeUs(start);
        const to = recordTimeUs(end);
        if (from === undefined || to === undefined) return [];
        return [
          `<rect class="${css}" x="${at(from)}" y="1" width="${Math.max(1, Math.round((at(to) - at(from)) * 10) / 10)}" height="10"/>`,
        ];
      })
      .join('');
  const whole = `<rect class="f-gap" x="0" y="1" width="${BAR_WIDTH}" height="10"/>`;
  const inside =
    row.status === 'none'
      ? whole
      : `${row.covered.length === 0 || isMoment ? `<rect class="f-calm" x="0" y="1" width="${BAR_WIDTH}" height="10"/>` : rects(row.covered, 'f-calm')}${isMoment ? '' : rects(row.gaps, 'f-gap')}`;
  return `<svg class="bar" viewBox="0 0 ${BAR_WIDTH} 12" preserveAspectRatio="none" role="img" aria-label="${htmlText(title)}: ${WORDS[row.status]}"><rect class="f-rail" x="0" y="5.5" width="${BAR_WIDTH}" height="1"/>${inside}</svg>`;
}

function sortedByArea(rows: readonly CoverageRecord[]): CoverageRecord[] {
  const place = (row: CoverageRecord): number => AREAS.findIndex(({ area }) => area === row.area);
  return [...rows].sort((a, b) => place(a) - place(b));
}

function text(value: string, cells: number): string {
  return htmlText(truncateText(value, cells));
}
