import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { captureSizes } from '../../src/run/capture-sizes.ts';
import { testFolder } from '../support/native-records.ts';

test('a capture that grows has another size, one that is gone has none', () => {
  const path = join(testFolder(), 'a.pcap');
  const jobs = [{ captures: [path, `${path}.gone`], telemetry: [], device: 'x' }];
  writeFileSync(path, 'abc');
  expect(captureSizes(jobs).get(path)).toBe(3);
  appendFileSync(path, 'def');
  expect(captureSizes(jobs).get(path)).toBe(6);
});
