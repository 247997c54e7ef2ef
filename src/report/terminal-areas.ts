// The five evidence areas on the terminal: what was assessed, what only in part, and what would close the rest. An area that nobody watched is
// "not assessed"; no word here may say that nothing happened there.

import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { AREAS, collectedAreas, isEachAppWatched } from './app-evidence.ts';
import { counted } from './human-number.ts';
import { wrapText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';

const CAUSE_LINES = 3;
/** A command to type is of no use in part. */
const REMEDY_LINES = 16;
/** Narrower than this a cause goes below. */
const FEWEST_CELLS = 20;
const HEAD = 'Areas  ';
/** A hook on the crypto calls shows three areas at once, a log of keys or of app states one. Why flows have no app
 * is said above already. */
const REMEDY_ORDER: readonly EvidenceArea[] = [
  EvidenceArea.asymmetricApiUse,
  EvidenceArea.ciphertextTransformation,
  EvidenceArea.keyLifecycle,
  EvidenceArea.backgroundExecution,
  EvidenceArea.networkTransmission,
];
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
    const row = generalRow(result, area);
    const { word, tone } = STATUS[collected[area]];
    const cause = collected[area] === 'partial' ? partialCause(result, area, row) : '';
    const beside = titleCells + word.length + 4;
    const before = columns - beside >= FEWEST_CELLS ? beside : 4;
    const causes = cause === '' ? [] : wrapText(cause, columns - before, CAUSE_LINES);
    const first = before === beside && causes.length > 0 ? `  ${causes.shift()}` : '';
    lines.push(`  ${title.padEnd(titleCells)}${paint(tone, word)}${first}`);
    lines.push(...causes.map((line) => `${' '.repeat(before)}${line}`));
    if (isOfUse(result, area, collected[area]) && row !== undefined && row.remedy !== '') remedies.add(row.remedy);
  }
  for (const remedy of remedies) {
    lines.push(...wrapText(remedy, columns - 4, REMEDY_LINES).map((line, i) => `${i === 0 ? '  → ' : '    '}${line}`));
  }
  return lines;
}

/** The short form: the areas by what was collected, what nobody watched first. */
export function areasLine(result: Pick<AnalysisResult, 'apps' | 'coverage'>, columns: number, paint: Paint): string[] {
  const collected = collectedAreas(result.coverage);
  const groups = new Map<string, string[]>(['not assessed', 'in part'].map((word) => [word, []]));
  for (const { area, short } of AREAS) {
    const row = generalRow(result, area);
    const forApps = collected[area] === 'partial' && (row === undefined || row.status === 'none');
    const word = forApps ? watchedText(result, area) : STATUS[collected[area]].word;
    const name = short.charAt(0).toLowerCase() + short.slice(1);
    groups.set(word, [...(groups.get(word) ?? []), name]);
  }
  const texts = [...groups]
    .filter(([, names]) => names.length > 0)
    .map(([word, names]) => `${word}: ${names.join(', ')}`);
  return wrapText(texts.join(' · '), columns - HEAD.length, 3).map((line, i) =>
    i === 0
      ? `${paint('bold', HEAD.trimEnd())}${' '.repeat(HEAD.length - HEAD.trimEnd().length)}${line}`
      : `${' '.repeat(HEAD.length)}${line}`,
  );
}

/** The short form: the remedy that shows most, and how many more there are. */
export function remedyLines(result: Pick<AnalysisResult, 'apps' | 'coverage' | 'totals'>, columns: number): string[] {
  const collected = collectedAreas(result.coverage);
  const useful = AREAS.filter(({ area }) => isOfUse(result, area, collected[area]));
  const remedies = new Set(
    useful
      .map(({ area }) => ({ area, text: generalRow(result, area)?.remedy ?? '' }))
      .filter(({ text }) => text !== '')
      .sort((a, b) => REMEDY_ORDER.indexOf(a.area) - REMEDY_ORDER.indexOf(b.area))
      .map(({ text }) => text),
  );
  const [best] = remedies;
  if (best === undefined) return [];
  const more = remedies.size > 1 ? ` (${remedies.size - 1} more: -v)` : '';
  return wrapText(`${best}${more}`, columns - 2, 3).map((line, i) => `${i === 0 ? '→ ' : '  '}${line}`);
}

/** The general row of an area, which holds for every app. */
function generalRow({ coverage }: Pick<AnalysisResult, 'coverage'>, area: EvidenceArea): CoverageRecord | undefined {
  return coverage.find((entry) => entry.area === area && entry.app === undefined);
}

function isOfUse(
  result: Pick<AnalysisResult, 'apps' | 'coverage' | 'totals'>,
  area: EvidenceArea,
  collected: CoverageRecord['status'],
): boolean {
  if (collected === 'full') return false;
  // Without a flow only what kept them from being seen is worth a word.
  if (result.totals.flows === 0)
    return area === EvidenceArea.networkTransmission && collected === 'none' && result.totals.packets > 0;
  return !(generalRow(result, area)?.status === 'none' && isEachAppWatched(result, area));
}

function watchedText(result: Pick<AnalysisResult, 'apps' | 'coverage'>, area: EvidenceArea): string {
  if (isEachAppWatched(result, area)) return 'for each app';
  return `${counted(watchedApps(result, area).length, 'app')} only`;
}

/** Rows of single apps in which the area was watched. */
function watchedApps({ coverage }: Pick<AnalysisResult, 'coverage'>, area: EvidenceArea): CoverageRecord[] {
  return coverage.filter((entry) => entry.area === area && entry.app !== undefined && entry.status !== 'none');
}

/** The first gap, or which apps were watched where only some were. */
function partialCause(
  result: Pick<AnalysisResult, 'apps' | 'coverage'>,
  area: EvidenceArea,
  row: CoverageRecord | undefined,
): string {
  if (row !== undefined && row.status !== 'none') return row.gaps[0]?.cause ?? '';
  const watched = watchedApps(result, area);
  const names = watched.map(({ app }) => app?.packages[0] ?? `UID ${app?.uid}`).join(', ');
  return isEachAppWatched(result, area)
    ? `for each app: ${names}`
    : `only for ${counted(watched.length, 'app')}: ${names}`;
}
