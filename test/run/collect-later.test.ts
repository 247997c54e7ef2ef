import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { collectLater, growthOf } from '../../src/run/collect-later.ts';

it('sets what the version of V8 knows that was measured, and nothing of others', () => {
  expect(growthOf('11.3.244.8-node.33')).toEqual(['--heap-growing-percent=200']);
  expect(['10.2.154.26', '11.8.172.17', '15.1.1', ''].flatMap(growthOf)).toEqual([]);
});

it('names flags that this engine has', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const flag of growthOf(process.versions.v8)) expect(known).toContain(`  ${flag.split('=')[0]} (`);
  expect(collectLater).not.toThrow();
});
