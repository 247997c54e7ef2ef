// Traffic by app in the HTML report: when each app's flows started, how much went up and down, and how it was encrypted. Facts, no judgement.

import type { AnalysisResult } from './analysis-result.ts';
import { type EvidenceRow, encryptionShares, isUnexplainedClass } from './app-evidence.ts';
import { flowLink } from './html-evidence.ts';
import type { FlowSample } from './html-flow-sample.ts';
import { LANE_BINS, type Lane, laneChart } from './html-lanes.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { counted, humanBytes, humanCount, humanShare } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

/** How many apps get a lane of their own. */
export const TIMELINE_APPS = 12;
const ROWS_SHOWN = 60;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'App', css: 'name-cell' },
  { title: 'Flows', css: 'number' },
  { title: 'Up', css: 'number' },
  { title: 'Down', css: 'number' },
  { title: 'Destinations', css: 'number' },
  { title: 'Encryption, by flows' },
  { title: 'Attribution' },
];

export function trafficSection(apps: readonly EvidenceRow[], sample: FlowSample, result: AnalysisResult): string {
  const left = apps.length - ROWS_SHOWN;
  const table = apps.length === 0 ? '' : htmlTable('traffic-title', COLUMNS, apps.slice(0, ROWS_SHOWN).map(cellsOf));
  return `<section id="traffic" aria-labelledby="traffic-title">
<h2 id="traffic-title">Traffic by app</h2>
${timeline(apps, sample, result)}
${table}${left > 0 ? `<p class="small muted">${counted(left, 'more app')} in apps.ndjson.</p>` : ''}
</section>`;
}

function timeline(apps: readonly EvidenceRow[], sample: FlowSample, result: AnalysisResult): string {
  const { firstUs, lastUs } = result.totals;
  const known = apps.filter(({ app }) => app.uid !== undefined);
  const shown = known.slice(0, TIMELINE_APPS).map(({ app, name }) => ({ uid: app.uid, name }));
  const lanes = [...shown, { uid: undefined, name: 'no app known' }].flatMap(
    ({ uid, name }): (Lane & { flows: number })[] => {
      const flows = sample.timelines.get(uid);
      if (flows === undefined || flows.flows === 0) return [];
      return [{ name, flows: flows.flows, marks: [{ kind: 'counts', counts: flows.counts, signal: flows.signal }] }];
    },
  );
  if (firstUs === undefined || lastUs === undefined || lastUs <= firstUs || lanes.length === 0) {
    return '<p class="small muted">There is no span of time to draw.</p>';
  }
  const left = known.length - shown.length;
  const more = left > 0 ? ` ${counted(left, 'more app')} not drawn.` : '';
  const key = 'Thick orange columns hold custom or embedded ciphertext, thin blue ones do not.';
  return laneChart({
    id: 'timeline',
    title: 'Flows over time, by app',
    description: `${lanes.map(({ name, flows }) => `${truncateText(name, 40)}: ${counted(flows, 'flow')}`).join('; ')}.`,
    caption: `Starts of flows in ${LANE_BINS} equal parts of the capture; taller is more. ${key}${more}`,
    startUs: firstUs,
    endUs: lastUs,
    lanes,
  });
}

function cellsOf({ app, name }: EvidenceRow): string[] {
  const shownName = truncateText(name, 80);
  const link = app.uid === undefined ? htmlText(shownName) : flowLink(`uid:${app.uid}`, shownName);
  const classes = encryptionShares(app.encryption)
    .slice(0, 4)
    .map(({ name: kind, share }) => {
      const text = htmlText(`${truncateText(kind, 40)} ${humanShare(share, 1)}`);
      return isUnexplainedClass(kind) ? `<span class="signal">${text}</span>` : text;
    });
  const levels = Object.entries(app.attribution).filter(([, flows]) => flows > 0);
  const attribution =
    levels.length === 1
      ? (levels[0] as [string, number])[0]
      : levels.map(([level, flows]) => `${level} ${humanCount(flows)}`).join(', ');
  return [
    `<span class="id">${link}</span>`,
    humanCount(app.flows),
    humanBytes(app.bytes_up),
    humanBytes(app.bytes_down),
    humanCount(app.destinations),
    classes.join(', '),
    htmlText(truncateText(attribution, 80)),
  ];
}
