import { expect, it } from 'vitest';
import { runInProcess } from '../support/command-run.ts';

it('cipherscope doctor prints one aligned line a part, and ends with 0 whatever is absent', async () => {
  const { code, stdout, stderr } = await runInProcess(['doctor'], { environment: { CIPHERSCOPE_SHARED: '/nowhere' } });
  expect(code).toBe(0);
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  expect(stdout).toMatch(/^corpora {2,}absent {2,}labelled captures/m);
  const purposeAt = lines.map((line) => line.match(/^\S+\s{2,}\S+\s{2,}/)?.[0].length);
  expect(new Set(purposeAt).size).toBe(1);
});
