import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTING_KEYS } from '../../src/run/config-settings.ts';
import { runInProcess } from '../support/command-run.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cipherscope-config-'));
  writeFileSync(join(folder, 'cipherscope.json'), '{ "workers": 3, "local": ["10.0.2.15"] }');
  writeFileSync(join(folder, 'bad.json'), '{ "wrokers": 3 }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('cipherscope config show', () => {
  it('prints each setting, its value and where it comes from', async () => {
    const environment = { CIPHERSCOPE_MAX_FLOWS: '9', CIPHERSCOPE_WORKER: '2' };
    const { code, stdout, stderr } = await runInProcess(['config', 'show'], { folder, environment });
    const rows = new Map(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => [line.split(/\s+/)[0], line.split(/\s{2,}/).slice(1)]),
    );
    expect(code).toBe(0);
    expect([...rows.keys()]).toEqual([...SETTING_KEYS]);
    expect(rows.get('workers')).toEqual(['3', 'cipherscope.json']);
    expect(rows.get('local')).toEqual(['["10.0.2.15"]', 'cipherscope.json']);
    expect(rows.get('max_flows')).toEqual(['9', 'CIPHERSCOPE_MAX_FLOWS']);
    expect(rows.get('start')).toEqual(['not set', 'default']);
    expect(stderr).toContain('did you mean CIPHERSCOPE_WORKERS?');
  });

  it('reads the file of -c instead', async () => {
    const { code, stderr } = await runInProcess(['config', 'show', '-c', 'bad.json'], { folder });
    expect(code).toBe(2);
    expect(stderr).toBe('cipherscope: bad.json: there is no setting "wrokers"; did you mean workers?\n');
  });
});

describe('cipherscope config check', () => {
  it('says how many settings a good file makes', async () => {
    const check = await runInProcess(['config', 'check'], { folder });
    expect(check).toEqual({ code: 0, stdout: 'cipherscope.json: good, 2 settings\n', stderr: '' });
  });

  it('refuses a faulty or an absent one with 2', async () => {
    expect(await runInProcess(['config', 'check', 'bad.json'], { folder })).toMatchObject({ code: 2, stdout: '' });
    expect(await runInProcess(['config', 'check', 'none.json'], { folder })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'cipherscope: none.json: no such file. Without one, options, variables and defaults hold: cipherscope config show.\n',
    });
  });
});

it('cipherscope config alone says which two things it does', async () => {
  const { code, stderr } = await runInProcess(['config'], { folder });
  expect(code).toBe(2);
  expect(stderr).toContain('cipherscope config show, or cipherscope config check FILE');
});
