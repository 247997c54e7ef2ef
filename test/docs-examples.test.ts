// The examples of the documentation, run as they stand against the built package.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { demoCapture, demoLogs } from './support/demo.ts';
import { testFolder } from './support/native-records.ts';

it('the table of destinations names the demo’s apps with unexplained ciphertext', () => {
  const folder = testFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(resolve('.'), join(modules, 'cipherscope'));
  symlinkSync(resolve('node_modules/arquero'), join(modules, 'arquero'));
  copyFileSync('docs/examples/destinations.mjs', join(folder, 'destinations.mjs'));
  const printed = execFileSync('node', ['destinations.mjs', demoCapture, demoLogs], { cwd: folder, encoding: 'utf8' });
  expect(printed).toMatch(/com\.example\.notes'.*sync\.notes\.example/);
  expect(printed).toMatch(/com\.example\.flashlight'.*stats\.flashlight\.example/);
  expect(printed).not.toContain('org.example.browser');
});
