import { expect, test } from 'vitest';
import { withPopulation } from '../../src/run/app-population.ts';
import { chosenSessions } from '../../src/run/chosen-sessions.ts';
import { lakeOfDays, usualDays, WATCHED } from '../support/batch-lake.ts';

test('a name means an app or one version of it, and what is unknown is answered with what is known', async () => {
  const { lake } = await lakeOfDays([...usualDays(2), { version: '4.2@beta' }]);
  await withPopulation(
    lake,
    {},
    () => undefined,
    async (population) => {
      expect((await chosenSessions(population, WATCHED)).sessions).toHaveLength(3);
      const chosen = await chosenSessions(population, `${WATCHED}@4.2@beta`);
      expect(chosen.app).toBe(WATCHED);
      expect(chosen.sessions.map(({ version }) => version)).toEqual(['4.2@beta']);
      await expect(chosenSessions(population, `${WATCHED}@9`)).rejects.toThrow(/Versions in the lake: 4\.1, 4\.2@beta/);
      await expect(chosenSessions(population, `${WATCHED}t`)).rejects.toThrow(`Did you mean ${WATCHED}?`);
    },
  );
});
