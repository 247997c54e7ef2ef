import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBuilt } from '../support/built-command.ts';
import { nativeFolder, testFolder } from '../support/native-records.ts';

describe('cipherscope report', () => {
  it('renders what was asked for and prints where it is', async () => {
    const [folder, output] = [await nativeFolder(), testFolder()];
    const { code, stdout, stderr } = await runBuilt(['report', folder, '--format', 'csv,zeek', '-o', output]);
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
