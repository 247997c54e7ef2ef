import { expect, onTestFinished, test } from 'vitest';
import { openDuck } from '../../src/lake/duck.ts';
import { APP_NAME, microseconds, NESTED_APP_NAME } from '../../src/lake/native-table.ts';

test('an app is named by its first package, else by its UID, else not at all', async () => {
  const duck = await openDuck({ threads: 1 });
  onTestFinished(() => duck.close());
  const apps = "(VALUES (['b', 'a'], 10001), (NULL, 10002), ([]::VARCHAR[], 10003), (NULL, NULL)) AS t(packages, uid)";
  const names = [{ app: 'b' }, { app: 'uid 10002' }, { app: 'uid 10003' }, {}];
  expect(await duck.plainRows(`SELECT ${APP_NAME} FROM ${apps}`)).toEqual(names);
  const nested = `(SELECT {packages: packages, uid: uid} AS app FROM ${apps})`;
  expect(await duck.plainRows(`SELECT ${NESTED_APP_NAME} FROM ${nested}`)).toEqual(names);
});

test('times keep their microseconds', async () => {
  const duck = await openDuck({ threads: 1 });
  onTestFinished(() => duck.close());
  expect(await duck.plainRows(`SELECT ${microseconds("'2026-01-09T00:00:00.123456789Z'")} AS us`)).toEqual([
    { us: 1_767_916_800_123_456 },
  ]);
});
