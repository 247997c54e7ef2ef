// report.html: one self-contained page that a person reads like a lab report. Verdict, findings, evidence by app, destinations, gaps, flows, settings.
// It loads nothing, and no string of a capture or log can become markup or script in it (html-page.ts, safe-text.ts).

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import {
  appName,
  collectedAreas,
  evidenceRows,
  isKnownApp,
  isUnexplainedClass,
  rankedFindings,
} from './app-evidence.ts';
import { channelSection } from './html-channels.ts';
import { coverageSection } from './html-coverage.ts';
import { evidenceSection } from './html-evidence.ts';
import { clockRange, FINDINGS_SHOWN, findingArticle } from './html-findings.ts';
import { type FlowSample, sampleFlows } from './html-flow-sample.ts';
import { REPORT_SCRIPT } from './html-flow-script.ts';
import { flowSection } from './html-flow-table.ts';
import { HATCH_SVG, LANE_BINS } from './html-lanes.ts';
import { htmlPage } from './html-page.ts';
import { settingsSection } from './html-settings.ts';
import { REPORT_STYLE } from './html-style.ts';
import { TIMELINE_APPS, trafficSection } from './html-traffic.ts';
import { counted, humanBytes, humanCount, humanDuration, humanShare } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';
import { verdictSentence } from './verdict-sentence.ts';

export interface HtmlReportOptions {
  /** How many flows the page embeds at most. */
  flowRows?: number;
}

const FLOW_ROWS = 2000;

/** Reads the flows once. */
export async function htmlReport(result: AnalysisResult, options: HtmlReportOptions = {}): Promise<string> {
  const apps = evidenceRows(result);
  const findings = rankedFindings(result).slice(0, FINDINGS_SHOWN);
  const cited = findings.map((finding) => finding.evidence.flatMap((evidence) => evidence.flows));
  const uids = [
    ...apps
      .filter(({ app }) => app.uid !== undefined)
      .slice(0, TIMELINE_APPS)
      .map(({ app }) => app.uid),
    undefined,
  ];
  const sample = await sampleFlows(result, cited, uids, options.flowRows ?? FLOW_ROWS);
  const title = reportTitle(result);
  const body = `${HATCH_SVG}
<a class="skip" href="#main">Skip to the report</a>
<header class="top"><div><h1>${htmlText(title)}</h1><p class="muted">${subtitle(result)}</p></div>
<div class="buttons"><button type="button" id="theme">Dark theme</button><button type="button" id="print">Print or save PDF</button></div></header>
<div class="layout">
${navigation(findings, result)}
<main id="main">
<p class="verdict">${verdict(result)}</p>
${facts(result)}
${articles(findings, sample, result)}
${leftOut(result.findings.length - findings.length)}
${evidenceSection(apps)}
${trafficSection(apps, sample, result)}
${channelSection(result.channels)}
${coverageSection(result)}
${flowSection(sample, result)}
${settingsSection(result.manifest)}
<footer>This file is self-contained: it loads nothing from the network and its content policy forbids it. What it shows are patterns, not proof of malice.</footer>
</main>
</div>`;
  return htmlPage({ title: `${title}: cipherscope report`, body, style: REPORT_STYLE, script: REPORT_SCRIPT });
}

/** Explained findings are there, but folded: the page opens on what needs a look. */
function articles(findings: readonly FindingRecord[], sample: FlowSample, result: AnalysisResult): string {
  const html = findings.map((finding, i) => article(finding, i, sample, result));
  const open = findings.filter((finding) => finding.verdict !== 'expected').length;
  const folded = html.slice(open);
  const summary = `${counted(folded.length, 'explained finding')}, by catalogue, allowlist or baseline`;
  return `${html.slice(0, open).join('\n')}${folded.length === 0 ? '' : `<details class="explained"><summary>${summary}</summary>${folded.join('\n')}</details>`}`;
}

function article(finding: FindingRecord, i: number, sample: FlowSample, result: AnalysisResult): string {
  const { firstUs: startUs, lastUs: endUs } = result.totals;
  const cited = sample.cited[i] ?? { flows: 0, counts: new Uint32Array(LANE_BINS), signal: new Uint32Array(LANE_BINS) };
  return findingArticle(finding, i + 1, cited, { startUs, endUs, coverage: result.coverage });
}

function reportTitle({ manifest }: AnalysisResult): string {
  const [first, ...others] = manifest.captures;
  if (first === undefined) return 'No capture';
  const name = truncateText(first.file, 80);
  return others.length === 0 ? name : `${name} and ${counted(others.length, 'more capture')}`;
}

function subtitle({ manifest, totals }: AnalysisResult): string {
  const origins = [...new Set(manifest.captures.map((capture) => capture.provenance))].join(', ');
  const first = manifest.captures
    .map((capture) => capture.first)
    .filter((time) => time !== undefined)
    .sort()[0];
  const last = manifest.captures
    .map((capture) => capture.last)
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  const span =
    totals.firstUs === undefined || totals.lastUs === undefined
      ? ''
      : `${humanDuration(totals.lastUs - totals.firstUs)}, `;
  const when = first === undefined || last === undefined ? '' : `${clockRange(first, last)}, `;
  return `${span}${when}provenance ${htmlText(truncateText(origins, 60) || 'unknown')}, analysed with cipherscope ${htmlText(manifest.tool_version)}`;
}

function verdict(result: AnalysisResult): string {
  return verdictSentence(result)
    .map(({ text, strong }) => (strong ? `<strong>${htmlText(truncateText(text, 80))}</strong>` : htmlText(text)))
    .join('');
}

function facts(result: AnalysisResult): string {
  const { totals } = result;
  const collected = Object.values(collectedAreas(result.coverage));
  const unexplained = Object.entries(totals.encryption).reduce(
    (sum, [name, flows]) => (isUnexplainedClass(name) ? sum + flows : sum),
    0,
  );
  const list: [string, string][] = [
    ['Bytes', humanBytes(totals.bytes)],
    ['Flows', humanCount(totals.flows)],
    ['Apps', humanCount(result.apps.filter(isKnownApp).length)],
    ['Flows with an app', humanShare(totals.flows - totals.unattributedFlows, totals.flows) ?? 'none'],
    ['Custom or embedded ciphertext', humanCount(unexplained)],
    ['Areas looked at', `${collected.filter((status) => status === 'full').length} of 5 fully`],
  ];
  return `<div class="clip"><dl class="facts">${list.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></div>`;
}

function navigation(findings: readonly FindingRecord[], result: AnalysisResult): string {
  const items = findings.slice(0, 20).map((finding, i) => {
    const name = htmlText(truncateText(appName(finding.app), 40));
    return `<li><a href="#finding-${i + 1}"><span>${name}</span><b>${Math.round(finding.score)}</b></a></li>`;
  });
  const sections = [
    ['apps', 'Evidence by app'],
    ['traffic', 'Traffic by app'],
    ...(result.channels.length > 0 ? [['destinations', 'Destinations']] : []),
    ['gaps', 'Telemetry gaps'],
    ['flows', 'Flow table'],
    ['settings', 'Settings and provenance'],
  ].map(([id, name]) => `<li><a href="#${id}"><span>${name}</span></a></li>`);
  const list = items.length === 0 ? '' : `<p>Findings</p><ol>${items.join('')}</ol>`;
  return `<nav aria-label="Contents">${list}<p>Report</p><ol>${sections.join('')}</ol></nav>`;
}

function leftOut(count: number): string {
  return count <= 0 ? '' : `<p class="muted">${counted(count, 'more finding')} of lower rank in findings.ndjson.</p>`;
}
