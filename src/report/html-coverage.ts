// The gaps of the HTML report: per evidence area when anybody was looking, what the gap does to the verdicts, and what would close it.

import { parsedTimeUs } from '../base/rfc3339.ts';
import type { CoverageRecord } from '../telemetry/coverage-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { AREAS, collectedAreas } from './app-evidence.ts';
import { clockRange } from './html-findings.ts';
import { type Lane, type LaneMark, laneChart } from './html-lanes.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { counted } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';
import { attributionSentence } from './verdict-sentence.ts';

const CAUSES_SHOWN = 3;
const APP_ROWS_SHOWN = 20;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'Area' },
  { title: 'Looked at', css: 'result' },
  { title: 'Gap' },
  { title: 'Effect on this report' },
  { title: 'What would close it' },
];
const WORDS: Record<CoverageRecord['status'], string> = {
  none: '<b class="gap">Not assessed</b>',
  partial: '<b class="gap">In part</b>',
  full: 'Assessed',
};

export function coverageSection(result: AnalysisResult): string {
  const general = result.coverage.filter((row) => row.app === undefined);
  const particular = result.coverage.filter((row) => row.app !== undefined && row.status !== 'full');
  const left = particular.length - APP_ROWS_SHOWN;
  const rows = [...sortedByArea(general), ...particular.slice(0, APP_ROWS_SHOWN)].map(cellsOf);
  return `<section id="gaps" aria-labelledby="gaps-title">
<h2 id="gaps-title">Telemetry gaps</h2>
<p>A blank means nobody was looking, not that nothing happened. ${htmlText(attributionSentence(result))}</p>
${coverageChart(result)}
${htmlTable('gaps-title', COLUMNS, rows)}
${left > 0 ? `<p class="small muted">${counted(left, 'more row')} for single apps in coverage.json.</p>` : ''}
</section>`;
}

function cellsOf(row: CoverageRecord): string[] {
  const title = AREAS.find(({ area }) => area === row.area)?.title ?? row.area;
  const app =
    row.app === undefined
      ? ''
      : `<br><span class="id small">${text(row.app.packages[0] ?? `UID ${row.app.uid}`, 60)}</span>`;
  const gaps = row.gaps.slice(0, CAUSES_SHOWN).map(({ start, end, cause }) => {
    const when = start === undefined || end === undefined ? '' : `${clockRange(start, end)}: `;
    return `${when}${text(cause, 160)}`;
  });
  if (row.gaps.length > CAUSES_SHOWN) gaps.push(counted(row.gaps.length - CAUSES_SHOWN, 'more gap'));
  if (row.blind_to.length > 0) gaps.push(`blind to ${text(row.blind_to.join(', '), 160)}`);
  const effect = row.effect === 'none' ? '' : text(row.effect, 300);
  return [`${htmlText(title)}${app}`, WORDS[row.status], gaps.join('<br>'), effect, text(row.remedy, 300)];
}

function coverageChart(result: AnalysisResult): string {
  const { firstUs, lastUs } = result.totals;
  if (firstUs === undefined || lastUs === undefined || lastUs <= firstUs) return '';
  const collected = collectedAreas(result.coverage);
  const lanes = AREAS.map(({ area, title }): Lane => {
    const row = result.coverage.find((entry) => entry.area === area && entry.app === undefined);
    if (collected[area] === 'none') return { name: title, marks: [{ kind: 'gap', startUs: firstUs, endUs: lastUs }] };
    return { name: title, marks: [...spans(row?.covered ?? [], 'bar'), ...spans(row?.gaps ?? [], 'gap')] };
  });
  const states = AREAS.map(
    ({ area, title }) => `${title}: ${{ none: 'not assessed', partial: 'in part', full: 'assessed' }[collected[area]]}`,
  );
  return laneChart({
    id: 'coverage',
    title: 'When each area was looked at',
    description: `${states.join('; ')}.`,
    caption: 'Bars are time in which the area was looked at, hatching is time in which it was not.',
    startUs: firstUs,
    endUs: lastUs,
    lanes,
  });
}

function spans(intervals: readonly { start?: string; end?: string }[], kind: 'bar' | 'gap'): LaneMark[] {
  return intervals.slice(0, 400).flatMap(({ start, end }): LaneMark[] => {
    const startUs = parsedTimeUs(start);
    const endUs = parsedTimeUs(end);
    if (startUs === undefined || endUs === undefined) return [];
    return kind === 'gap' ? [{ kind, startUs, endUs }] : [{ kind, startUs, endUs, tone: 'calm' }];
  });
}

function sortedByArea(rows: readonly CoverageRecord[]): CoverageRecord[] {
  const place = (row: CoverageRecord): number => AREAS.findIndex(({ area }) => area === row.area);
  return [...rows].sort((a, b) => place(a) - place(b));
}

function text(value: string, cells: number): string {
  return htmlText(truncateText(value, cells));
}
