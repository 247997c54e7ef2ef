import { expect, test } from 'vitest';
import { evidenceRows } from '../../src/report/app-evidence.ts';
import { appRows, appTable } from '../../src/report/terminal-apps.ts';
import { painter } from '../../src/report/terminal-style.ts';
import { sampleResult } from '../support/analysis-result.ts';

const plain = painter(false);

test('a wide terminal shows traffic, encryption and result in one row an app', () => {
  expect(appTable(evidenceRows(sampleResult()), 100, plain).slice(0, 4)).toEqual([
    'App                     Flows       Up     Down  Dest.  Encryption, by flows        Result',
    'com.lumen.flashlight       92  83.4 kB   250 kB      1  custom 96 %, cleartext 4 %  alert',
    'org.fairweather.widget     24  35.5 kB   107 kB      1  embedded 100 %              observation',
    'com.kite.messenger         61   2.9 MB   8.8 MB      1  custom 96 %, cleartext 4 %  explained',
  ]);
});

test('a narrow one gives the encryption a line of its own and shows fewer apps', () => {
  const lines = appTable(evidenceRows(sampleResult()), 60, plain);
  expect(lines[2]).toBe('  custom 96 %, cleartext 4 %');
  expect(lines.at(-1)).toBe('and 1 more app: 7 flows, 19.6 kB');
});

test('a terminal of forty columns keeps flows, bytes up and the result', () => {
  const lines = appTable(evidenceRows(sampleResult()), 40, plain);
  expect(lines[0]).toBe('App          Flows       Up  Result');
  expect(lines[1]).toBe('com.lumen.…     92  83.4 kB  alert');
});

test('apps that are not shown are counted with their flows and bytes', () => {
  const result = sampleResult();
  const [app] = result.apps;
  if (app === undefined) throw new Error('the sample has apps');
  result.apps = Array.from({ length: 20 }, (_, i) => ({
    ...app,
    uid: 20_000 + i,
    flows: 10,
    bytes_up: 500,
    bytes_down: 500,
    findings: [],
  }));
  expect(appTable(evidenceRows(result), 100, plain).at(-1)).toBe('and 12 more apps: 120 flows, 12.0 kB');
});

test('flows without an app are no app', () => {
  const result = sampleResult();
  const [app] = result.apps;
  if (app === undefined) throw new Error('the sample has apps');
  const { uid: _, ...nobody } = { ...app, packages: [], findings: [], flows: 3, bytes_up: 0, bytes_down: 100 };
  result.apps = [app, { ...app, uid: 20_000, findings: [], flows: 2, bytes_up: 100, bytes_down: 100 }, nobody];
  const rows = evidenceRows(result);
  expect(appRows(rows, 1, 100, plain).at(-1)).toBe('and 1 more app and no app known: 5 flows, 300 B');
  expect(appRows(rows, 2, 100, plain).at(-1)).toBe('and flows without an app: 3 flows, 100 B');
});

test('ciphertext that nothing explains is named even where other classes are larger', () => {
  const result = sampleResult();
  for (const app of result.apps) app.encryption = { standard: 0.6, cleartext: 0.35, custom: 0.05 };
  expect(appTable(evidenceRows(result), 100, plain)[1]).toContain('custom 5 %, standard 60 %, …');
});

test('several findings of one verdict are counted', () => {
  const result = sampleResult();
  const [alert] = result.findings;
  const [app] = result.apps;
  if (alert === undefined || app === undefined) throw new Error('the sample has both');
  result.findings.push({ ...alert, finding_id: 'again' });
  app.findings.push('again');
  expect(appTable(evidenceRows(result), 100, plain)[1]).toMatch(/2 alerts$/);
});
