import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toolVersion } from '../../src/run/tool-version.ts';

it('the version is the one of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(toolVersion()).toBe(manifest.version);
  expect(toolVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
