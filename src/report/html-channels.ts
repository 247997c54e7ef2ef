// The destinations of the HTML report: one row a channel, those with ciphertext that no declared protocol explains first.

import type { ChannelList, ChannelRecord } from '../features/channel-record.ts';
import { appName, destinationName, isUnexplainedClass } from './app-evidence.ts';
import { destinationFilter, flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { counted, humanBytes, humanCount, humanDuration, humanShare } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

const CHANNELS_SHOWN = 40;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'Destination', css: 'name-cell' },
  { title: 'App' },
  { title: 'Flows', css: 'number' },
  { title: 'Up', css: 'number' },
  { title: 'Down', css: 'number' },
  { title: 'Encryption' },
  { title: 'Repeats' },
];

export function channelSection(channels: ChannelList): string {
  if (channels.length === 0) {
    return '<section id="destinations" aria-labelledby="destinations-title"><h2 id="destinations-title">Destinations</h2><p class="muted">Nothing was sent anywhere.</p></section>';
  }
  const left = channels.length - CHANNELS_SHOWN;
  return `<section id="destinations" aria-labelledby="destinations-title">
<h2 id="destinations-title">Destinations</h2>
<p class="small muted">Where apps sent to. Ciphertext that no declared protocol explains comes first, then by bytes.</p>
${htmlTable('destinations-title', COLUMNS, channels.foremost(CHANNELS_SHOWN).map(cellsOf))}
${left > 0 ? `<p class="small muted">${counted(left, 'more destination')} in channels.ndjson.</p>` : ''}
</section>`;
}

function cellsOf(channel: ChannelRecord): string[] {
  const { destination, encryption } = channel;
  const host = destination.domain ?? destination.ip ?? 'unknown';
  const shown = destinationName(destination, 80);
  const app = channel.app === undefined ? '' : truncateText(appName(channel.app), 60);
  const scheme = encryption.scheme === undefined ? '' : `, ${encryption.scheme}`;
  const kind = htmlText(truncateText(`${encryption.class}${scheme}`, 40));
  const toned = isUnexplainedClass(encryption.class) ? `<span class="signal">${kind}</span>` : kind;
  const filter = destinationFilter(host, destination.port, channel.app?.uid);
  return [
    `<span class="id">${htmlText(shown)}</span>`,
    `<span class="id">${htmlText(app)}</span>`,
    flowLink(filter, humanCount(channel.flows)),
    humanBytes(channel.bytes_up),
    humanBytes(channel.bytes_down),
    toned,
    repeats(channel),
  ];
}

function repeats({ periodicity }: ChannelRecord): string {
  const { verdict, period_s, jitter_share } = periodicity;
  if (verdict === 'insufficient') return '<span class="muted">too few to say</span>';
  if (verdict === 'aperiodic' || period_s === undefined) return 'no';
  const jitter = jitter_share === undefined ? undefined : humanShare(jitter_share, 1);
  return `every ${humanDuration(period_s * 1e6)}${jitter === undefined ? '' : `, jitter ${jitter}`}`;
}
