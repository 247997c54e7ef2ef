import { hash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { holdCase } from '../../src/lake/retention.ts';
import { findSources } from '../../src/run/evidence-sources.ts';
import { put, testLake } from '../support/lakes.ts';
import { testFolder } from '../support/native-records.ts';

it('captures and logs are where they were, or in a case, and their hashes decide', async () => {
  const own = await testLake();
  await put(own, 'one');
  const path = join(testFolder(), 'a.pcap');
  writeFileSync(path, 'packets');
  const sha256 = hash('sha256', 'packets', 'hex');
  const [one] = own.lake.commits().commits;
  const commit = { ...one!, captures: [{ file: 'a.pcap', path, sha256 }], telemetry: [] };
  expect(await findSources(own.lake, commit)).toEqual({ captures: [path], telemetry: [] });
  holdCase(own.lake, 'case-1', '', [commit]);
  writeFileSync(path, 'others');
  const kept = join(own.lake.root, 'holds/case-1/objects', sha256);
  expect((await findSources(own.lake, commit)).captures).toEqual([kept]);
  rmSync(kept);
  await expect(findSources(own.lake, commit)).rejects.toThrow(/has changed since it was imported .* no case holds it/);
});
