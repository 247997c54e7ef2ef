import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { compileLater, thresholdsOf } from '../../src/run/compile-later.ts';
import { runBuilt } from '../support/built-command.ts';

it('sets what the version of V8 knows that was measured, and nothing of others', () => {
  expect(thresholdsOf('11.3.244.8-node.33')).toContain('--interrupt-budget=202752');
  expect(thresholdsOf('13.6.233.17-node.53')).toContain('--no-maglev-destroy-on-background');
  expect(['10.2.154.26', '11.8.172.17', '15.1.1', ''].flatMap(thresholdsOf)).toEqual([]);
});

it('names flags that this engine has', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  for (const flag of thresholdsOf(process.versions.v8))
    expect(known).toContain(`  ${flag.replace('--no-', '--').split('=')[0]} (`);
  expect(compileLater).not.toThrow();
});

it('says nothing when the program starts: an unknown flag would be printed', async () => {
  expect((await runBuilt(['--version'])).stderr).toBe('');
});
