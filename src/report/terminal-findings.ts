// Findings in the short form of the terminal summary, a line each: who, where to, verdict, bits, in how many of the five areas, of what class.

import type { FindingRecord } from '../evidence/finding-record.ts';
import type { ChannelRecord } from '../features/channel-record.ts';
import { hostAndPort } from '../features/destination-text.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { AREAS, appName, destinationName } from './app-evidence.ts';
import { counted } from './human-number.ts';
import { truncateText } from './safe-text.ts';
import type { Paint, Tone } from './terminal-style.ts';
import { type TableCell, type TableColumn, tableLines } from './terminal-table.ts';

/** Channels that are asked whether a finding's sentence names them; those with unexplained ciphertext come first. */
const CHANNELS_ASKED = 256;
const DESTINATION_COLUMNS = 76;
const CLASS_COLUMNS = 96;
const ANALYTIC_COLUMNS = 'Analytic  '.length;

/** The head, which counts all of `worth`, and a line for each of the first `shown`. */
export function findingLines(
  worth: readonly FindingRecord[],
  shown: number,
  { channels }: Pick<AnalysisResult, 'channels'>,
  columns: number,
  paint: Paint,
): string[] {
  const asked = channels.foremost(CHANNELS_ASKED);
  // An app may have a finding of each analytic, for the same channels.
  const hasAnalytic = new Set(worth.map(({ analytic }) => analytic.id)).size > 1;
  const room = columns - (hasAnalytic ? ANALYTIC_COLUMNS : 0);
  const hasDestination = room >= DESTINATION_COLUMNS;
  const hasClass = room >= CLASS_COLUMNS;
  const heads: TableColumn[] = [{ title: counted(worth.length, 'finding'), align: 'left', flexible: true }];
  if (hasDestination) heads.push({ title: 'Destination', align: 'left' });
  if (hasAnalytic) heads.push({ title: 'Analytic', align: 'left' });
  heads.push({ title: 'Verdict', align: 'left' }, { title: 'Bits', align: 'right' }, { title: 'Areas', align: 'left' });
  if (hasClass) heads.push({ title: 'Encryption', align: 'left' });
  const rows = worth.slice(0, shown).map((finding) => {
    const tone: Tone = finding.verdict === 'alert' ? 'signal' : 'notice';
    const named = namedChannels(finding, asked);
    // Where no app is known and there is no room for both, the destination tells findings apart.
    const isNamed = hasDestination || finding.app.uid !== undefined || named.length === 0;
    const name = isNamed ? appName(finding.app) : destinationText(named, columns);
    const cells: TableCell[] = [{ text: `${finding.verdict === 'alert' ? '●' : '○'} ${name}`, tone }];
    if (hasDestination) cells.push({ text: destinationText(named, Math.floor(columns * 0.35)) });
    if (hasAnalytic) cells.push({ text: finding.analytic.id });
    const seen = AREAS.filter(({ area }) => finding.areas[area].status === 'observed').length;
    cells.push(
      { text: finding.verdict, tone },
      { text: String(Math.round(finding.score)) },
      { text: `${seen} of ${AREAS.length}` },
    );
    if (hasClass) cells.push({ text: classText(named[0]) });
    return cells;
  });
  return tableLines(heads, rows, columns, paint);
}

/** Those of its app that the sentence names, in the sentence's order. */
function namedChannels({ app, sentence }: FindingRecord, asked: readonly ChannelRecord[]): ChannelRecord[] {
  const own = asked.filter((channel) =>
    app.uid === undefined ? channel.app === undefined && channel.device === app.device : channel.app?.uid === app.uid,
  );
  return own
    .map((channel) => ({ channel, place: placeIn(sentence, channel) }))
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.place - b.place)
    .map(({ channel }) => channel);
}

function placeIn(sentence: string, { destination, transport }: ChannelRecord): number {
  const { domain, ip, port } = destination;
  const host = domain ?? ip ?? 'several addresses';
  return sentence.indexOf(` ${hostAndPort(host, port, transport)} over ${transport}`);
}

function destinationText([first, ...others]: readonly ChannelRecord[], cells: number): string {
  if (first === undefined) return '';
  const name = destinationName(first, cells - `:${first.destination.port}`.length - (others.length > 0 ? 3 : 0));
  return truncateText(others.length > 0 ? `${name}, …` : name, cells);
}

function classText(channel: ChannelRecord | undefined): string {
  if (channel === undefined) return '';
  const { class: name, scheme } = channel.encryption;
  return scheme === undefined ? name : `${name} (${truncateText(scheme, 12)})`;
}
