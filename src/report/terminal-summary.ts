// The summary that a person reads on the terminal when an analysis is done: 20 lines where the width allows, what is unknown before what is known.
// What must be said is said first and whole; tables take the lines that are left. --verbose prints the long form (terminal-long.ts) instead.

import type { AnalysisResult } from './analysis-result.ts';
import { evidenceRows, isKnownApp, rankedFindings } from './app-evidence.ts';
import { counted, humanShare } from './human-number.ts';
import { displayWidth } from './safe-text.ts';
import { appRows } from './terminal-apps.ts';
import { areasLine, remedyLines } from './terminal-areas.ts';
import { channelTable } from './terminal-channels.ts';
import {
  beginning,
  captureFacts,
  earlyEnd,
  faultySentence,
  lostPackets,
  NOTHING_WRITTEN,
  provenance,
  type WrittenFiles,
  withoutFindings,
} from './terminal-facts.ts';
import { findingLines } from './terminal-findings.ts';
import { EXPLAIN_DIGITS, hanging, toned, warning } from './terminal-lines.ts';
import { longSummary } from './terminal-long.ts';
import { type Paint, painter } from './terminal-style.ts';
import { attributionSentence, mainReason } from './verdict-sentence.ts';

export interface TerminalSummaryOptions {
  /** Width of the terminal; taken as at least 40 and at most 120. */
  columns: number;
  colour: boolean;
  /** Absent: nothing was written. */
  written?: WrittenFiles;
  /** The long form. */
  verbose?: boolean;
}

const LINES = 20;
/** Of several pieces, each taken in its own way. */
const ORIGIN_LINES = 3;
const ROWS = { fewest: 1, good: 4, most: 5 };
const FINDINGS = { fewest: 2, most: 4 };

export function terminalSummary(result: AnalysisResult, options: TerminalSummaryOptions): string {
  const columns = Math.max(40, Math.min(options.columns, 120));
  const paint = painter(options.colour);
  const blocks =
    options.verbose === true
      ? longSummary(result, columns, paint, options.written)
      : shortSummary(result, columns, paint, options.written);
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function shortSummary(
  result: AnalysisResult,
  columns: number,
  paint: Paint,
  written: WrittenFiles | undefined,
): string[][] {
  const anyApp = result.apps.some(isKnownApp);
  const head = [...inputLines(result, columns, paint), ...attributionLines(result, columns, paint)];
  const end = [
    ...areasLine(result, columns, paint),
    ...remedyLines(result, columns),
    ...fileLines(written, columns, paint),
  ];
  const table = (rows: number) =>
    anyApp ? appRows(evidenceRows(result), rows, columns, paint) : channelTable(result.channels, columns, paint, rows);
  const findings = (shown: number) => findingsBlock(result, anyApp, shown, columns, paint);
  // One blank line is always there, before the findings.
  const left = (shown: number) => LINES - head.length - end.length - findings(shown).length - 1;
  let shown = FINDINGS.most;
  while (shown > FINDINGS.fewest && left(shown) < table(ROWS.fewest).length) shown -= 1;
  const room = left(shown);
  let rows = ROWS.most;
  // Blank lines between the parts come before a fifth row: they are what makes the rest easy to find.
  while (rows > ROWS.fewest && table(rows).length + (rows > ROWS.good ? 2 : 0) > room) rows -= 1;
  const spare = room - table(rows).length;
  const below = findings(shown);
  const above = spare > 0 ? [head, table(rows)] : [[...head, ...table(rows)]];
  return spare > 1 ? [...above, below, end] : [...above, [...below, ...end]];
}

/** The facts, where it comes from, and what could not be read. */
function inputLines(result: AnalysisResult, columns: number, paint: Paint): string[] {
  const lines = toned('bold', hanging(captureFacts(result), columns), paint);
  const lost = lostPackets(result);
  const lostText = lost === '' ? '' : `! Not decoded: ${lost}`;
  const origin = `From: ${provenance(result)}`;
  const dated = [origin, beginning(result).replace('from ', '')].filter(Boolean).join(', ');
  const fits = (text: string) => displayWidth(`${text}   ${lostText}`) <= columns;
  // The instant gives way first: the report has it, too.
  const source = [dated, origin].find(fits);
  if (source === undefined || lostText === '') {
    lines.push(...toned('dim', hanging(dated, columns, '', '  ', ORIGIN_LINES), paint));
    if (lostText !== '') lines.push(...warning(lostText.slice(2), columns, paint));
  } else {
    lines.push(`${paint('dim', source)}   ${paint('notice', lostText)}`);
  }
  const damaged = result.manifest.captures.filter((capture) => capture.stop.reason !== 'end');
  const [first, ...others] = damaged;
  if (first !== undefined) {
    const more =
      others.length === 0 ? '' : ` ${counted(others.length, 'more capture is', 'more captures are')} damaged.`;
    lines.push(...warning(`${earlyEnd(first)}${more}`, columns, paint));
  }
  const faulty = faultySentence(result);
  if (faulty !== '') lines.push(...warning(faulty, columns, paint));
  return lines;
}

/** Before anything else: an app that is unknown can have no finding. */
function attributionLines(result: AnalysisResult, columns: number, paint: Paint): string[] {
  const { flows, unattributedFlows, bytes, unattributedBytes } = result.totals;
  const share = humanShare(unattributedFlows, flows);
  if (share === undefined || unattributedFlows === 0) return hanging(attributionSentence(result), columns, '', '  ', 2);
  const text = `No app: ${share} of flows, ${humanShare(unattributedBytes, bytes) ?? '0 %'} of bytes`;
  const reason = mainReason(result);
  return toned('notice', hanging(reason === '' ? text : `${text}; ${reason}`, columns, '', '  ', 2), paint);
}

function findingsBlock(
  result: AnalysisResult,
  anyApp: boolean,
  shown: number,
  columns: number,
  paint: Paint,
): string[] {
  const ranked = rankedFindings(result);
  const worth = ranked.filter((finding) => finding.verdict !== 'expected');
  const explained = ranked.length - worth.length;
  const explainedText =
    explained === 0
      ? ''
      : `${explained} ${worth.length > 0 ? 'more ' : ''}explained by catalogue, allowlist or baseline.`;
  if (worth.length === 0) {
    const text = [`No findings. ${withoutFindings(result, anyApp)}`, explainedText].filter(Boolean).join(' ');
    return hanging(text, columns, '', '  ', 3);
  }
  const more = worth.length > shown ? `and ${worth.length - shown} more (-v). ` : '';
  const pattern = `${more}It is a pattern, not proof of malice.`;
  const [plain, withWhy] = [
    pattern,
    `${pattern} Why: cipherscope explain ${worth[0]?.finding_id.slice(0, EXPLAIN_DIGITS)} …`,
  ].map((text) => hanging(`${text} ${explainedText}`.trimEnd(), columns, '', '  ', 3)) as [string[], string[]];
  // What to type next is said where it costs no line.
  const closing = withWhy.length <= plain.length ? withWhy : plain;
  return [...findingLines(worth, shown, result, columns, paint), ...closing];
}

function fileLines(written: WrittenFiles | undefined, columns: number, paint: Paint): string[] {
  if (written === undefined) return toned('dim', hanging(NOTHING_WRITTEN, columns), paint);
  const folder = written.folder.endsWith('/') ? written.folder : `${written.folder}/`;
  const hasReport = written.files.includes('report.html');
  // Another format is a folder of its own, of one file or more.
  const formats = written.files.filter((file) => file.endsWith('/')).length;
  const records = written.files.length - formats - (hasReport ? 1 : 0);
  const beside = [
    ...(records === 0 ? [] : [counted(records, 'record file')]),
    ...(formats === 0 ? [] : [counted(formats, 'folder of another format', 'folders of other formats')]),
  ].join(' and ');
  if (!hasReport) return hanging(`${folder} (${beside})`, columns, 'Records  ', '         ');
  const more = beside === '' ? '' : formats > 0 && records > 0 ? `, ${beside}` : ` and ${beside}`;
  return hanging(`${folder}report.html${more}`, columns, 'Report   ', '         ');
}
