import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
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

test('a log that comes after its capture is waited for as well', () => {
  const folder = testFolder();
  const [path, logs] = [join(folder, 'a.pcap'), join(folder, 'logs')];
  writeFileSync(path, 'abc');
  mkdirSync(logs);
  const jobs = [{ captures: [path], telemetry: [logs, join(folder, 'gone.log')], device: 'x' }];
  const alone = captureSizes([{ ...jobs[0], telemetry: [logs] } as (typeof jobs)[number]]);
  expect(alone.get(path)).toBe(3);
  writeFileSync(join(logs, 'sockets.ndjson'), '{}\n');
  expect(captureSizes([{ ...jobs[0], telemetry: [logs] } as (typeof jobs)[number]]).get(path)).toBe(6);
  expect(captureSizes(jobs).get(path)).toBeGreaterThanOrEqual(3);
});
