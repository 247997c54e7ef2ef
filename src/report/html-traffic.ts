// Traffic by app in the HTML report: when each app's flows started, how much went up and down, and how it was encrypted. Facts, no judgement.

import { isUnexplainedClass } from '../models/unexplained-class.ts';
import { type EvidenceRow, encryptionShares } from './app-evidence.ts';
import { appFilter, exactTerm, flowLink } from './html-links.ts';
import { type HtmlColumn, htmlTable, nameHtml } from './html-table.ts';
import { counted, humanBytes, humanCount, humanShare } from './human-number.ts';
import { TIMELINE_BINS, type Timeline } from './report-flows.ts';
import { htmlText, truncateText } from './safe-text.ts';

const ROWS_SHOWN = 60;
const CLASSES_SHOWN = 4;
const SPARK_HEIGHT = 20;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'App', css: 'name-cell' },
  { title: 'Starts of flows over the capture', css: 'spark' },
  { title: 'Flows', css: 'number' },
  { title: 'Up', css: 'number' },
  { title: 'Down', css: 'number' },
  { title: 'Destinations', css: 'number' },
  { title: 'Encryption, by flows' },
  { title: 'Attribution' },
];

export function trafficSection(
  apps: readonly EvidenceRow[],
  timelines: ReadonlyMap<number | undefined, Timeline>,
): string {
  const left = apps.length - ROWS_SHOWN;
  const rows = apps.slice(0, ROWS_SHOWN).map((row) => cellsOf(row, timelines.get(row.app.uid)));
  const body =
    rows.length === 0 ? '<p class="muted">There is no app to show.</p>' : htmlTable('traffic-title', COLUMNS, rows);
  return `<section id="traffic" aria-labelledby="traffic-title">
<h2 id="traffic-title">Traffic by app</h2>
<p class="small muted">Taller marks are more flows; thick ones in the warm colour hold custom or embedded ciphertext.</p>
${body}${left > 0 ? `<p class="small muted">${counted(left, 'more app')} in apps.ndjson.</p>` : ''}
</section>`;
}

function cellsOf({ app, name }: EvidenceRow, timeline: Timeline | undefined): string[] {
  const own = appFilter(app);
  const shares = encryptionShares(app.encryption);
  const classes = shares.slice(0, CLASSES_SHOWN).map(({ name: kind, share }) => {
    const words = `${truncateText(kind, 40)} ${humanShare(share, 1)}`;
    const text = flowLink(`${own} ${exactTerm('enc', kind).replace(':=', ':')}`, words);
    return `<span class="nowrap${isUnexplainedClass(kind) ? ' signal' : ''}">${text}</span>`;
  });
  const levels = Object.entries(app.attribution).filter(([, flows]) => flows > 0);
  const attribution =
    levels.length === 1
      ? htmlText(truncateText((levels[0] as [string, number])[0], 80))
      : levels.map(([level, flows]) => flowLink(own, `${truncateText(level, 20)} ${humanCount(flows)}`)).join(', ');
  return [
    nameHtml(name),
    timeline === undefined ? '' : sparkline(timeline),
    flowLink(own, humanCount(app.flows)),
    flowLink(own, humanBytes(app.bytes_up)),
    flowLink(own, humanBytes(app.bytes_down)),
    flowLink(own, humanCount(app.destinations)),
    classes.join(', '),
    attribution,
  ];
}

/** Height grows with the square root of the count, so that one flow is still seen beside a hundred. */
function sparkline({ counts, signal, flows }: Timeline): string {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const shapes = { calm: '', signal: '' };
  counts.forEach((count, i) => {
    if (count === 0) return;
    const height = Math.round((4 + (SPARK_HEIGHT - 4) * Math.sqrt(count / most)) * 10) / 10;
    shapes[(signal[i] as number) > 0 ? 'signal' : 'calm'] += `M${i + 0.5} ${SPARK_HEIGHT}v-${height}`;
  });
  const path = (tone: 'calm' | 'signal', width: number): string =>
    shapes[tone] === '' ? '' : `<path class="k-${tone}" d="${shapes[tone]}" stroke-width="${width}"/>`;
  return `<svg class="spark" viewBox="0 0 ${TIMELINE_BINS} ${SPARK_HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${counted(flows, 'flow')}">${path('calm', 0.8)}${path('signal', 1.6)}</svg>`;
}
