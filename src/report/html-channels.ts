// The destinations of the HTML report: one row a channel, those with ciphertext that no declared protocol explains first.

import type { AppSummaryRecord } from '../evidence/finding-record.ts';
import type { ChannelList, ChannelRecord } from '../features/channel-record.ts';
import { PERIODICITY_TERMS } from '../models/periodicity-terms.ts';
import { isUnexplainedClass } from '../models/unexplained-class.ts';
import { appName, destinationName } from './app-evidence.ts';
import { channelFilter, flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable, nameHtml } from './html-table.ts';
import { counted, humanBytes, humanCount, humanDuration, humanShare, keptWithUnits } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

const CHANNELS_SHOWN = 40;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'Destination', css: 'name-cell' },
  { title: 'App', css: 'app-cell' },
  { title: 'Flows', css: 'number' },
  { title: 'Up', css: 'number' },
  { title: 'Down', css: 'number' },
  { title: 'Encryption' },
  { title: 'Repeats', css: 'coverage' },
];

/** `apps`: those that have a name other than a package are called by it, as in the other tables. */
export function channelSection(channels: ChannelList, apps: readonly AppSummaryRecord[] = []): string {
  if (channels.length === 0) {
    return '<section id="destinations" aria-labelledby="destinations-title"><h2 id="destinations-title">Destinations</h2><p class="muted">Nothing was sent anywhere.</p></section>';
  }
  const left = channels.length - CHANNELS_SHOWN;
  const labels: Labels = new Map(
    apps.flatMap(({ uid, label }) => (uid === undefined || label === undefined ? [] : [[uid, { label }]])),
  );
  return `<section id="destinations" aria-labelledby="destinations-title">
<h2 id="destinations-title">Destinations</h2>
<p class="small muted">Where apps sent to. Ciphertext that no declared protocol explains comes first, then by bytes.</p>
${htmlTable(
  'destinations-title',
  COLUMNS,
  channels.foremost(CHANNELS_SHOWN).map((channel) => cellsOf(channel, labels)),
)}
${left > 0 ? `<p class="small muted">${counted(left, 'more destination')} in channels.ndjson.</p>` : ''}
<details class="printed"><summary>What the numbers of a rhythm mean</summary><dl class="settings">
${PERIODICITY_TERMS.map(({ title, sentence }) => `<dt>${htmlText(title)}</dt><dd>${htmlText(sentence)}</dd>`).join('\n')}
</dl></details>
</section>`;
}

type Labels = ReadonlyMap<number, { readonly label: string }>;

function cellsOf(channel: ChannelRecord, labels: Labels): string[] {
  const { destination, encryption } = channel;
  const host = destination.domain ?? destination.ip ?? 'unknown';
  const shown = destinationName(channel, 80);
  const scheme = encryption.scheme === undefined ? '' : `, ${encryption.scheme}`;
  const kind = htmlText(truncateText(`${encryption.class}${scheme}`, 40));
  const toned = isUnexplainedClass(encryption.class) ? `<span class="signal">${kind}</span>` : kind;
  const filter = channelFilter(host, destination.port, channel.transport, channel.app ?? {});
  return [
    nameHtml(shown, 100),
    ownerHtml(channel, labels),
    flowLink(filter, humanCount(channel.flows)),
    flowLink(filter, humanBytes(channel.bytes_up)),
    flowLink(filter, humanBytes(channel.bytes_down)),
    toned,
    repeats(channel, filter),
  ];
}

/** Where no app is known, channels are kept apart by device: without it two rows would look the same. */
function ownerHtml({ app, device }: ChannelRecord, labels: Labels): string {
  if (app !== undefined) return nameHtml(appName({ ...app, ...labels.get(app.uid ?? -1) }), 60);
  return device === undefined ? '' : `<span class="muted">device ${nameHtml(device, 60)}</span>`;
}

function repeats({ periodicity }: ChannelRecord, filter: string): string {
  const { verdict, period_s, jitter_share, periods_seen, missed_share, explained_share, q_value } = periodicity;
  if (verdict === 'insufficient') return '<span class="muted">too few to say</span>';
  if (verdict === 'aperiodic' || period_s === undefined) return 'no';
  const facts = [
    `every ${humanDuration(period_s * 1e6)}`,
    share('jitter', jitter_share),
    periods_seen === undefined ? undefined : counted(periods_seen, 'period'),
    share('missed', missed_share),
    share('explained', explained_share),
    q_value === undefined ? undefined : `q ${q_value < 0.001 ? q_value.toExponential(1) : q_value.toFixed(3)}`,
  ];
  return flowLink(filter, keptWithUnits(facts.filter((fact) => fact !== undefined).join(', ')));
}

function share(name: string, value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${name} ${humanShare(value, 1)}`;
}
