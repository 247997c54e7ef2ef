// The keys of the HTML report that are met in several channels: one server, author or library stands behind each, and the page says where.

import type { ChannelList, SharedKeyRecord } from '../features/channel-record.ts';
import { destinationName } from './app-evidence.ts';
import { destinationFilter, flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable, nameHtml } from './html-table.ts';
import { counted, humanCount } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

const KEYS_SHOWN = 40;
const SHOWN_DIGITS = 12;
const APPS_SHOWN = 4;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'Key', css: 'name-cell' },
  { title: 'Kind' },
  { title: 'Sent in' },
  { title: 'Flows', css: 'number' },
  { title: 'Destinations' },
  { title: 'Apps', css: 'app-cell' },
];

/** Empty where no key is met twice. */
export function sharedKeySection(channels: ChannelList): string {
  const keys = channels.sharedKeys(KEYS_SHOWN + 1);
  if (keys.length === 0) return '';
  const more = keys.length > KEYS_SHOWN ? '<p class="small muted">More under keys in channels.ndjson.</p>' : '';
  return `<section id="keys" aria-labelledby="keys-title">
<h2 id="keys-title">Keys met again</h2>
<p class="small muted">Public keys that several channels carry, each named by its SHA-256. One key in several places is one server, author or library; which, the bytes do not say. A certificate is shown by its server to everybody.</p>
${htmlTable('keys-title', COLUMNS, keys.slice(0, KEYS_SHOWN).map(cellsOf))}
${more}
</section>`;
}

function cellsOf(key: SharedKeyRecord): string[] {
  const places = key.destinations.map((place) => {
    const { domain, ip, port } = place.destination;
    return flowLink(destinationFilter(domain ?? ip ?? 'unknown', port), destinationName(place, 60));
  });
  const others = key.channels - key.destinations.length;
  if (others > 0) places.push(`<span class="muted">${counted(others, 'more channel')}</span>`);
  const apps = key.apps.slice(0, APPS_SHOWN).map((name) => nameHtml(name, 60));
  if (key.apps.length > APPS_SHOWN) apps.push(`<span class="muted">${key.apps.length - APPS_SHOWN} more</span>`);
  return [
    `<span class="id">${key.key_id.slice(0, SHOWN_DIGITS)}…</span>`,
    htmlText(truncateText(key.algorithm, 40)),
    key.certificate === true ? 'certificates' : '<span class="signal">openings</span>',
    humanCount(key.flows),
    places.join(', '),
    apps.join(', '),
  ];
}
