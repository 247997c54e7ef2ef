import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assertUnchanged, policyHashes } from '../../src/run/policy-hashes.ts';
import { testFolder } from '../support/native-records.ts';

it('a file that the settings name and that changes meanwhile is named, with what to do', async () => {
  expect(await policyHashes({})).toEqual({});
  const allowlist = join(testFolder(), 'allowlist.json');
  writeFileSync(allowlist, '{"rules":[]}');
  const before = await policyHashes({ allowlist });
  expect(before['allowlist']).toMatch(/^[0-9a-f]{64}$/);
  await assertUnchanged({ allowlist }, before);
  writeFileSync(allowlist, '{"rules": []}');
  await expect(assertUnchanged({ allowlist }, before)).rejects.toMatchObject({
    exitCode: 74,
    message: expect.stringMatching(/allowlist\.json: changed while the batch ran\..*run the batch again/),
  });
  expect(await policyHashes({ allowlist: '/nowhere' })).toEqual({});
});
