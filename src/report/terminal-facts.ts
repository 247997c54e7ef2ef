// What both forms of the terminal summary say of the input and of an empty result. Names and reasons are cut: they are the capture's.

import type { AnalysisResult } from './analysis-result.ts';
import { unreadRest } from './early-stop.ts';
import { counted, humanBytes, humanCount, humanDuration } from './human-number.ts';
import { packetFaults } from './packet-faults.ts';
import { truncateText } from './safe-text.ts';

/** Where the files are and which were written. */
export interface WrittenFiles {
  folder: string;
  files: readonly string[];
}

export const NOTHING_WRITTEN = 'Nothing was written. Add -o FOLDER for the report and the records behind it.';

const FILE_NAME_CELLS = 48;
const KINDS_SHOWN = 3;
/** Of what is wrong with a file: a reason of our own is shorter. */
const REASON_CELLS = 96;

/** `run42.pcapng · 48,120 packets · 13.9 MB · 342 flows · 24 h` */
export function captureFacts({ manifest, totals }: AnalysisResult): string {
  const [only, ...others] = manifest.captures;
  const facts = [
    only !== undefined && others.length === 0
      ? truncateText(only.file, FILE_NAME_CELLS)
      : counted(manifest.captures.length, 'capture'),
    // Of some apps only flows and their bytes are counted: the packets are all of the capture's.
    ...(isOfSomeApps(manifest) ? [] : [counted(totals.packets, 'packet')]),
    humanBytes(totals.bytes),
    counted(totals.flows, 'flow'),
  ];
  if (totals.firstUs !== undefined && totals.lastUs !== undefined)
    facts.push(humanDuration(totals.lastUs - totals.firstUs));
  return facts.join(' · ');
}

function isOfSomeApps({ config }: AnalysisResult['manifest']): boolean {
  const { only_app: wanted } = config;
  return Array.isArray(wanted) && wanted.length > 0;
}

export function provenance({ manifest }: AnalysisResult): string {
  const origins = [...new Set(manifest.captures.map((capture) => capture.provenance))];
  return origins.map((origin) => truncateText(origin, FILE_NAME_CELLS)).join(', ') || 'unknown';
}

/** `from 2026-01-09 00:00:00 UTC`; empty where no packet has a time. */
export function beginning({ manifest }: AnalysisResult): string {
  const first = manifest.captures.map((capture) => capture.first).find((time) => time !== undefined);
  return first === undefined ? '' : `from ${first.slice(0, 19).replace('T', ' ')} UTC`;
}

export function earlyEnd(capture: AnalysisResult['manifest']['captures'][number]): string {
  const { file, stop } = capture;
  const where = 'offset' in stop ? ` at byte ${humanCount(stop.offset)}` : '';
  const name = truncateText(file, FILE_NAME_CELLS);
  if ('read_on' in stop)
    return `${name} is damaged${where} (${truncateText(stop.reason, REASON_CELLS)}); reading went on behind it.`;
  const reason = [truncateText(stop.reason, REASON_CELLS), ...unreadRest(capture)].join('; ');
  return `${name} ends early${where} (${reason}); what came before was analysed.`;
}

/** Of the first capture of which there is something to tell, and how many more there are. */
export function faultySentence({ manifest }: AnalysisResult): string {
  const faulty = manifest.captures.filter((capture) => packetFaults(capture).length > 0);
  const [first, ...others] = faulty;
  if (first === undefined) return '';
  const name = manifest.captures.length === 1 ? '' : `${truncateText(first.file, FILE_NAME_CELLS)}: `;
  const more =
    others.length === 0 ? '' : ` ${counted(others.length, 'more capture is', 'more captures are')} like that.`;
  const [fault = '', ...rest] = packetFaults(first);
  return `${name}${[name === '' ? fault.charAt(0).toUpperCase() + fault.slice(1) : fault, ...rest].join('; ')}.${more}`;
}

/** `12 truncated, 3 malformed, 5 incomplete datagrams`; empty where every packet was decoded. */
export function lostPackets({ manifest }: AnalysisResult): string {
  const sums = new Map<string, number>();
  const fragments = manifest.counts['incomplete_fragments'] ?? 0;
  if (fragments > 0) sums.set(fragments === 1 ? 'incomplete datagram' : 'incomplete datagrams', fragments);
  for (const capture of manifest.captures) {
    for (const [why, packets] of Object.entries(capture.not_decoded)) sums.set(why, (sums.get(why) ?? 0) + packets);
  }
  const parts = [...sums].filter(([, packets]) => packets > 0).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = parts
    .slice(0, KINDS_SHOWN)
    .map(([why, packets]) => `${humanCount(packets)} ${truncateText(why.replaceAll('_', ' '), 40)}`);
  const more = parts.length - KINDS_SHOWN;
  return more > 0 ? `${shown.join(', ')}, and ${counted(more, 'other kind')}` : shown.join(', ');
}

export function withoutFindings({ totals }: AnalysisResult, anyApp: boolean): string {
  if (totals.flows === 0) return 'There was nothing to judge.';
  return anyApp
    ? 'No app shows the pattern in what was collected. What was not collected stands below.'
    : 'Where no app is known, nothing can be judged app by app.';
}
