import { expect, test } from 'vitest';
import { withPopulation } from '../../src/run/app-population.ts';
import { baselineRecord, byBuild } from '../../src/run/baseline-record.ts';
import { lakeOfDays, usualDays, WATCHED } from '../support/batch-lake.ts';

test('a baseline is one record over all builds of an app, or one of each', async () => {
  const { lake } = await lakeOfDays([...usualDays(3), { version: '4.2', domain: 'c2.example' }]);
  await withPopulation(
    lake,
    {},
    () => undefined,
    async ({ of, scales }) => {
      const own = { app: WATCHED, sessions: await of(WATCHED) };
      expect(baselineRecord(own, scales, false)).toMatchObject({
        versions: ['4.1', '4.2'],
        sessions: 4,
        status: 'unvetted',
      });
      const builds = byBuild(own).map((build) => baselineRecord(build, scales, true));
      expect(builds).toMatchObject([
        { versions: ['4.1'], signers: ['ab'.repeat(32)], sessions: 3, status: 'vetted' },
        { versions: ['4.2'], signers: ['ab'.repeat(32)], sessions: 1, status: 'insufficient' },
      ]);
      expect(builds[1]).toHaveProperty('sets.domains', { 'c2.example': 1 });
    },
  );
});
