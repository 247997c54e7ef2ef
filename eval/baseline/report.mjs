// The tables of the evaluation of baselines.

import { markdownTable, percent, proportionText } from '../markdown-table.mjs';
import { INJECTIONS, PROMISED } from './population.mjs';

export function baselineMarkdown({ seeds, apps, few_sessions: fewSessions, drift }) {
  const others = Object.keys(INJECTIONS).filter((kind) => !PROMISED.includes(kind));
  const kinds = ['all', ...PROMISED, ...others];
  const rows = fewSessions.flatMap(({ sessions, auc }) =>
    Object.entries(auc).map(([name, areas]) => [sessions, name, ...kinds.map((kind) => areas[kind].toFixed(3))]),
  );
  const limits = fewSessions.map((row) => [
    row.sessions,
    proportionText(row.changed_above_limit),
    `${proportionText(row.usual_above_limit)}, ≤ ${percent(row.usual_above_limit.at_most)}`,
  ]);
  return [
    `Simulated apps (${apps} for each of the seeds ${seeds.join(', ')}), one session a day. Area under the curve of sessions that a hidden sender changed against usual sessions, after so many sessions; "all" is over ${PROMISED.join(', ')}; a log tells the background of half of the apps:`,
    '',
    markdownTable(['sessions', 'score', ...kinds], rows),
    '',
    'Sessions whose score passes the limit above which the report of a lake calls the latest session unusual (15.2 bits):',
    '',
    markdownTable(['sessions', 'of changed ones', 'of usual ones'], limits),
    '',
    `A month after the first ten sessions: of apps that did not change, ${proportionText(drift.false_drift)} drift (at most ${(100 * (drift.false_drift.at_most ?? 0)).toFixed(2)} % with 95 % confidence). Of apps whose hidden sender grows day by day to ten times the bytes, ${proportionText(drift.slow_poisoning_caught)} are caught, in the middle case on day ${drift.median_day_caught ?? '–'} of 30.`,
    '',
    'What real apps do from day to day is not shown: the captures at hand hold no app over many days.',
  ].join('\n');
}
