// The crypto posture of the HTML report: how the traffic protects itself, and what of it standards advise against. Not a finding, but what a
// reader of one wants to compare with.

import type { CryptoPosture, PostureGroup } from './crypto-posture.ts';
import { flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { humanCount } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

export function postureSection(posture: CryptoPosture): string {
  const groups = posture.groups();
  const body =
    groups.length === 0
      ? '<p class="muted">No flow says how it protects itself.</p>'
      : `<div class="posture">${groups.map(table).join('\n')}</div>`;
  return `<section id="posture" aria-labelledby="posture-title">
<h2 id="posture-title">Crypto posture</h2>
<p class="small muted">What the traffic was protected with, by flows. A remark is about the protocol, not about the app.</p>
${body}
</section>`;
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
