// The first thing a person reads: what the analysis says, in plain words, and what it could not look at. A pattern, never proof of malice,
// and never innocence where nobody was looking.

import type { Verdict } from '../evidence/finding-record.ts';
import { isUnexplainedClass } from '../models/unexplained-class.ts';
import type { AnalysisResult } from './analysis-result.ts';
import { AREAS, appName, collectedAreas, isKnownApp } from './app-evidence.ts';
import { counted, countWord, humanCount } from './human-number.ts';
import { missingFilter } from './missing-filter.ts';
import { truncateText } from './safe-text.ts';

/** `strong` marks the name of an app that a person should look at; `filter` finds the flows behind a number. */
export interface SentencePart {
  text: string;
  strong?: true;
  filter?: string;
}

const NAMES_SHOWN = 3;

export function verdictSentence(result: AnalysisResult): SentencePart[] {
  const alerts = namesOf(result, 'alert');
  const observations = namesOf(result, 'observation').filter((name) => !alerts.includes(name));
  const expected = namesOf(result, 'expected').filter((name) => !alerts.includes(name) && !observations.includes(name));
  const known = result.apps.filter(isKnownApp).length;
  const ofApps = known > 0 ? ` of ${counted(known, 'app')}` : '';
  const parts: SentencePart[] = [];
  if (alerts.length > 0) {
    const verb = alerts.length === 1 ? 'sends' : 'send';
    parts.push({
      text: `${countWord(alerts.length)}${ofApps} ${verb} ciphertext in a way that ${unexplainedBy(result, alerts.length)}: `,
    });
    parts.push(...nameList(alerts), { text: '.' });
    if (observations.length > 0) {
      parts.push({
        text: ` ${countWord(observations.length)} more ${observations.length === 1 ? 'needs' : 'need'} a look.`,
      });
    }
  } else if (observations.length > 0) {
    parts.push({
      text: `No alert. ${countWord(observations.length)}${ofApps} ${observations.length === 1 ? 'needs' : 'need'} a look: `,
    });
    parts.push(...nameList(observations), { text: '.' });
  } else {
    parts.push({
      text: known > 0 ? `No finding in ${counted(known, 'app')}, in what was looked at.` : withoutApps(result),
    });
  }
  if (expected.length > 0)
    parts.push({ text: ` ${countWord(expected.length)} ${expected.length === 1 ? 'is' : 'are'} explained.` });
  parts.push({ text: ` ${notAssessedSentence(result)}`.trimEnd() });
  return parts.filter((part) => part.text !== '');
}

/** Where nobody said what the apps are for, no purpose can be said to leave anything unexplained. */
function unexplainedBy({ findings }: AnalysisResult, apps: number): string {
  const known = findings.some(({ verdict, expectation }) => verdict === 'alert' && expectation.status !== 'unknown');
  if (!known) return `nothing known about ${apps === 1 ? 'it' : 'them'} explains`;
  return `${apps === 1 ? 'its' : 'their'} known purpose does not explain`;
}

/** What share of the flows has no app, and what to do about it. Read first: an app that is unknown can have no finding. */
export function attributionSentence(result: AnalysisResult): string {
  return attributionParts(result)
    .map(({ text }) => text)
    .join('');
}

/** The same, with the flows behind its numbers. */
export function attributionParts(result: AnalysisResult): SentencePart[] {
  const { flows, unattributedFlows } = result.totals;
  const wanted = result.manifest.config['only_app'];
  if (flows === 0 && Array.isArray(wanted) && wanted.length > 0) {
    const names = wanted.map((name) => truncateText(String(name), 80)).join(', ');
    return [{ text: `No flow belongs to ${names}. Without --only-app the summary names the apps that have some.` }];
  }
  if (flows === 0) return [{ text: 'There are no flows to attribute.' }];
  const all = { text: counted(flows, 'flow'), filter: '' };
  if (unattributedFlows === 0 && flows === 1) return [{ text: 'The one flow', filter: '' }, { text: ' has an app.' }];
  if (unattributedFlows === 0) return [{ text: 'All ' }, all, { text: ' have an app.' }];
  if (unattributedFlows < flows) {
    const none = { text: humanCount(unattributedFlows), filter: 'app:=' };
    return [none, { text: ' of ' }, all, { text: ' have no app' }, ...reasonParts(result), { text: '.' }];
  }
  if (result.manifest.telemetry.length === 0) {
    return [{ text: 'No socket log: nothing could be attributed to an app. Add one with -t LOG.' }];
  }
  return [{ text: 'None of ' }, all, { text: ' could be attributed to an app' }, ...reasonParts(result), { text: '.' }];
}

/** Empty when every area was collected in full. */
export function notAssessedSentence(result: AnalysisResult): string {
  const collected = collectedAreas(result.coverage);
  const missing = AREAS.filter(({ area }) => collected[area] === 'none');
  if (missing.length === 0) return '';
  if (missing.length === AREAS.length) return 'None of the five areas was assessed: nobody was looking.';
  const verb = missing.length === 1 ? 'was' : 'were';
  return `${countWord(missing.length)} of five areas ${verb} not assessed, because nobody was looking there.`;
}

function withoutApps(result: AnalysisResult): string {
  const { encryption, flows } = result.totals;
  const unexplained = Object.entries(encryption).reduce(
    (sum, [name, n]) => (isUnexplainedClass(name) ? sum + n : sum),
    0,
  );
  const seen = `${humanCount(unexplained)} of ${counted(flows, 'flow')} carry custom or embedded ciphertext.`;
  return flows === 0 ? attributionSentence(result) : `${attributionSentence(result)} ${seen}`;
}

/** Why most flows without an app have none; empty where nothing tells. */
export function mainReason(result: AnalysisResult): string {
  if (result.manifest.telemetry.length === 0) return 'no socket log: add one with -t LOG';
  const [most] = mostReasons(result);
  return most === undefined ? '' : truncateText(most[0], 80);
}

const REASONS_SHOWN = 2;

/** The commonest first. */
function mostReasons(result: AnalysisResult): [reason: string, flows: number][] {
  const reasons = Object.entries(result.totals.unattributedReasons).filter(([, flows]) => flows > 0);
  return reasons.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function reasonParts(result: AnalysisResult): SentencePart[] {
  const reasons = mostReasons(result);
  const others = reasons.slice(REASONS_SHOWN).reduce((sum, [, flows]) => sum + flows, 0);
  const parts = reasons.slice(0, REASONS_SHOWN).flatMap(([reason, flows], i): SentencePart[] => {
    const filter = missingFilter(reason);
    return [
      { text: `${i === 0 ? ': ' : ', '}${truncateText(reason, 80)} (` },
      { text: humanCount(flows), ...(filter === undefined ? {} : { filter }) },
      { text: ')' },
    ];
  });
  return others === 0 ? parts : [...parts, { text: `, other reasons (${humanCount(others)})` }];
}

function namesOf(result: AnalysisResult, verdict: Verdict): string[] {
  return [...new Set(result.findings.filter((finding) => finding.verdict === verdict).map(({ app }) => appName(app)))];
}

function nameList(names: readonly string[]): SentencePart[] {
  const shown = names.slice(0, NAMES_SHOWN);
  const parts = shown.flatMap((name, i): SentencePart[] => [
    { text: i === 0 ? '' : ', ' },
    { text: name, strong: true },
  ]);
  if (names.length > shown.length) parts.push({ text: ` and ${names.length - shown.length} more` });
  return parts;
}
