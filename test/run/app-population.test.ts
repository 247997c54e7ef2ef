import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { populationScales } from '../../src/models/baseline-profile.ts';
import { type AppSessions, withPopulation } from '../../src/run/app-population.ts';
import { lakeOfDays, usualDays } from '../support/batch-lake.ts';
import { allSessions } from '../support/lakes.ts';

const none = () => undefined;

test('gives the sessions of a lake app by app, in order, with the scales of all', async () => {
  const own = await lakeOfDays(usualDays(4));
  const { sessions } = await allSessions(own);
  await withPopulation(own.lake, {}, none, async ({ apps, sessions: count, scales, incomplete, each, of }) => {
    const all: AppSessions[] = [];
    for await (const one of each()) {
      all.push(one);
      // While one walk is under way, another may begin.
      expect(await of(one.app)).toEqual(one.sessions);
    }
    expect(all.flatMap((one) => one.sessions)).toEqual(sessions);
    for (const { app, sessions: one } of all)
      expect(new Set(one.map((session) => session.app))).toEqual(new Set([app]));
    expect(all.map(({ app }) => app)).toEqual(apps);
    expect(count).toBe(sessions.length);
    expect(scales).toEqual(populationScales(all.map((one) => one.sessions)));
    expect(Object.keys(scales)).toContain('flows_per_hour');
    expect(incomplete).toEqual([]);
    expect(await of('no.such.app')).toEqual([]);
  });
});

test('names captures whose files are gone', async () => {
  const own = await lakeOfDays(usualDays(2));
  const [first] = own.lake.commits().commits;
  for (const file of own.lake.tableFiles('flows', first === undefined ? [] : [first]).files) rmSync(file);
  const said: string[] = [];
  await withPopulation(
    own.lake,
    {},
    (message) => said.push(message),
    async ({ incomplete }) => {
      expect(incomplete).toEqual([first?.capture_id]);
    },
  );
  expect(said.join()).toContain(`capture ${first?.capture_id}: files of it are gone`);
});

test('names ten of many, and counts the others', async () => {
  const own = await lakeOfDays(usualDays(12));
  rmSync(join(own.lake.root, 'flows'), { recursive: true });
  const said: string[] = [];
  await withPopulation(
    own.lake,
    {},
    (message) => said.push(message),
    async ({ incomplete }) => expect(incomplete).toHaveLength(12),
  );
  expect(said).toHaveLength(11);
  expect(said.at(-1)).toBe('and 2 more captures in the same way; lake show counts them.');
});
