// The findings of the HTML report: what was seen, on which evidence, over which time, and what could overturn it.

import { parsedTimeUs } from '../base/rfc3339.ts';
import type { EvidenceRecord, FindingRecord } from '../evidence/finding-record.ts';
import { type CoverageRecord, EvidenceArea } from '../telemetry/coverage-record.ts';
import { AREAS, appName, STATUS_WORDS } from './app-evidence.ts';
import { flowLink } from './html-evidence.ts';
import type { Timeline } from './html-flow-sample.ts';
import { type Lane, type LaneMark, laneChart } from './html-lanes.ts';
import { counted, humanCount } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

/** A page with more is not read; the rest is in findings.ndjson, and the page says so. */
export const FINDINGS_SHOWN = 50;
const EVIDENCE_SHOWN = 12;
const SOURCES_SHOWN = 3;
const SENTENCE_CELLS = 600;

export interface FindingContext {
  startUs: number | undefined;
  endUs: number | undefined;
  coverage: readonly CoverageRecord[];
}

/** `number` is 1-based and the one that the flow table filters by. */
export function findingArticle(
  finding: FindingRecord,
  number: number,
  cited: Timeline,
  context: FindingContext,
): string {
  const { analytic, app, window, verdict } = finding;
  const name = truncateText(appName(app), 120);
  const uid = app.uid === undefined ? 'UID unknown' : `UID ${app.uid}`;
  const rule = `${finding.technique} by ${analytic.id} ${analytic.version} (ATT&CK ${analytic.attack_version})`;
  const flows = cited.flows === 0 ? 'no flow cited' : flowLink(`finding:${number}`, counted(cited.flows, 'flow'));
  const evidence = finding.evidence.slice(0, EVIDENCE_SHOWN).map(evidenceItem).join('\n');
  const left = finding.evidence.length - EVIDENCE_SHOWN;
  return `<article class="finding ${verdict}" id="finding-${number}" aria-labelledby="finding-${number}-title">
<div class="head"><div><h2 id="finding-${number}-title"><span class="id">${htmlText(name)}</span></h2>
<p class="muted">${htmlText(uid)}, ${flows}, ${clockRange(window.start, window.end)}, ${htmlText(rule)}</p></div>
<p class="score"><b>${Math.round(finding.score)}</b>${verdict}, ${finding.level}</p></div>
<p class="sentence">${sentence(finding.sentence)}</p>
<ul>
${evidence}
${left > 0 ? `<li class="muted">${counted(left, 'more piece of evidence', 'more pieces of evidence')} in findings.ndjson</li>` : ''}
</ul>
${areaTimeline(finding, number, cited, context)}
${note('What could overturn this', finding.what_could_overturn)}
${note('What was missing', finding.gaps)}
${note('Explained by', finding.suppressed_by === undefined ? [] : [finding.suppressed_by])}
</article>`;
}

function evidenceItem(evidence: EvidenceRecord): string {
  const sources = evidence.sources.slice(0, SOURCES_SHOWN).map((source) => truncateText(source, 60));
  const left = evidence.sources.length - sources.length;
  const more = left > 0 ? ` and ${humanCount(left)} more` : '';
  const against = evidence.direction === 'exculpatory' ? ' <b class="calm">Speaks against it.</b>' : '';
  const cited = sources.length === 0 ? '' : ` <span class="muted small">${htmlText(sources.join(', '))}${more}</span>`;
  return `<li>${sentence(evidence.statement)}${against}${cited}</li>`;
}

function areaTimeline(finding: FindingRecord, number: number, cited: Timeline, context: FindingContext): string {
  const { startUs, endUs } = context;
  if (startUs === undefined || endUs === undefined || endUs <= startUs || finding.evidence.length === 0) return '';
  const lanes = AREAS.map(({ area, title }): Lane => {
    const marks: LaneMark[] = [];
    for (const evidence of finding.evidence)
      if (evidence.area === area) marks.push(...evidenceMarks(evidence, endUs - startUs));
    if (area === EvidenceArea.networkTransmission && cited.flows > 0) {
      marks.push({ kind: 'counts', counts: cited.counts, signal: cited.counts });
    }
    marks.push(...gapMarks(area, finding, context, startUs, endUs));
    return { name: title, marks };
  });
  const states = AREAS.map(({ area, title }) => `${title}: ${STATUS_WORDS[finding.areas[area].status]}`).join('; ');
  return laneChart({
    id: `lanes-${number}`,
    title: 'The five evidence areas over time',
    description: `${states}. ${counted(cited.flows, 'flow')} cited.`,
    caption:
      'The five evidence areas over the capture. Diamonds are single events, bars last; columns in the network lane count flows; hatching is time in which nobody was looking.',
    startUs,
    endUs,
    lanes,
  });
}

function gapMarks(
  area: EvidenceArea,
  finding: FindingRecord,
  context: FindingContext,
  startUs: number,
  endUs: number,
): LaneMark[] {
  if (finding.areas[area].status === 'not_collected') return [{ kind: 'gap', startUs, endUs }];
  const row =
    context.coverage.find(
      (entry) => entry.area === area && entry.app !== undefined && entry.app.uid === finding.app.uid,
    ) ?? context.coverage.find((entry) => entry.area === area && entry.app === undefined);
  return (row?.gaps ?? []).flatMap((gap): LaneMark[] => {
    const from = parsedTimeUs(gap.start);
    const to = parsedTimeUs(gap.end);
    return from === undefined || to === undefined ? [] : [{ kind: 'gap', startUs: from, endUs: to }];
  });
}

/** Evidence that lasts longer than a fiftieth of the capture is a bar, all else an event. */
function evidenceMarks(evidence: EvidenceRecord, spanUs: number): LaneMark[] {
  const startUs = parsedTimeUs(evidence.start);
  const endUs = parsedTimeUs(evidence.end);
  if (startUs === undefined || endUs === undefined) return [];
  return endUs - startUs > spanUs / 50
    ? [{ kind: 'bar', startUs, endUs, tone: 'wash' }]
    : [{ kind: 'event', atUs: startUs }];
}

function note(title: string, sentences: readonly string[]): string {
  if (sentences.length === 0) return '';
  return `<p class="note"><b>${title}.</b> ${sentences.slice(0, 8).map(sentence).join(' ')}</p>`;
}

function sentence(text: string): string {
  return htmlText(truncateText(text, SENTENCE_CELLS));
}

/** `2026-01-09 00:10 to 23:56 UTC`; the second date only where it differs. */
export function clockRange(start: string, end: string): string {
  const [from, to] = [start, end].map((time) => htmlText(time.slice(0, 16).replace('T', ' '))) as [string, string];
  if (from === to) return `${from} UTC`;
  return from.slice(0, 10) === to.slice(0, 10) ? `${from} to ${to.slice(11)} UTC` : `${from} to ${to} UTC`;
}
