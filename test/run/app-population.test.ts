import { rmSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { appSessions } from '../../src/lake/app-sessions.ts';
import { populationScales } from '../../src/models/baseline-profile.ts';
import { readPopulation } from '../../src/run/app-population.ts';
import { lakeOfDays, usualDays } from '../support/batch-lake.ts';

test('groups the sessions of a lake by app, in order, with the scales of all', async () => {
  const own = await lakeOfDays(usualDays(4));
  const { sessions } = await appSessions(own.lake, own.duck);
  const { byApp, scales, incomplete } = await readPopulation(own.lake, {}, { stderr: new PassThrough() });
  expect([...byApp.values()].flat()).toEqual(sessions);
  for (const [app, one] of byApp) expect(new Set(one.map((session) => session.app))).toEqual(new Set([app]));
  expect(scales).toEqual(populationScales([...byApp.values()]));
  expect(Object.keys(scales)).toContain('flows_per_hour');
  expect(incomplete).toEqual([]);
});

test('names captures whose files are gone', async () => {
  const own = await lakeOfDays(usualDays(2));
  const [first] = own.lake.commits().commits;
  for (const file of own.lake.tableFiles('flows', first === undefined ? [] : [first]).files) rmSync(file);
  const stderr = new PassThrough();
  const { incomplete } = await readPopulation(own.lake, {}, { stderr });
  expect(incomplete).toEqual([first?.capture_id]);
  expect(String(stderr.read())).toContain(`capture ${first?.capture_id}: files of it are gone`);
});
