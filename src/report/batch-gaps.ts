// What a lake could not say, for the report over it: numbers for the side of the page, and a section that names the captures.

import type { CaptureGap } from '../lake/capture-remarks.ts';
import type { LakeGaps } from '../lake/lake-gaps.ts';
import type { RankedApp } from './batch-ranking.ts';
import { type HtmlColumn, htmlTable } from './html-table.ts';
import { counted, humanCount, humanShare } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

const CAPTURES_SHOWN = 50;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'Capture', css: 'name-cell' },
  { title: 'What happened', css: 'result' },
  { title: 'Reason' },
];

/** Label and count, for the side of the page; none where everything could be said. */
export function gapCounts(gaps: LakeGaps, apps: readonly RankedApp[]): [label: string, count: string][] {
  const unscored = apps.filter(({ score }) => score.status === 'insufficient').length;
  const driftless = apps.filter(({ drift }) => drift.status === 'insufficient').length;
  const unvetted = apps.filter(({ assertion }) => assertion === undefined).length;
  const all: [string, number][] = [
    ['Captures set aside', gaps.setAside.length],
    ['Captures read in part', gaps.partial.length],
    ['Captures with files gone', gaps.incomplete.length + gaps.damaged.length],
    ['Captures without logs', gaps.withoutLogs],
    ['Captures to be looked at', gaps.remarks.length],
    ['Apps without a score', unscored],
    ['Apps too new for drift', driftless],
    ['Apps unvetted', unvetted],
  ];
  const share = humanShare(gaps.unattributedFlows, gaps.flows);
  return [
    ...all.filter(([, count]) => count > 0).map(([label, count]): [string, string] => [label, humanCount(count)]),
    ...(gaps.unattributedFlows > 0 && share !== undefined ? [['Flows without an app', share] as [string, string]] : []),
  ];
}

export function batchGaps(gaps: LakeGaps, apps: readonly RankedApp[]): string {
  const rows = [
    ...gaps.setAside.map((gap) => row(gap, 'set aside')),
    ...gaps.incomplete.map((gap) => row(gap, 'files gone')),
    ...gaps.damaged.map((record) =>
      row({ capture: record, reason: 'its commit record cannot be read' }, 'record damaged'),
    ),
    ...gaps.partial.map((gap) => row(gap, 'read in part')),
    ...gaps.remarks.map((gap) => row(gap, 'to be looked at')),
  ];
  const left = rows.length - CAPTURES_SHOWN;
  const table = rows.length === 0 ? '' : htmlTable('gaps-title', COLUMNS, rows.slice(0, CAPTURES_SHOWN));
  const more = left > 0 ? `<p class="small muted">${counted(left, 'more capture')}: see lake show.</p>` : '';
  return `<section id="gaps" aria-labelledby="gaps-title">
<h2 id="gaps-title">What the lake could not say</h2>
<p>A blank means nobody was looking, not that nothing happened.</p>
<ul>${sentences(gaps, apps)
    .map((sentence) => `<li>${htmlText(sentence)}</li>`)
    .join('')}</ul>
${table}${more}
</section>`;
}

function sentences(gaps: LakeGaps, apps: readonly RankedApp[]): string[] {
  const unscored = apps.filter(({ score }) => score.status === 'insufficient').length;
  const driftless = apps.filter(({ drift }) => drift.status === 'insufficient').length;
  const lost = gaps.setAside.length + gaps.incomplete.length + gaps.damaged.length;
  const share = humanShare(gaps.unattributedFlows, gaps.flows);
  return [
    lost === 0
      ? 'Every capture that was handed in is in this report.'
      : `${counted(lost, 'capture')} of those handed in ${lost === 1 ? 'is' : 'are'} not in this report.`,
    ...(gaps.unattributedFlows === 0 || share === undefined
      ? []
      : [
          `${share} of the flows (${humanCount(gaps.unattributedFlows)}) belong to no known app: they teach no baseline.`,
        ]),
    ...(gaps.withoutLogs === 0
      ? []
      : [
          `${counted(gaps.withoutLogs, 'capture')} came without logs: what was not in the capture itself stays unseen.`,
        ]),
    ...(gaps.unversionedSessions === 0
      ? []
      : [
          `${counted(gaps.unversionedSessions, 'session')} of ${humanCount(gaps.sessions)} came without an inventory that tells version and signer of the app.`,
        ]),
    ...(unscored === 0
      ? []
      : [`The latest session of ${counted(unscored, 'app')} has too few quiet sessions before it for a score.`]),
    ...(driftless === 0
      ? []
      : [`${counted(driftless, 'app')} ${driftless === 1 ? 'has' : 'have'} too few quiet sessions to tell drift.`]),
    ...(gaps.configurations > 1
      ? [`Captures were analysed with ${gaps.configurations} different settings: their results stand side by side.`]
      : []),
  ];
}

function row({ capture, reason }: CaptureGap, what: string): string[] {
  // Reasons often begin with the file that stands in the first cell.
  const rest = reason.startsWith(`${capture}: `) ? reason.slice(capture.length + 2) : reason;
  return [`<span class="id">${text(capture, 160)}</span>`, what, text(rest, 300)];
}

function text(value: string, cells: number): string {
  return htmlText(truncateText(value, cells));
}
