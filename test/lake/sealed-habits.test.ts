import { expect, it } from 'vitest';
import { sealedHabits } from '../../src/lake/sealed-habits.ts';
import { put, testLake } from '../support/lakes.ts';
import { nativeRecords } from '../support/native-records.ts';

it('where an app sends what nothing explains is what a plain walk over its flows gives', async () => {
  const own = await testLake();
  for (const name of ['one', 'two']) await put(own, name);
  const { commits } = own.lake.commits();
  const expected = new Map<string, number>();
  let app = '';
  for await (const flow of nativeRecords().flows()) {
    if (flow.app === undefined || !['custom', 'embedded'].includes(flow.encryption.class)) continue;
    app ||= flow.app.packages[0] ?? '';
    if (flow.app.packages[0] !== app) continue;
    const remote = flow.local === 'resp' ? flow.orig.ip : flow.resp.ip;
    const key = `${flow.domain ?? remote} ${flow.resp.port} ${flow.transport}`;
    expected.set(key, (expected.get(key) ?? 0) + 2);
  }
  const habits = await sealedHabits(own.lake, own.duck, app, commits);
  expect(expected.size).toBeGreaterThan(0);
  expect(new Map(habits.map((one) => [`${one.destination} ${one.port} ${one.transport}`, one.flows]))).toEqual(
    expected,
  );
  for (const { captures, classes } of habits) {
    expect(captures).toBe(2);
    for (const one of classes) expect(['custom', 'embedded']).toContain(one);
  }
  expect(await sealedHabits(own.lake, own.duck, app, [])).toEqual([]);
  expect(await sealedHabits(own.lake, own.duck, "x' OR true --", commits)).toEqual([]);
});
