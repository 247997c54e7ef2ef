// report.html: one self-contained page that a person reads like a lab report. Verdict, gaps, findings, evidence by app, traffic, destinations,
// posture, what rules hid, flows, settings. It loads nothing, and no string of a capture or log can become markup or script in it.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { evidenceRows, rankedFindings } from './app-evidence.ts';
import { type ChartDrawer, chartDrawer } from './chart-svg.ts';
import { copyLines } from './copy-lines.ts';
import { findingCharts } from './finding-charts.ts';
import type { SeriesChannel } from './finding-series.ts';
import { channelSection } from './html-channels.ts';
import { coverageSection } from './html-coverage.ts';
import { evidenceSection } from './html-evidence.ts';
import { clockRange, findingArticle, findingLine } from './html-findings.ts';
import { embeddedExtent, embeddedRows, flowSection } from './html-flow-table.ts';
import { navigation } from './html-navigation.ts';
import { htmlPageParts } from './html-page.ts';
import { postureSection } from './html-posture.ts';
import { settingsSection } from './html-settings.ts';
import { sharedKeySection } from './html-shared-keys.ts';
import { suppressedSection } from './html-suppressed.ts';
import { htmlTable } from './html-table.ts';
import { trafficSection } from './html-traffic.ts';
import { verdictHtml } from './html-verdict.ts';
import { counted } from './human-number.ts';
import { pageAssets } from './page-assets.ts';
import { type CollectedFlows, emptyTimeline, ReportFlows, type ReportFlowsOptions } from './report-flows.ts';
import { htmlText, truncateText } from './safe-text.ts';

export interface HtmlReportOptions {
  /** How many flows the page embeds at most. */
  flowRows?: number;
  /** For the page that a server hands out: what its flow table says, and how many flows the server answers for. */
  served?: {
    extent: string;
    total: number;
    severalDays: boolean;
    allowForm(finding: FindingRecord, channel: SeriesChannel | undefined): string;
  };
}

export const EMBEDDED_FLOWS = 100_000;
/** Findings with an article; of these the first have charts. */
const ARTICLES = 40;
const CHARTED = 16;
/** Findings with a line, after those with an article. */
const LINES = 400;

/** Made before the flows pass by: hand it every line or record, then give what it collected to htmlReport(). */
export function reportFlows(result: AnalysisResult, { flowRows }: HtmlReportOptions = {}): ReportFlows {
  return new ReportFlows(result, reportFlowsOptions(result, flowRows));
}

export function reportFlowsOptions(result: AnalysisResult, flowRows = EMBEDDED_FLOWS): ReportFlowsOptions {
  const findings = rankedFindings(result).slice(0, ARTICLES + LINES);
  return { findings, charted: CHARTED, rowLimit: flowRows };
}

/** Reads the flows once, unless they are `collected` already. */
export async function htmlReport(
  result: AnalysisResult,
  options: HtmlReportOptions = {},
  collected?: CollectedFlows,
): Promise<string> {
  return [...(await htmlReportParts(result, options, collected))].join('');
}

/** The same in pieces, each made when it is asked for. */
export async function htmlReportParts(
  result: AnalysisResult,
  options: HtmlReportOptions = {},
  collected?: CollectedFlows,
): Promise<Iterable<string>> {
  const flows = collected ?? (await collectFlows(result, options));
  const ranked = rankedFindings(result);
  const findings = ranked.slice(0, ARTICLES + LINES);
  const numbers = new Map(findings.map((finding, i) => [finding.finding_id, i + 1]));
  const apps = evidenceRows(result);
  const drawer = findings.length === 0 ? undefined : await chartDrawer();
  const title = reportTitle(result);
  const keys = sharedKeySection(result.channels);
  const sections = function* (): Generator<string> {
    yield coverageSection(result);
    yield findingSections(findings, flows, result, drawer, options);
    yield leftOut(ranked.length - findings.length);
    yield evidenceSection(apps, numbers);
    yield trafficSection(apps, flows.timelines);
    yield channelSection(result.channels, result.apps);
    yield postureSection(flows.posture, result.apps);
    yield keys;
    yield suppressedSection(findings, result.manifest.policy?.allowlist);
    yield flowSection(tableParts(flows, options));
    yield settingsSection(result.manifest);
  };
  const body = function* (): Generator<string> {
    yield `${HATCH_SVG}
<a class="skip" href="#main">Skip to the report</a>
<header class="top"><div><h1>${htmlText(title)}</h1><p class="muted">${subtitle(result)}</p></div>
<div class="buttons"><button type="button" id="theme">Dark theme</button><button type="button" id="print">Print or save PDF</button></div></header>
<main id="main" class="layout" tabindex="-1">
<div class="intro">
${verdictHtml(result)}
</div>
${navigation(findings, flows.series, keys !== '')}
<div class="body">
`;
    // One after the other: a finding's charts and the rows of the flow table are large.
    for (const section of sections()) if (section !== '') yield `${section}\n`;
    yield `<footer>${options.served === undefined ? 'This file is self-contained: it loads nothing from the network and its content policy forbids it.' : 'This page comes from cipherscope on this computer and asks nobody else.'} What it shows are patterns, not proof of malice.</footer>
</div>
</main>`;
  };
  return htmlPageParts({
    title: `${title}: cipherscope report`,
    body: body(),
    ...pageAssets(),
    ...(options.served === undefined ? {} : { served: true }),
  });
}

/** The hatching of time in which nobody was looking; once per page. */
const HATCH_SVG =
  '<svg class="defs" aria-hidden="true"><defs>' +
  '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<line class="s-gap" x1="0" y1="0" x2="0" y2="6" stroke-width="1.4"/></pattern></defs></svg>';

async function collectFlows(result: AnalysisResult, options: HtmlReportOptions): Promise<CollectedFlows> {
  const collector = reportFlows(result, options);
  for await (const flow of result.flows()) collector.add(flow);
  return collector.finish();
}

function tableParts(flows: CollectedFlows, { served }: HtmlReportOptions) {
  if (served === undefined)
    return { rows: flows.rows, extent: embeddedExtent(flows), source: embeddedRows(flows.rows) };
  const { extent, total, severalDays } = served;
  return {
    rows: flows.rows,
    extent,
    source: `<div id="flow-server" hidden data-total="${total}" data-days="${severalDays}"></div>`,
  };
}

/** Explained findings are there, but folded: the page opens on what needs a look. */
function findingSections(
  findings: readonly FindingRecord[],
  flows: CollectedFlows,
  result: AnalysisResult,
  drawer: ChartDrawer | undefined,
  options: HtmlReportOptions,
): string {
  if (findings.length === 0 || drawer === undefined) return noFinding(result);
  const articles = findings.slice(0, ARTICLES).map((finding, i) => {
    const cited = flows.cited[i] ?? emptyTimeline();
    const channel = flows.series[i]?.channel;
    return findingArticle(finding, {
      number: i + 1,
      cited,
      charts: i < CHARTED ? findingCharts(drawer, i + 1, finding, cited, flows.series[i], result) : '',
      lines: copyLines(finding, channel, result.manifest),
      ...(options.served === undefined ? {} : { allowForm: options.served.allowForm(finding, channel) }),
    });
  });
  const open = findings.slice(0, ARTICLES).filter((finding) => finding.verdict !== 'expected').length;
  const folded = articles.slice(open);
  const explained =
    folded.length === 0
      ? ''
      : `<details class="explained"><summary>${counted(folded.length, 'explained finding')}, by catalogue, allowlist or baseline</summary>${folded.join('\n')}</details>`;
  return `<section id="findings" aria-labelledby="findings-title"><h2 class="hidden" id="findings-title">Findings</h2>
${articles.slice(0, open).join('\n')}
${explained}${furtherFindings(findings, flows)}</section>`;
}

function furtherFindings(findings: readonly FindingRecord[], flows: CollectedFlows): string {
  const further = findings.slice(ARTICLES);
  if (further.length === 0) return '';
  const columns = [
    { title: 'App', css: 'name-cell' as const },
    { title: 'What was seen' },
    { title: 'Areas', css: 'number' as const },
    { title: 'Flows', css: 'number' as const },
    { title: 'Score', css: 'number' as const },
    { title: 'Verdict' },
  ];
  const rows = further.map((finding, i) =>
    findingLine(finding, ARTICLES + i + 1, flows.cited[ARTICLES + i]?.flows ?? 0),
  );
  return `<details class="explained"><summary>${counted(further.length, 'further finding')}, of lower rank</summary>
<h3 class="hidden" id="further-title">Further findings</h3>${htmlTable('further-title', columns, rows)}</details>`;
}

function noFinding(result: AnalysisResult): string {
  const looked =
    result.totals.flows === 0
      ? 'There was nothing to look at.'
      : 'No app sent ciphertext with the structure that the analytic looks for, in what was looked at.';
  return `<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">No finding</h2><p class="muted">${looked} What was not looked at stands under <a href="#gaps">Telemetry gaps</a>.</p></section>`;
}

function reportTitle({ manifest }: AnalysisResult): string {
  const [first, ...others] = manifest.captures;
  if (first === undefined) return 'No capture';
  const name = truncateText(first.file, 80);
  return others.length === 0 ? name : `${name} and ${counted(others.length, 'more capture')}`;
}

function subtitle({ manifest }: AnalysisResult): string {
  const origins = [...new Set(manifest.captures.map((capture) => capture.provenance))].join(', ');
  const times = manifest.captures
    .flatMap(({ first, last }) => [first, last].filter((time) => time !== undefined))
    .sort();
  const [first, last] = [times[0], times.at(-1)];
  const when = first === undefined || last === undefined ? '' : `${clockRange(first, last)}, `;
  return `${when}provenance ${htmlText(truncateText(origins, 60) || 'unknown')}, analysed with cipherscope ${htmlText(manifest.tool_version)}`;
}

function leftOut(count: number): string {
  return count <= 0 ? '' : `<p class="muted">${counted(count, 'more finding')} of lower rank in findings.ndjson.</p>`;
}
