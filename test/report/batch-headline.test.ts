import { expect, test } from 'vitest';
import { batchHeadline } from '../../src/report/batch-headline.ts';
import type { AppState, RankedApp } from '../../src/report/batch-ranking.ts';

function said(...states: AppState[]): string {
  return batchHeadline(states.map((state) => ({ state }) as RankedApp))
    .map(({ text }) => text)
    .join('');
}

test('says how many apps have alerts, drift and had an unusual session', () => {
  expect(said('alert', 'drifting', 'drifting', 'unusual', 'usual')).toBe(
    'One of 5 apps has an alert, two drift away from what they were and one had an unusual latest session.',
  );
  expect(said('unusual', 'usual')).toBe('One of 2 apps had an unusual latest session.');
});

test('says when nothing was out of the way, and of how many nothing can be said', () => {
  expect(said('usual', 'usual')).toBe('None of 2 apps has an alert, drifts, or had an unusual latest session.');
  expect(said('alert', 'insufficient')).toBe(
    'One of 2 apps has an alert. Of one app there were too few sessions to say.',
  );
  expect(said('insufficient', 'insufficient')).toContain('Of no app were there enough sessions to say what is usual.');
  expect(said()).toBe('The lake has no session of any app: there is nothing to rank.');
});

test('speaks of one app as of one', () => {
  expect(said('insufficient')).toBe(
    'The one app has no alert, does not drift, and had no unusual latest session. Of it there were not enough sessions to say what is usual.',
  );
  expect(said('alert')).toBe('The one app has an alert.');
  expect(said('usual')).toBe('The one app has no alert, does not drift, and had no unusual latest session.');
});

test('only alerts are strong', () => {
  const strong = (states: AppState[]) =>
    batchHeadline(states.map((state) => ({ state }) as RankedApp)).filter((part) => part.strong).length;
  expect(strong(['alert', 'drifting'])).toBe(1);
  expect(strong(['drifting'])).toBe(0);
});
