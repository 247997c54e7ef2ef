// The examples of the documentation, run as they stand against the built package.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { SERVICE_RECOGNISERS } from '../src/flows/service-registry.ts';
import { EMBEDDED_FLOWS } from '../src/report/html-report.ts';
import { IMPORTERS } from '../src/telemetry/importer-registry.ts';
import { runBuilt } from './support/built-command.ts';
import { demoCapture, demoLogs } from './support/demo.ts';
import { testFolder } from './support/native-records.ts';

it('the README counts protocols and logs as the registries have them', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(/(\d+) protocols are named/.exec(readme)?.[1]).toBe(String(SERVICE_RECOGNISERS.length));
  expect(/(\d+) kinds of device logs/.exec(readme)?.[1]).toBe(String(IMPORTERS.length));
});

it('the pages on the report say how many flows it embeds', () => {
  const most = EMBEDDED_FLOWS.toLocaleString('en');
  expect(readFileSync('docs/output.md', 'utf8')).toContain(`the largest by bytes, ${most} in all`);
  expect(readFileSync('docs/report.md', 'utf8')).toContain(`up to ${most} flows`);
});

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

it('the job of the gate runs as it stands, and each of its results has a place that GitHub can show', async () => {
  const page = readFileSync('docs/gate.md', 'utf8');
  const [expectations, job] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const steps: { name?: string; run?: string; with?: { sarif_file: string } }[] = parse(job ?? '').jobs['network-gate']
    .steps;
  const command = steps.find(({ name }) => name === 'Network gate')?.run?.split(' ') ?? [];
  expect(command.slice(0, 3)).toEqual(['npx', 'cipherscope', 'check']);
  const cwd = testFolder();
  mkdirSync(join(cwd, 'out'));
  copyFileSync(demoCapture, join(cwd, 'out/capture.pcapng'));
  symlinkSync(resolve(demoLogs), join(cwd, 'out/logs'));
  writeFileSync(join(cwd, 'expectations.yaml'), expectations ?? '');
  const { code } = await runBuilt(command.slice(2), { cwd });
  expect(code).toBe(4);
  const upload = steps.at(-1)?.with?.sarif_file ?? '';
  const { results } = JSON.parse(readFileSync(join(cwd, upload), 'utf8')).runs[0];
  expect(results.length).toBeGreaterThan(0);
  for (const { locations } of results)
    expect(locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'expectations.yaml' },
      region: { startLine: expect.any(Number) },
    });
});
