import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { assertBaseline } from '../../src/lake/baseline-assertion.ts';
import { allowlistSchema } from '../../src/run/policy-schema.ts';
import { suggestAllowRules } from '../../src/run/suggest-command.ts';
import { put, testLake } from '../support/lakes.ts';
import { quietRecords } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';

const APP = 'com.lumen.flashlight';

async function suggested(root: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await suggestAllowRules(root, APP, {
    stdout,
    stderr,
    signal: new AbortController().signal,
    columns: 200,
  });
  return { code, file: JSON.parse(readAll(stdout)), said: readAll(stderr) };
}

it('rules are suggested of vetted sessions only, printed, and fit the schema of an allowlist', async () => {
  const own = await testLake();
  const records = quietRecords((all) =>
    Object.assign(all, { apps: all.apps.map((app) => ({ ...app, signer_sha256: 'ab'.repeat(32) })) }),
  );
  for (const name of ['a', 'b', 'c', 'd']) await put(own, name, { records });
  await expect(suggested(own.lake.root)).rejects.toThrow(/unvetted.*baseline assert/);
  assertBaseline(own.lake, { app: APP, owner: 'ann', reason: 'read the source', until_us: Number.MAX_SAFE_INTEGER });
  await expect(suggested(own.lake.root)).rejects.toThrow(/4 vetted quiet sessions; 5 are needed/);
  await put(own, 'e', { records });
  const { code, file, said } = await suggested(own.lake.root);
  expect(code).toBe(0);
  expect(allowlistSchema.safeParse(file).error).toBeUndefined();
  expect(file.rules.length).toBeGreaterThan(0);
  for (const rule of file.rules) expect(rule).toMatchObject({ package: APP, signer: 'ab'.repeat(32), owner: 'ann' });
  expect(said).toContain('Write a reason for each');
});
