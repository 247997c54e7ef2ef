import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDuck } from '../../src/lake/duck.ts';
import { sqlText } from '../../src/lake/native-reading.ts';
import { runBuilt } from '../support/built-command.ts';
import { demoCapture, demoLogs, demoPath } from '../support/demo.ts';
import { nativeFolder, readText, testFolder } from '../support/native-records.ts';

describe('cipherscope report', () => {
  it('renders what was asked for and prints where it is', async () => {
    const [folder, output] = [await nativeFolder(), testFolder()];
    const { code, stdout, stderr } = await runBuilt(['report', folder, '--format', 'csv,zeek', '-o', `${output}/`]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toContain(`${output}/zeek/conn.log`);
    expect(readFileSync(join(output, 'csv/apps.csv'), 'utf8')).toContain('packages');
  });

  it('says which lines it had to leave out, and ends with 3', async () => {
    const folder = await nativeFolder();
    appendFileSync(join(folder, 'flows.ndjson'), 'nonsense\n');
    const { code, stderr } = await runBuilt(['report', folder, '--format', 'csv']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/flows\.ndjson:\d+ is no record with flow_id: left out\./);
  });

  it.each([
    [['report'], 2, 'Name one folder'],
    [['report', '.', '--format', 'word'], 2, 'no such format'],
    [['report', '.', '--format', 'csv'], 66, 'no such file'],
    [['report', demoCapture, '--format', 'csv'], 66, 'no such file. Name a folder that "cipherscope analyze CAPTURE'],
    [['report', '.'], 2, 'Say how: --format csv'],
    [['analyze', 'x.pcap', '--format', 'csv'], 2, '--format writes files'],
  ])('%j ends with %i', async (args, code, message) => {
    const result = await runBuilt(args, { cwd: testFolder() });
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });

  it('offers completion for a shell', async () => {
    const { code, stdout } = await runBuilt(['completion'], { env: { SHELL: '/bin/bash' } });
    expect(code).toBe(0);
    expect(stdout).toContain('complete ');
    const completed = await runBuilt(['--get-yargs-completions', 'cipherscope', 'rep'], {
      env: { SHELL: '/bin/bash' },
    });
    expect(completed.stdout).toContain('report');
  });
});

describe('cipherscope report --format html and the allowlist', () => {
  it('gives the page of the analysis, byte for byte', async () => {
    const folder = testFolder();
    const args = [demoCapture, '-t', demoLogs, '-o', folder, '-q'];
    expect((await runBuilt(['analyze', ...args])).code).toBe(0);
    expect((await runBuilt(['report', folder, '--format', 'html'])).code).toBe(0);
    expect(readText(folder, 'html/report.html')).toBe(readText(folder, 'report.html'));
  });

  it('names the folder whose records were changed by hand', async () => {
    const folder = testFolder();
    cpSync(demoPath('expected'), folder, { recursive: true });
    const findings = readText(folder, 'findings.ndjson').replace('"claims":[', '"claims":null,"other":[');
    writeFileSync(join(folder, 'findings.ndjson'), findings.replaceAll('"sentence":"', '"sentence":1,"other":"'));
    const { code, stderr } = await runBuilt(['report', folder, '--format', 'markdown']);
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringContaining(`${folder}: its records are not`) });
  });

  it('applies the rules of option or configuration, says what they did, and leaves the records alone', async () => {
    const [output, work] = [testFolder(), testFolder()];
    const rule = { id: 'notes', package: 'com.example.notes', reason: 'ours', owner: 'me', expires: '2030-01-01' };
    writeFileSync(join(work, 'allow.json'), JSON.stringify({ rules: [rule] }));
    writeFileSync(join(work, 'cipherscope.json'), JSON.stringify({ allowlist: 'allow.json' }));
    const render = (...more: string[]) =>
      runBuilt(['report', demoPath('expected'), '--format', 'csv,parquet', '-o', output, ...more], { cwd: work });
    const ruled = await render();
    expect(ruled.stderr).toContain('allow.json: rule notes hid 1 channel with 19 flows in 1 finding');
    expect(readText(output, 'csv/findings.csv')).toMatch(/com\.example\.notes,[^\n]*expected/);
    expect(readdirSync(output).sort()).toEqual(['csv', 'parquet']);
    const rows = await parquetVerdicts(join(output, 'parquet/findings.parquet'));
    expect(rows).toContain('expected');
    writeFileSync(join(work, 'none.json'), JSON.stringify({ rules: [] }));
    await render('--allowlist', join(work, 'none.json'));
    expect(readText(output, 'csv/findings.csv')).not.toContain('expected');
    expect((await render('--allowlist', 'nowhere.json')).code).toBe(2);
  });
});

async function parquetVerdicts(file: string): Promise<string[]> {
  const duck = await openDuck();
  try {
    const rows = await duck.plainRows<{ verdict: string }>(`SELECT verdict FROM read_parquet(${sqlText(file)})`);
    return rows.map(({ verdict }) => verdict);
  } finally {
    duck.close();
  }
}
