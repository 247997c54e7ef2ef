// One finding of the HTML report: what was seen, on which evidence, over which time, what could overturn it, and what to do next.

import type { EvidenceRecord, FindingRecord } from '../evidence/finding-record.ts';
import { HOST_AREAS, HOST_CAP_BITS } from '../evidence/scoring.ts';
import { AREAS, appName, areaInSentence, areasInWords } from './app-evidence.ts';
import { statusMark } from './html-evidence.ts';
import { flowLink } from './html-links.ts';
import { bitsText, counted, groupedCounts, humanCount, keptWithUnits } from './human-number.ts';
import type { Timeline } from './report-flows.ts';
import { htmlText, htmlWithCode, truncateText } from './safe-text.ts';

const EVIDENCE_SHOWN = 12;
const SOURCES_SHOWN = 4;
const STEPS_SHOWN = 12;
const SENTENCE_CELLS = 600;

const SCORE_HINT =
  'How much the evidence weighs together, in bits; each reason says how its own follow from its numbers';

export interface FindingParts {
  /** 1-based, and the one that the flow table filters by. */
  number: number;
  cited: Timeline;
  /** HTML. */
  charts: string;
  /** To copy; they go with the next steps. */
  lines: readonly string[];
  /** HTML of the form that writes a rule; in the viewer only. */
  allowForm?: string;
}

export function findingArticle(finding: FindingRecord, parts: FindingParts): string {
  const { analytic, app, window, verdict } = finding;
  const { number, cited } = parts;
  const name = truncateText(appName(app), 120);
  const uid = app.uid === undefined ? 'UID unknown' : flowLink(`uid:${app.uid}`, `UID ${app.uid}`);
  const rule = `${finding.technique} by ${analytic.id} ${analytic.version} (ATT&CK ${analytic.attack_version})`;
  const flows =
    cited.flows === 0 ? 'no flow cited' : flowLink(`finding:${number}`, `${counted(cited.flows, 'flow')} cited`);
  return `<article class="finding ${verdict}" id="finding-${number}" aria-labelledby="finding-${number}-title">
<div class="head"><div><h2 id="finding-${number}-title" tabindex="-1"><span class="id">${htmlText(name)}</span></h2>
<p class="muted">${uid} · ${flows} · ${clockRange(window.start, window.end)} · ${htmlText(rule)} · finding <span class="id">${text(finding.finding_id)}</span></p></div>
<p class="score" title="${SCORE_HINT}"><b>${Math.round(finding.score)}<small> ${Math.round(finding.score) === 1 ? 'bit' : 'bits'}</small></b><span class="badge ${verdict}">${verdict}</span> ${finding.level}</p></div>
<p class="sentence">${sentence(finding.sentence)}</p>
${expectation(finding)}
${areaStrip(finding)}
${reasons(finding)}
${parts.charts}
<div class="notes">${overturn(finding.what_could_overturn)}${nextSteps(finding, parts.lines)}</div>
${suppression(finding)}${gapList(finding)}${parts.allowForm ?? ''}
</article>`;
}

function expectation({ expectation: { status, category, reason } }: FindingRecord): string {
  const named = category === undefined ? '' : ` (${text(category)})`;
  const words = { known: 'Purpose known', unknown: 'Purpose unknown', conflict: 'Purpose in conflict' }[status];
  return `<p class="purpose"><b>${words}${named}.</b> ${sentence(reason)}</p>`;
}

function text(value: string): string {
  return htmlText(truncateText(value, 80));
}

/** The five areas of this finding, shape by shape. */
function areaStrip(finding: FindingRecord): string {
  const items = AREAS.map(({ area, title }) => {
    const { status, bits } = finding.areas[area];
    const weight = bits > 0 ? ` <span class="muted">${bitsText(bits)}</span>` : '';
    return `<li>${statusMark(status)} ${htmlText(title)}${weight}</li>`;
  });
  const capped =
    HOST_AREAS.reduce((sum, area) => sum + finding.areas[area].bits, 0) > HOST_CAP_BITS
      ? `<p class="small muted">Keys, calls and ciphertext are seen by the same hooks: together they count ${HOST_CAP_BITS} bits at most.</p>`
      : '';
  return `<ul class="strip" aria-label="Evidence areas">${items.join('')}</ul>${capped}`;
}

function reasons(finding: FindingRecord): string {
  const items = finding.evidence.slice(0, EVIDENCE_SHOWN).map(evidenceItem);
  const left = finding.evidence.length - items.length;
  if (left > 0)
    items.push(
      `<li class="muted">${counted(left, 'more piece of evidence', 'more pieces of evidence')} in findings.ndjson</li>`,
    );
  return items.length === 0 ? '' : `<h3>Reasons</h3><ul class="reasons">${items.join('\n')}</ul>`;
}

function evidenceItem(evidence: EvidenceRecord): string {
  const sources = evidence.sources.slice(0, SOURCES_SHOWN).map(sourceText);
  const left = evidence.sources.length - sources.length;
  const more = left > 0 ? ` and ${humanCount(left)} more` : '';
  const against = evidence.direction === 'exculpatory' ? '<b class="calm">Speaks against it.</b> ' : '';
  const flows = evidence.flows.length === 0 ? '' : `${flowsLink(evidence.flows)}; `;
  const cited = sources.length === 0 ? flows.slice(0, -2) : `${flows}${sources.join(', ')}${more}`;
  return `<li>${against}${sentence(evidence.statement)}${cited === '' ? '' : ` <span class="sources">${cited}</span>`}${weight(evidence)}</li>`;
}

/** How the bits follow from the numbers, folded: whoever doubts them can do the sum again. */
function weight({ bits, formula, numbers }: EvidenceRecord): string {
  const values = Object.entries(numbers).map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`);
  const words = `${formula}${values.length === 0 ? '' : ` (${values.join(', ')})`}`;
  return ` <details class="weight"><summary>${bitsText(bits)}</summary>${sentence(words)}</details>`;
}

/** A frame leads to the flows that it lies in. */
function sourceText(source: string): string {
  const [, frame] = /^frame (\d+)$/.exec(source) ?? [];
  return frame === undefined ? htmlText(truncateText(source, 60)) : flowLink(`frame:${frame}`, source);
}

function flowsLink(flows: readonly string[]): string {
  return flowLink(`id:${flows.slice(0, 64).join(',')}`, counted(flows.length, 'flow'));
}

function overturn(sentences: readonly string[]): string {
  if (sentences.length === 0) return '';
  const items = sentences.slice(0, 8).map((text) => `<li>${sentence(areasInWords(text))}</li>`);
  return `<div><h3>What could overturn this</h3><ul>${items.join('')}</ul></div>`;
}

function nextSteps({ triage, verdict }: FindingRecord, lines: readonly string[]): string {
  if (triage.length === 0 || verdict === 'expected') return '';
  const items = triage.slice(0, STEPS_SHOWN).map((text) => `<li>${sentence(areasInWords(text))}</li>`);
  return `<div><h3>Next steps</h3><ol>${items.join('')}</ol>${lines.map(commandLine).join('')}</div>`;
}

export function commandLine(command: string): string {
  const shown = htmlText(command);
  return `<div class="command"><code>${shown}</code><button type="button" data-copy="${shown}" aria-label="Copy this line">Copy</button></div>`;
}

function suppression({ suppressed_by }: FindingRecord): string {
  return suppressed_by === undefined ? '' : `<p class="note"><b>Explained by</b> ${sentence(suppressed_by)}</p>`;
}

function gapList({ gaps, areas }: FindingRecord): string {
  if (gaps.length === 0) return '';
  const missing = AREAS.filter(({ area }) => areas[area].status === 'not_collected').map(({ title }) => title);
  const summary =
    missing.length === 0
      ? 'What was missing for this finding'
      : `Not assessed for this finding: ${missing.map(areaInSentence).join(', ')}`;
  const items = gaps.slice(0, 8).map((gap) => `<li>${sentence(areasInWords(gap))}</li>`);
  return `<details class="missing printed"><summary>${htmlText(summary)}</summary><ul>${items.join('')}</ul></details>`;
}

function sentence(text: string): string {
  return htmlWithCode(keptWithUnits(groupedCounts(truncateText(text, SENTENCE_CELLS))));
}

/** `2026-01-09 00:10 to 23:56 UTC`; the second date only where it differs. */
export function clockRange(start: string, end: string): string {
  const [from, to] = [start, end].map((time) => htmlText(time.slice(0, 16).replace('T', ' '))) as [string, string];
  if (from === to) return `${from} UTC`;
  return from.slice(0, 10) === to.slice(0, 10) ? `${from} to ${to.slice(11)} UTC` : `${from} to ${to} UTC`;
}

/** Findings after those with an article of their own: a line each. */
export function findingLine(finding: FindingRecord, number: number, flows: number): string[] {
  const observed = AREAS.filter(({ area }) => finding.areas[area].status === 'observed').length;
  return [
    `<span class="id" id="finding-${number}">${htmlText(truncateText(appName(finding.app), 80))}</span>`,
    sentence(truncateText(finding.sentence, 220)),
    `${observed} of 5`,
    flowLink(`finding:${number}`, humanCount(flows)),
    String(Math.round(finding.score)),
    finding.verdict,
  ];
}
