import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { isDeadWorker, workerName } from '../../src/run/worker-name.ts';

test('a worker is dead when the batch of its name ran here and is gone', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(workerName('0.1')).toMatch(/^\d+@.*\.0\.1$/);
  expect(isDeadWorker(workerName('0.1'))).toBe(false);
  expect(isDeadWorker(`${pid}@${hostname()}.0.1.work`)).toBe(true);
  // Another machine's process, and a name that tells nothing.
  expect(isDeadWorker(`${pid}@elsewhere.0.1`)).toBe(false);
  expect(isDeadWorker('1')).toBe(false);
});
