// The crypto posture of the HTML report: how the traffic protects itself, and what of it standards advise against. Not a finding, but what a
// reader of one wants to compare with.

import type { AppCryptoRecord } from '../evidence/app-crypto.ts';
import type { AppSummaryRecord } from '../evidence/finding-record.ts';
import { appName } from './app-evidence.ts';
import type { PostureGroup } from './crypto-posture.ts';
import { appFilter, flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable, nameHtml } from './html-table.ts';
import { humanCount } from './human-number.ts';
import { POSTURE_MARKS } from './posture-marks.ts';
import { htmlText, truncateText } from './safe-text.ts';

export function postureSection(groups: readonly PostureGroup[], apps: readonly AppSummaryRecord[]): string {
  const body =
    groups.length === 0
      ? '<p class="muted">No flow says how it protects itself.</p>'
      : `<div class="posture">${groups.map(table).join('\n')}</div>`;
  return `<section id="posture" aria-labelledby="posture-title">
<h2 id="posture-title">Crypto posture</h2>
<p class="small muted">What the traffic was protected with, by flows. A remark is about the protocol, not about the app.</p>
${body}
${appTable(apps)}
</section>`;
}

const APPS_SHOWN = 60;
const MARKS_SHOWN = 8;
const APP_COLUMNS: readonly HtmlColumn[] = [
  { title: 'App', css: 'name-cell' },
  { title: 'Flows', css: 'number' },
  { title: 'Versions' },
  { title: 'Post-quantum', css: 'number' },
  { title: 'No forward secrecy', css: 'number' },
  { title: 'Self-signed', css: 'number' },
  { title: 'Weak or legacy' },
];

function appTable(apps: readonly AppSummaryRecord[]): string {
  const rows = apps.flatMap((app) => (app.crypto === undefined ? [] : [appCells(app, app.crypto)]));
  if (rows.length === 0) return '';
  const left = rows.length - APPS_SHOWN;
  const more = left > 0 ? `<p class="small muted">${humanCount(left)} more in apps.ndjson.</p>` : '';
  return `<h3 class="sub" id="posture-apps">By app</h3>${htmlTable('posture-apps', APP_COLUMNS, rows.slice(0, APPS_SHOWN))}${more}`;
}

function appCells(app: AppSummaryRecord, crypto: AppCryptoRecord): string[] {
  const marks = { ...crypto.weak, ...crypto.legacy };
  const own = appFilter(app);
  const warned = Object.entries(marks)
    .slice(0, MARKS_SHOWN)
    .map(([name, flows]) => flowLink(`${own} tls:"${name}"`, `${truncateText(name, 60)} ${humanCount(flows)}`));
  const known = crypto.pq + crypto.not_pq;
  const count = (mark: string, flows: number): string =>
    flows === 0 ? '<span class="muted">0</span>' : flowLink(`${own} tls:${mark}`, humanCount(flows));
  return [
    nameHtml(appName(app)),
    flowLink(`${own} -tls:=`, humanCount(crypto.flows)),
    text(Object.keys(crypto.versions).join(', ')),
    known === 0
      ? '<span class="muted">not seen</span>'
      : `${count(POSTURE_MARKS.postQuantum, crypto.pq)} of ${count(`${POSTURE_MARKS.postQuantum}|${POSTURE_MARKS.classical}`, known)}`,
    count(POSTURE_MARKS.noForwardSecrecy, crypto.no_forward_secrecy),
    count(POSTURE_MARKS.selfSigned, crypto.self_signed),
    warned.length === 0 ? '' : `<span class="gap">${warned.join(', ')}</span>`,
  ];
}

function text(value: string): string {
  return htmlText(truncateText(value, 160));
}

function table({ title, rows }: PostureGroup, i: number): string {
  const columns: HtmlColumn[] = [{ title, css: 'name-cell' }, { title: 'Flows', css: 'number' }, { title: 'Remark' }];
  const cells = rows.map(({ name, flows, filter, remark }) => [
    `<span class="id">${htmlText(truncateText(name, 60))}</span>`,
    flowLink(filter, humanCount(flows)),
    remark === '' ? '' : `<span class="small">${htmlText(remark)}</span>`,
  ]);
  return `<div><h3 class="hidden" id="posture-${i}">${htmlText(title)}</h3>${htmlTable(`posture-${i}`, columns, cells)}</div>`;
}
