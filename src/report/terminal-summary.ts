// The summary that a person reads on the terminal when an analysis is done: about 25 lines, what is unknown before what is known.
// Every line fits into the given columns; strings of the capture go through safe-text.ts.

import type { AnalysisResult } from './analysis-result.ts';
import { appName, evidenceRows, isKnownApp, rankedFindings } from './app-evidence.ts';
import { counted, humanBytes, humanCount, humanDuration, humanShare } from './human-number.ts';
import { truncateText, wrapText } from './safe-text.ts';
import { appTable } from './terminal-apps.ts';
import { areaLines } from './terminal-areas.ts';
import { channelTable } from './terminal-channels.ts';
import { type Paint, painter, type Tone } from './terminal-style.ts';
import { attributionSentence } from './verdict-sentence.ts';

export interface TerminalSummaryOptions {
  /** Width of the terminal; taken as at least 40 and at most 120. */
  columns: number;
  colour: boolean;
  /** Where the files are and which were written. Absent: nothing was written. */
  written?: { folder: string; files: readonly string[] };
}

const CAPTURES_SHOWN = 3;
const FINDINGS_SHOWN = 5;
const FILE_NAME_CELLS = 48;

export function terminalSummary(result: AnalysisResult, options: TerminalSummaryOptions): string {
  const columns = Math.max(40, Math.min(options.columns, 120));
  const paint = painter(options.colour);
  const anyApp = result.apps.some(isKnownApp);
  const blocks = [
    inputBlock(result, columns, paint),
    attributionBlock(result, columns, paint),
    anyApp ? appTable(evidenceRows(result), columns, paint) : channelTable(result.channels, columns, paint),
    findingsBlock(result, anyApp, columns, paint),
    areaLines(result, columns, paint),
    filesBlock(options.written, columns, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function inputBlock(result: AnalysisResult, columns: number, paint: Paint): string[] {
  const { manifest, totals } = result;
  const [only, ...others] = manifest.captures;
  const facts = [
    only !== undefined && others.length === 0
      ? truncateText(only.file, FILE_NAME_CELLS)
      : counted(manifest.captures.length, 'capture'),
    counted(totals.packets, 'packet'),
    humanBytes(totals.bytes),
    counted(totals.flows, 'flow'),
  ];
  if (totals.firstUs !== undefined && totals.lastUs !== undefined)
    facts.push(humanDuration(totals.lastUs - totals.firstUs));
  const first = manifest.captures.map((capture) => capture.first).find((time) => time !== undefined);
  const origins = [...new Set(manifest.captures.map((capture) => capture.provenance))].join(', ');
  const source = `Provenance: ${truncateText(origins, FILE_NAME_CELLS) || 'unknown'}${first === undefined ? '' : `, from ${first.slice(0, 19).replace('T', ' ')} UTC`}`;
  const lines = [
    ...toned('bold', hanging(facts.join(' · '), columns), paint),
    ...toned('dim', hanging(source, columns), paint),
  ];
  const damaged = manifest.captures.filter((capture) => capture.stop.reason !== 'end');
  for (const { file, stop } of damaged.slice(0, CAPTURES_SHOWN)) {
    const where = 'offset' in stop ? ` at byte ${humanCount(stop.offset)}` : '';
    const name = truncateText(file, FILE_NAME_CELLS);
    lines.push(
      ...warning(
        `${name} ends early${where} (${truncateText(stop.reason, 60)}); what came before was analysed.`,
        columns,
        paint,
      ),
    );
  }
  if (damaged.length > CAPTURES_SHOWN)
    lines.push(
      ...warning(
        `${counted(damaged.length - CAPTURES_SHOWN, 'more capture ends', 'more captures end')} early.`,
        columns,
        paint,
      ),
    );
  const lost = lostPackets(result);
  if (lost !== '') lines.push(...warning(`Packets not decoded: ${lost}.`, columns, paint));
  return lines;
}

/** Before anything else: an app that is unknown can have no finding. */
function attributionBlock(result: AnalysisResult, columns: number, paint: Paint): string[] {
  const { flows, unattributedFlows, bytes, unattributedBytes } = result.totals;
  const share = humanShare(unattributedFlows, flows);
  const sentence = attributionSentence(result);
  if (share === undefined || unattributedFlows === 0) return hanging(sentence, columns);
  const head = `Without an app: ${share} of the flows, ${humanShare(unattributedBytes, bytes) ?? '0 %'} of the bytes`;
  return [...toned('notice', hanging(head, columns), paint), ...hanging(sentence, columns, '  ')];
}

function findingsBlock(result: AnalysisResult, anyApp: boolean, columns: number, paint: Paint): string[] {
  const ranked = rankedFindings(result);
  const worth = ranked.filter((finding) => finding.verdict !== 'expected');
  const explained = ranked.length - worth.length;
  const lines = [paint('bold', worth.length === 0 ? 'No findings' : counted(worth.length, 'finding'))];
  if (worth.length === 0) {
    lines.push(...hanging(withoutFindings(result, anyApp), columns, '  ', '  '));
  }
  for (const finding of worth.slice(0, FINDINGS_SHOWN)) {
    const tone: Tone = finding.verdict === 'alert' ? 'signal' : 'notice';
    const facts = `${finding.verdict}, ${finding.level}, score ${Math.round(finding.score)}`;
    const narrow = columns < 70;
    const name = truncateText(appName(finding.app), columns - (narrow ? 4 : 8 + facts.length));
    const head = `  ${paint(tone, `${finding.verdict === 'alert' ? '●' : '○'} ${name}`)}`;
    lines.push(...(narrow ? [head, `    ${facts}`] : [`${head}  ${facts}`]));
    lines.push(...hanging(finding.sentence, columns, '    ', '    '));
  }
  if (worth.length > FINDINGS_SHOWN) lines.push(`  and ${worth.length - FINDINGS_SHOWN} more in findings.ndjson`);
  const more = `${counted(explained, 'more finding', 'more findings')} explained by catalogue, allowlist or baseline.`;
  if (explained > 0) lines.push(...hanging(worth.length > 0 ? more : more.replace('more ', ''), columns, '  ', '  '));
  return lines;
}

function withoutFindings({ totals }: AnalysisResult, anyApp: boolean): string {
  if (totals.flows === 0) return 'There was nothing to judge.';
  return anyApp
    ? 'No app shows the pattern in what was collected. What was not collected stands below.'
    : 'Where no app is known, nothing can be judged app by app.';
}

function filesBlock(written: TerminalSummaryOptions['written'], columns: number, paint: Paint): string[] {
  if (written === undefined) {
    return toned(
      'dim',
      hanging('Nothing was written. Add -o FOLDER for the report and the records behind it.', columns),
      paint,
    );
  }
  const folder = written.folder.endsWith('/') ? written.folder : `${written.folder}/`;
  const records = written.files.filter((file) => file !== 'report.html');
  const lines =
    records.length === written.files.length ? [] : hanging(`${folder}report.html`, columns, 'Report   ', '         ');
  if (records.length > 0)
    lines.push(...toned('dim', hanging(`${folder} ${records.join(' ')}`, columns, 'Records  ', '         '), paint));
  return lines;
}

function warning(text: string, columns: number, paint: Paint): string[] {
  return toned('notice', hanging(text, columns, '! '), paint);
}

function toned(tone: Tone, lines: readonly string[], paint: Paint): string[] {
  return lines.map((line) => paint(tone, line));
}

function hanging(text: string, columns: number, first = '', others = '  '): string[] {
  return wrapText(text, columns - others.length).map((line, i) => `${i === 0 ? first : others}${line}`);
}

function lostPackets(result: AnalysisResult): string {
  const sums = new Map<string, number>();
  for (const capture of result.manifest.captures) {
    for (const [why, packets] of Object.entries(capture.not_decoded)) sums.set(why, (sums.get(why) ?? 0) + packets);
  }
  const parts = [...sums].filter(([, packets]) => packets > 0).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = parts
    .slice(0, 3)
    .map(([why, packets]) => `${humanCount(packets)} ${truncateText(why.replaceAll('_', ' '), 40)}`);
  return parts.length > 3 ? `${shown.join(', ')}, and ${parts.length - 3} other kinds` : shown.join(', ');
}
