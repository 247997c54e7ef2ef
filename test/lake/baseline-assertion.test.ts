import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertBaseline, readAssertions } from '../../src/lake/baseline-assertion.ts';
import { testLake } from '../support/lakes.ts';

test('an app has one assertion, the newest', async () => {
  const { lake } = await testLake();
  expect(readAssertions(lake)).toEqual([]);
  const assertion = { app: 'b', owner: 'ann', reason: 'reviewed', until_us: 5 };
  assertBaseline(lake, assertion);
  assertBaseline(lake, { ...assertion, app: 'a' });
  assertBaseline(lake, { ...assertion, owner: 'bob' });
  expect(readAssertions(lake).map(({ app, owner }) => [app, owner])).toEqual([
    ['a', 'ann'],
    ['b', 'bob'],
  ]);
});

test('a damaged file is named, not overwritten', async () => {
  const { lake } = await testLake();
  writeFileSync(join(lake.root, 'baseline-assertions.json'), '{');
  expect(() => readAssertions(lake)).toThrow(/baseline-assertions\.json: damaged/);
});
