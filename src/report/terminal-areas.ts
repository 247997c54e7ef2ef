// The five evidence areas on the terminal: what was assessed, what only in part, and what would close the rest. An area that nobody watched is
// "not assessed"; no word here may say that nothing happened there.

import type { CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { AREAS, collectedAreas, isEachAppWatched } from './app-evidence.ts';
import { counted } from './human-number.ts';
import { truncateText, wrapText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';

const REMEDIES_SHOWN = 3;
const STATUS: Record<CoverageRecord['status'], { word: string; tone: Tone }> = {
  none: { word: 'not assessed', tone: 'notice' },
  partial: { word: 'in part', tone: 'notice' },
  full: { word: 'assessed', tone: 'calm' },
};

export function areaLines(
  result: Pick<AnalysisResult, 'apps' | 'coverage' | 'totals'>,
  columns: number,
  paint: Paint,
): string[] {
  const { coverage } = result;
  const collected = collectedAreas(coverage);
  const lines = [paint('bold', 'What was looked at')];
  const remedies = new Set<string>();
  const titleCells = columns < 60 ? 26 : 28;
  for (const { area, title } of AREAS) {
    const row = coverage.find((entry) => entry.area === area && entry.app === undefined);
    const { word, tone } = STATUS[collected[area]];
    const cause = collected[area] === 'partial' ? partialCause(result, area, row) : '';
    const detail = cause === '' ? '' : `  ${truncateText(cause, columns - titleCells - word.length - 4)}`;
    lines.push(`  ${title.padEnd(titleCells)}${paint(tone, word)}${detail}`);
    const isOfNoUse =
      result.totals.flows === 0 ||
      collected[area] === 'full' ||
      (row?.status === 'none' && isEachAppWatched(result, area));
    if (!isOfNoUse && row !== undefined && row.remedy !== '') remedies.add(row.remedy);
  }
  for (const remedy of [...remedies].slice(0, REMEDIES_SHOWN)) {
    lines.push(...wrapText(remedy, columns - 4, 3).map((line, i) => `${i === 0 ? '  → ' : '    '}${line}`));
  }
  if (remedies.size > REMEDIES_SHOWN)
    lines.push(`  and ${counted(remedies.size - REMEDIES_SHOWN, 'more way')} to see more in coverage.json`);
  return lines;
}

/** The first gap, or which apps were watched where only some were. */
function partialCause(
  result: Pick<AnalysisResult, 'apps' | 'coverage'>,
  area: EvidenceArea,
  row: CoverageRecord | undefined,
): string {
  if (row !== undefined && row.status !== 'none') return row.gaps[0]?.cause ?? '';
  const watched = result.coverage.filter(
    (entry) => entry.area === area && entry.app !== undefined && entry.status !== 'none',
  );
  const names = watched.map(({ app }) => app?.packages[0] ?? `UID ${app?.uid}`).join(', ');
  return isEachAppWatched(result, area)
    ? `for each app: ${names}`
    : `only for ${counted(watched.length, 'app')}: ${names}`;
}
