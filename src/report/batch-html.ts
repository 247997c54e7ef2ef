// index.html of the report over a lake: one self-contained page with the look of a capture's report. Apps in the order in which to look at them,
// a paragraph for each of the first, and what the lake could not say. No string of a capture or log can become markup or script in it.

import { rfc3339 } from '../base/rfc3339.ts';
import type { LakeGaps } from '../lake/lake-gaps.ts';
import { batchApp, hasParagraph, scoreText, stateBadge } from './batch-app.ts';
import { batchGaps, gapCounts } from './batch-gaps.ts';
import { batchHeadline, SCORE_WORDS } from './batch-headline.ts';
import type { RankedApp } from './batch-ranking.ts';
import { batchSparkline } from './batch-sparkline.ts';
import { clockRange } from './html-findings.ts';
import { brokenAtDots } from './html-navigation.ts';
import { htmlPage } from './html-page.ts';
import { type HtmlColumn, htmlTable, nameHtml } from './html-table.ts';
import { counted, humanBytes, humanCount } from './human-number.ts';
import { pageAssets } from './page-assets.ts';
import { htmlText, truncateText } from './safe-text.ts';

export interface BatchReport {
  /** Ranked. */
  readonly apps: readonly RankedApp[];
  readonly gaps: LakeGaps;
  /** As it was named. */
  readonly lake: string;
  readonly captures: number;
  readonly devices: number;
  readonly toolVersion: string;
}

/** Apps with a line in the table. */
const TABLE_APPS = 200;
/** Of these the first that have something to tell have a paragraph. */
const ARTICLES = 60;
const NAVIGATION = 16;
const COLUMNS: readonly HtmlColumn[] = [
  { title: 'App', css: 'name-cell' },
  { title: 'State', css: 'result' },
  { title: 'Score', css: 'number', hint: 'bits, of the latest session against the quiet ones before it' },
  { title: 'Scores over time', css: 'spark' },
  { title: 'Sessions', css: 'number' },
  { title: 'Alerts', css: 'number' },
  { title: 'Obs.', css: 'number', hint: 'observations: findings below an alert' },
  { title: 'Dest.', css: 'number', hint: 'destinations: domains, and addresses without a name' },
  { title: 'Up', css: 'number' },
  { title: 'Down', css: 'number' },
  { title: 'Last seen' },
];

export function batchHtml(report: BatchReport): string {
  const { apps, gaps, toolVersion } = report;
  const listed = apps.slice(0, TABLE_APPS);
  const told = listed.filter(hasParagraph).slice(0, ARTICLES);
  const title = `Apps of ${truncateText(report.lake, 80)}`;
  const headline = batchHeadline(apps)
    .map(({ text, strong }) => (strong ? `<strong>${htmlText(text)}</strong>` : htmlText(text)))
    .join('');
  const body = `<a class="skip" href="#main">Skip to the report</a>
<header class="top"><div><h1>${htmlText(title)}</h1><p class="muted">${subtitle(report)}</p></div>
<div class="buttons"><button type="button" id="theme">Dark theme</button><button type="button" id="print">Print or save PDF</button></div></header>
<main id="main" class="layout" tabindex="-1">
<div class="intro">
<p class="verdict">${headline}</p>
<p class="lead">${htmlText(SCORE_WORDS)}</p>
${facts(report)}
</div>
${navigation(report, told)}
<div class="body">
<section id="ranking" aria-labelledby="ranking-title"><h2 id="ranking-title">Apps, in the order in which to look at them</h2>
<p class="small muted">Alerts first, then drift, then the most unusual latest session. The newest session is at the right; warm bars are unusual sessions or have alerts.</p>
${table(listed, new Set(told))}
${leftOut(apps.length - listed.length, 'more app')}</section>
<section id="apps" aria-labelledby="apps-title"><h2 class="hidden" id="apps-title">What was unusual</h2>
${told.map(batchApp).join('\n')}
${untold(apps, told)}</section>
${batchGaps(gaps, apps)}
<footer>This file is self-contained: it loads nothing from the network and its content policy forbids it. Made by cipherscope ${htmlText(toolVersion)}. What it shows are patterns, not proof of malice.</footer>
</div>
</main>`;
  return htmlPage({ title: `${title}: cipherscope report`, body, ...pageAssets() });
}

function table(apps: readonly RankedApp[], told: ReadonlySet<RankedApp>): string {
  if (apps.length === 0) return '<p class="muted">There is no app to show.</p>';
  const rows = apps.map((app) => {
    const { totals, rank } = app;
    const name = nameHtml(app.app);
    return [
      told.has(app) ? `<a href="#app-${rank}">${name}</a>` : name,
      stateBadge(app.state),
      scoreText(app),
      batchSparkline(app.history),
      humanCount(totals.sessions),
      totals.alerts > 0 ? `<b class="signal">${humanCount(totals.alerts)}</b>` : '0',
      humanCount(totals.observations),
      humanCount(totals.destinations),
      humanBytes(totals.bytesUp),
      humanBytes(totals.bytesDown),
      `<span class="nowrap">${rfc3339(totals.lastUs).slice(0, 10)}</span>`,
    ];
  });
  return htmlTable('ranking-title', COLUMNS, rows);
}

function facts({ apps, captures, devices, gaps }: BatchReport): string {
  const count = (of: (app: RankedApp) => boolean) => humanCount(apps.filter(of).length);
  const list: [string, string][] = [
    ['Captures', humanCount(captures)],
    ['Devices', humanCount(devices)],
    ['Flows', humanCount(gaps.flows)],
    ['Apps', humanCount(apps.length)],
    ['Sessions', humanCount(apps.reduce((sum, { totals }) => sum + totals.sessions, 0))],
    ['With alerts', count(({ totals }) => totals.alerts > 0)],
    ['Drifting', count(({ drift }) => drift.status === 'drifting')],
    ['Without a score', `<a href="#gaps">${count(({ score }) => score.status === 'insufficient')}</a>`],
  ];
  return `<div class="clip"><dl class="facts">${list.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl></div>`;
}

function subtitle({ apps, captures, devices, toolVersion }: BatchReport): string {
  const first = apps.reduce((least, { totals }) => Math.min(least, totals.firstUs), Number.POSITIVE_INFINITY);
  const last = apps.reduce((most, { totals }) => Math.max(most, totals.lastUs), Number.NEGATIVE_INFINITY);
  const when = apps.length === 0 ? '' : `, ${clockRange(rfc3339(first), rfc3339(last))}`;
  return `${counted(captures, 'capture')} of ${counted(devices, 'device')}${when}, read with cipherscope ${htmlText(toolVersion)}`;
}

function navigation({ apps, gaps }: BatchReport, told: readonly RankedApp[]): string {
  const items = told.slice(0, NAVIGATION).map((app) => {
    const score = app.score.status === 'scored' ? app.score.score.toFixed(1) : 'n/a';
    return `<li><a href="#app-${app.rank}"><span>${brokenAtDots(truncateText(app.app, 40))}</span><b>${score}</b></a></li>`;
  });
  const counts = gapCounts(gaps, apps).map(
    ([label, count]) => `<li><a href="#gaps"><span>${label}</span><b class="gap">${htmlText(count)}</b></a></li>`,
  );
  const sections = [
    ['ranking', 'All apps in order'],
    ['apps', 'What was unusual'],
    ['gaps', 'What the lake could not say'],
  ].map(([id, name]) => `<li><a href="#${id}"><span>${name}</span></a></li>`);
  return `<nav aria-label="Contents">${items.length === 0 ? '' : `<p>First to look at</p><ol>${items.join('')}</ol>`}
${counts.length === 0 ? '' : `<p>Could not be said</p><ol>${counts.join('')}</ol>`}
<p>Report</p><ol>${sections.join('')}</ol></nav>`;
}

/** Which apps have no paragraph, and why. */
function untold(apps: readonly RankedApp[], told: readonly RankedApp[]): string {
  const worthy = apps.filter(hasParagraph).length;
  const quiet = apps.length - worthy;
  const calm =
    quiet === 0
      ? ''
      : `<p class="note muted">Of ${counted(quiet, 'app')} there is nothing to tell: nothing in the latest session stands out, or there were too few before it.</p>`;
  return `${leftOut(worthy - told.length, 'more app with something to tell', 'more apps with something to tell')}${calm}`;
}

function leftOut(count: number, singular: string, plural?: string): string {
  return count <= 0
    ? ''
    : `<p class="note muted">${counted(count, singular, plural)}: apps.csv has all of them, in the same order.</p>`;
}
