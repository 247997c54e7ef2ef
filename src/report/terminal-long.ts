// The long form of the summary on the terminal (--verbose): whole sentences, each area with its first gap, the files by name.
// What is unknown stands before what is known. Every line fits into the given columns; strings of the capture go through safe-text.ts.

import type { AnalysisResult } from './analysis-result.ts';
import { appName, evidenceRows, isKnownApp, rankedFindings } from './app-evidence.ts';
import { bitsText, counted, humanShare } from './human-number.ts';
import { truncateText } from './safe-text.ts';
import { appTable } from './terminal-apps.ts';
import { areaLines } from './terminal-areas.ts';
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
import { explainLine, hanging, toned, warning } from './terminal-lines.ts';
import type { Paint, Tone } from './terminal-style.ts';
import { attributionSentence } from './verdict-sentence.ts';

const CAPTURES_SHOWN = 3;
const FINDINGS_SHOWN = 5;

/** Blocks of lines, to be set apart by blank ones. */
export function longSummary(
  result: AnalysisResult,
  columns: number,
  paint: Paint,
  written: WrittenFiles | undefined,
): string[][] {
  const anyApp = result.apps.some(isKnownApp);
  return [
    inputBlock(result, columns, paint),
    attributionBlock(result, columns, paint),
    anyApp ? appTable(evidenceRows(result), columns, paint) : channelTable(result.channels, columns, paint),
    findingsBlock(result, anyApp, written, columns, paint),
    areaLines(result, columns, paint),
    filesBlock(written, columns, paint),
  ];
}

function inputBlock(result: AnalysisResult, columns: number, paint: Paint): string[] {
  const { manifest } = result;
  const source = `Provenance: ${[provenance(result), beginning(result)].filter(Boolean).join(', ')}`;
  const lines = [
    ...toned('bold', hanging(captureFacts(result), columns), paint),
    ...toned('dim', hanging(source, columns), paint),
  ];
  const damaged = manifest.captures.filter((capture) => capture.stop.reason !== 'end');
  for (const capture of damaged.slice(0, CAPTURES_SHOWN)) lines.push(...warning(earlyEnd(capture), columns, paint));
  if (damaged.length > CAPTURES_SHOWN)
    lines.push(
      ...warning(
        `${counted(damaged.length - CAPTURES_SHOWN, 'more capture is', 'more captures are')} damaged.`,
        columns,
        paint,
      ),
    );
  const lost = lostPackets(result);
  if (lost !== '') lines.push(...warning(`Packets not decoded: ${lost}.`, columns, paint));
  const faulty = faultySentence(result);
  if (faulty !== '') lines.push(...warning(faulty, columns, paint));
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

function findingsBlock(
  result: AnalysisResult,
  anyApp: boolean,
  written: WrittenFiles | undefined,
  columns: number,
  paint: Paint,
): string[] {
  const ranked = rankedFindings(result);
  const worth = ranked.filter((finding) => finding.verdict !== 'expected');
  const explained = ranked.length - worth.length;
  const lines = [paint('bold', worth.length === 0 ? 'No findings' : counted(worth.length, 'finding'))];
  if (worth.length === 0) {
    lines.push(...hanging(withoutFindings(result, anyApp), columns, '  ', '  '));
  }
  for (const finding of worth.slice(0, FINDINGS_SHOWN)) {
    const tone: Tone = finding.verdict === 'alert' ? 'signal' : 'notice';
    const facts = `${finding.verdict}, ${finding.level}, ${bitsText(Math.round(finding.score))}`;
    const narrow = columns < 70;
    const name = truncateText(appName(finding.app), columns - (narrow ? 4 : 8 + facts.length));
    const head = `  ${paint(tone, `${finding.verdict === 'alert' ? '●' : '○'} ${name}`)}`;
    lines.push(...(narrow ? [head, `    ${facts}`] : [`${head}  ${facts}`]));
    lines.push(...hanging(finding.sentence, columns, '    ', '    '), ...explainLine(finding, columns, paint));
  }
  if (worth.length > FINDINGS_SHOWN)
    lines.push(`  and ${worth.length - FINDINGS_SHOWN} more${written === undefined ? '' : ' in findings.ndjson'}`);
  const more = `${counted(explained, 'more finding', 'more findings')} explained by catalogue, allowlist or baseline.`;
  if (explained > 0) lines.push(...hanging(worth.length > 0 ? more : more.replace('more ', ''), columns, '  ', '  '));
  return lines;
}

function filesBlock(written: WrittenFiles | undefined, columns: number, paint: Paint): string[] {
  if (written === undefined) {
    return toned('dim', hanging(NOTHING_WRITTEN, columns), paint);
  }
  const folder = written.folder.endsWith('/') ? written.folder : `${written.folder}/`;
  const records = written.files.filter((file) => file !== 'report.html');
  const lines =
    records.length === written.files.length ? [] : hanging(`${folder}report.html`, columns, 'Report   ', '         ');
  if (records.length > 0)
    lines.push(...toned('dim', hanging(`${folder} ${records.join(' ')}`, columns, 'Records  ', '         '), paint));
  return lines;
}
