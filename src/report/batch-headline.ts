// The headline of the report over a lake: in words, what the apps of it did, before any number is read.

import { ODD_SCORE } from '../models/baseline-drift.ts';
import type { AppState, RankedApp } from './batch-ranking.ts';
import { counted, countWord } from './human-number.ts';

export interface HeadlinePart {
  readonly text: string;
  readonly strong: boolean;
}

export function batchHeadline(apps: readonly RankedApp[]): HeadlinePart[] {
  if (apps.length === 0) return [plain('The lake has no session of any app: there is nothing to rank.')];
  const count = (state: AppState) => apps.filter((app) => app.state === state).length;
  const [alerts, drifting, unusual, unsaid] = [
    count('alert'),
    count('drifting'),
    count('unusual'),
    count('insufficient'),
  ] as [number, number, number, number];
  const rest =
    unsaid === 0
      ? ''
      : unsaid === apps.length
        ? ` Of ${apps.length === 1 ? 'it there were not' : 'no app were there'} enough sessions to say what is usual.`
        : ` Of ${countWord(unsaid).toLowerCase()} app${unsaid === 1 ? '' : 's'} there were too few sessions to say.`;
  const said: [number, string][] = [
    [alerts, alerts === 1 ? 'has an alert' : 'have alerts'],
    [drifting, drifting === 1 ? 'drifts away from what it was' : 'drift away from what they were'],
    [unusual, unusual === 1 ? 'had an unusual latest session' : 'had unusual latest sessions'],
  ];
  const clauses = said.filter(([number]) => number > 0);
  if (clauses.length === 0)
    return [
      plain(
        apps.length === 1
          ? `The one app has no alert, does not drift, and had no unusual latest session.${rest}`
          : `None of ${counted(apps.length, 'app')} has an alert, drifts, or had an unusual latest session.${rest}`,
      ),
    ];
  return [
    ...clauses.flatMap(([number, words], i) => {
      const first = i === 0;
      const glue = first ? '' : i === clauses.length - 1 ? ' and ' : ', ';
      const all = apps.length === 1 ? 'The one app' : `${countWord(number)} of ${counted(apps.length, 'app')}`;
      const who = first ? all : countWord(number).toLowerCase();
      return [plain(glue), { text: `${who} ${words}`, strong: i === 0 && alerts > 0 }];
    }),
    plain(`.${rest}`),
  ];
}

/** What the score is, and what it does not prove. */
export const SCORE_WORDS = `A score says in bits how rarely an app goes so far above what its quiet sessions before did, or brings something new; above ${ODD_SCORE.toFixed(1)} bits a session is called unusual. It is a deviation, not proof of malice.`;

function plain(text: string): HeadlinePart {
  return { text, strong: false };
}
