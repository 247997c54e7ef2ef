import { expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { type Duck, duckError, openDuck } from '../../src/lake/duck.ts';

test('rows are plain values, unknown ones left out', async () => {
  const duck = await openDuck({ threads: 1 });
  onTestFinished(() => duck.close());
  expect(
    await duck.plainRows("SELECT 9007199254740991 AS big, [1, 2] AS list, NULL AS nothing, 'x' AS text, 0.5 AS half"),
  ).toEqual([{ big: 9007199254740991, list: [1, 2], text: 'x', half: 0.5 }]);
  expect(await duck.plainRows("SELECT epoch_us('2026-01-09T00:00:00Z'::TIMESTAMPTZ) AS us")).toEqual([
    { us: 1_767_916_800_000_000 },
  ]);
});

test('a query that needs more memory than it may use says so', async () => {
  const duck = await openDuck({ threads: 1, memoryMb: 16 });
  onTestFinished(() => duck.close());
  const query = duck.run('CREATE TABLE t AS SELECT range AS a, hash(range) AS b, random() AS c FROM range(20000000)');
  await expect(query).rejects.toThrow(/needs more memory than the lake may use/);
});

test('a signal ends the statement that runs, rows that pass by, and every later statement', async () => {
  const abort = { name: 'AbortError' };
  for (const begin of [
    (duck: Duck) => duck.run('CREATE TABLE t AS SELECT sum(range) FROM range(100000000000000)'),
    (duck: Duck) => duck.plainRows('SELECT count(*) FROM range(100000000000000)'),
    async (duck: Duck) => {
      for await (const _ of duck.stream('SELECT count(*) FROM range(100000000000000)'));
    },
  ]) {
    const interruption = new AbortController();
    const duck = await openDuck({ threads: 1, signal: interruption.signal });
    onTestFinished(() => duck.close());
    const running = begin(duck);
    setTimeout(() => interruption.abort(), 100);
    await expect(running).rejects.toMatchObject(abort);
    await expect(duck.rows('SELECT 1')).rejects.toMatchObject(abort);
  }
});

test('errors that a person can mend become sentences, others stay bugs', () => {
  for (const message of [
    'IO Error: Could not write file "x": No space left on device',
    'IO Error: Cannot open file "x"',
  ]) {
    expect(duckError(new Error(message))).toBeInstanceOf(UserError);
  }
  const bug = new Error('Parser Error: syntax error');
  expect(duckError(bug)).toBe(bug);
});

test('what comes in turn waits for what came before, also where that failed', async () => {
  const duck = await openDuck({ threads: 1 });
  onTestFinished(() => duck.close());
  const seen: string[] = [];
  const work = (name: string, sql: string) =>
    duck.inTurn(async () => {
      seen.push(`${name} begins`);
      await duck.run(sql).finally(() => seen.push(`${name} ends`));
    });
  const [first, second] = [work('one', 'SELECT nothing'), work('two', 'SELECT 1')];
  await expect(first).rejects.toThrow(/nothing/);
  await second;
  expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});
