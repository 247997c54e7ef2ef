// One app in the report over a lake: why it stands where it stands, and what was unusual about its latest session, in sentences.

import { rfc3339 } from '../base/rfc3339.ts';
import type { AppState, RankedApp } from './batch-ranking.ts';
import { batchSparkline } from './batch-sparkline.ts';
import { clockRange } from './html-findings.ts';
import { nameHtml } from './html-table.ts';
import { counted, humanCount } from './human-number.ts';
import { htmlText, truncateText } from './safe-text.ts';

const ITEMS_SHOWN = 6;
const BUILDS_NAMED = 4;
const SENTENCE_CELLS = 600;

const STATE_WORDS: Record<AppState, string> = {
  alert: 'alert',
  drifting: 'drifting',
  unusual: 'unusual',
  usual: 'usual',
  insufficient: 'cannot say',
};
/** Classes of the report's badges. */
const STATE_BADGES: Record<AppState, string> = {
  alert: 'badge alert',
  drifting: 'badge signal',
  unusual: 'badge observation',
  usual: 'muted',
  insufficient: 'gap',
};

export function stateBadge(state: AppState): string {
  return `<span class="${STATE_BADGES[state]}">${STATE_WORDS[state]}</span>`;
}

/** `18.2`, or a dash with its reason where too few sessions taught. */
export function scoreText({ score: { status, score } }: RankedApp): string {
  return status === 'scored' ? score.toFixed(1) : '<span class="gap" title="too few quiet sessions before">n/a</span>';
}

/** Apps of which nothing can be said but their numbers have no paragraph. */
export function hasParagraph({ state, score }: RankedApp): boolean {
  return state === 'alert' || state === 'drifting' || score.items.length > 0;
}

export function batchApp(app: RankedApp): string {
  const { rank, state, totals, history } = app;
  const css = state === 'alert' || state === 'drifting' ? 'alert' : state === 'unusual' ? 'observation' : '';
  const unit = app.score.status === 'scored' ? 'bits in the latest session' : 'too few sessions';
  return `<article class="finding${css === '' ? '' : ` ${css}`}" id="app-${rank}" aria-labelledby="app-${rank}-title">
<div class="head"><div><h2 id="app-${rank}-title">${nameHtml(app.app, 120)}</h2>
<p class="muted">${buildsText(app)} · ${counted(totals.devices, 'device')} · ${clockRange(rfc3339(totals.firstUs), rfc3339(totals.lastUs))}</p></div>
<p class="score"><b>${scoreText(app)}</b>${unit} · ${stateBadge(state)}</p></div>
<p class="sentence">${htmlText(reasonText(app))}</p>
${itemList(app)}
<p class="muted small">${history.length < 2 ? '' : `${batchSparkline(history)} `}${htmlText(baselineText(app))}</p>
</article>`;
}

/** Findings, drift and the latest session, a sentence each. */
function reasonText({ totals, drift, score, latest, highestAlert }: RankedApp): string {
  const { alerts, observations, highestScore } = totals;
  const found = [
    ...(alerts > 0 ? [counted(alerts, 'alert')] : []),
    ...(observations > 0 ? [counted(observations, 'observation')] : []),
  ].join(' and ');
  const when = `the latest session, of ${rfc3339(latest.startUs).slice(0, 10)} on ${truncateText(latest.device, 60)},`;
  const alerted = latest.alerts > 0 ? ` It has ${counted(latest.alerts, 'alert')}.` : '';
  return [
    found === ''
      ? `Nothing was found in ${counted(totals.sessions, 'session')}.`
      : `${found} in ${counted(totals.sessions, 'session')}${highestScore === undefined ? '' : `, the highest score being ${Math.round(highestScore)}`}.`,
    ...alertSentences(highestAlert),
    ...(drift.status === 'drifting' ? [`The app drifts: ${drift.reason}.`] : []),
    score.status === 'insufficient'
      ? `Whether ${when} is usual cannot be said: too few quiet sessions came before it.${alerted}`
      : `${capitalised(when)} scores ${score.score.toFixed(1)} bits${score.items.length === 0 ? ': nothing in it stands out' : ''}.${alerted}`,
  ].join(' ');
}

function alertSentences(alert: RankedApp['highestAlert']): string[] {
  if (alert === undefined) return [];
  const sentence = truncateText(alert.sentence, SENTENCE_CELLS);
  return [`${rfc3339(alert.startUs).slice(0, 10)}: ${sentence}${/[.!?…]$/.test(sentence) ? '' : '.'}`];
}

function itemList({ score: { items } }: RankedApp): string {
  if (items.length === 0) return '';
  const shown = items.slice(0, ITEMS_SHOWN).map(({ sentence, weight }) => {
    return `<li>${htmlText(truncateText(capitalised(sentence), SENTENCE_CELLS))}. <span class="muted small">${weight.toFixed(1)} bits</span></li>`;
  });
  const left = items.length - ITEMS_SHOWN;
  const more = left > 0 ? `<li class="muted">${counted(left, 'more item')} in apps.csv.</li>` : '';
  return `<ul>${shown.join('')}${more}</ul>`;
}

function baselineText({ assertion, drift, totals }: RankedApp): string {
  const alerted = totals.sessions - totals.quiet;
  const taught = `${counted(totals.quiet, 'quiet session')}${alerted > 0 ? `, and ${humanCount(alerted)} with alerts that ${alerted === 1 ? 'teaches' : 'teach'} nothing` : ''}.`;
  const vetted =
    assertion === undefined
      ? 'Unvetted: nobody has said that this is what the app should do.'
      : `Vetted by ${truncateText(assertion.owner, 60)}, up to ${rfc3339(assertion.until_us).slice(0, 10)}: ${truncateText(assertion.reason, 200)}.`;
  const unsaid = drift.status === 'insufficient' ? ` Drift cannot be said: ${drift.reason}.` : '';
  return `${taught} ${vetted}${unsaid}`;
}

function buildsText({ builds }: RankedApp): string {
  const known = builds.flatMap(({ version, signerSha256 }) => {
    if (version === undefined && signerSha256 === undefined) return [];
    const signer = signerSha256 === undefined ? '' : `, signer ${signerSha256.slice(0, 12)}`;
    return [`${version === undefined ? 'version unknown' : `version ${truncateText(version, 40)}`}${signer}`];
  });
  if (known.length === 0) return 'version and signer unknown';
  const left = known.length - BUILDS_NAMED;
  return `${htmlText(known.slice(0, BUILDS_NAMED).join('; '))}${left > 0 ? ` and ${left} more` : ''}`;
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
