import { expect, it } from 'vitest';
import { displayWidth } from '../../src/report/safe-text.ts';
import { runInProcess } from '../support/command-run.ts';

it('cipherscope doctor prints one aligned line a part, and ends with 0 whatever is absent', async () => {
  const environment = { CIPHERSCOPE_SHARED: '/nowhere', COLUMNS: '200' };
  const { code, stdout, stderr } = await runInProcess(['doctor'], { environment });
  expect(code).toBe(0);
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  expect(stdout).toMatch(/^corpora {2,}absent {2,}labelled captures/m);
  const purposeAt = lines.map((line) => line.match(/^\S+\s{2,}\S+\s{2,}/)?.[0].length);
  expect(new Set(purposeAt).size).toBe(1);
  const { stdout: narrow } = await runInProcess(['doctor'], { environment: { ...environment, COLUMNS: '60' } });
  for (const line of narrow.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(60);
  expect(narrow.replace(/\s+/g, ' ')).toBe(stdout.replace(/\s+/g, ' '));
});
