import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchFolder } from '../support/batch-captures.ts';
import { runBuilt } from '../support/built-command.ts';
import { testFolder } from '../support/native-records.ts';

describe('cipherscope batch', () => {
  it('fills a lake that the other commands read', async () => {
    const lake = join(testFolder(), 'lake');
    const { code, stdout } = await runBuilt(['batch', batchFolder(2), '--lake', lake, '--jobs', '1']);
    expect({ code, stdout: stdout.split(',')[0] }).toEqual({ code: 0, stdout: '2 captures imported with 2 flows' });
    const shown = await runBuilt(['lake', 'show', '--lake', lake]);
    expect(shown.stdout).toContain('2 captures of 2 devices: 2 flows');
  });

  it('names the device as it is told, and takes what a manifest lists', async () => {
    const folder = batchFolder(2);
    const told = join(testFolder(), 'lake');
    await runBuilt(['batch', folder, '--lake', told, '--jobs', '1', '--device', 'lab']);
    const shown = await runBuilt(['lake', 'show', '--lake', told]);
    expect(shown.stdout).toContain('2 captures of 1 device');
    const [capture] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /pcap/.test(name));
    const manifest = join(testFolder(), 'batch.ndjson');
    writeFileSync(manifest, JSON.stringify({ captures: [join(folder, capture ?? '')], device: 'listed' }));
    const listed = join(testFolder(), 'lake');
    const { stdout } = await runBuilt(['batch', '--manifest', manifest, '--lake', listed, '--jobs', '1']);
    expect(stdout).toContain('1 capture imported');
    const rows = await runBuilt(['lake', 'query', 'SELECT DISTINCT device_name FROM flows', '--lake', listed]);
    expect(JSON.parse(rows.stdout)).toEqual({ device_name: 'listed' });
  });

  it.each([
    [['batch', '.'], 'Say where to: --lake FOLDER.'],
    [['batch', '--lake', 'x'], 'Nothing to do.'],
    [['batch', '.', '--lake', 'x', '--jobs', 'many'], '--jobs expects a whole number'],
    [['lake', 'show'], 'Say which lake'],
    [['lake', 'prune', '--lake', 'x'], 'Say how old'],
    [['lake', '--lake', 'x'], 'Say what to do: cipherscope lake'],
    [['baseline', 'show', 'a', '--lake', 'x'], 'no lake there'],
    [['baseline', 'build', '--lake', 'x', '--from', 'yesterday'], '--from expects a day'],
    [['baseline', 'assert', 'a', '--lake', 'x'], 'Say who and why'],
    [['baseline', '--lake', 'x'], 'Say what to do: cipherscope baseline'],
  ])('%j says what is missing', async (args, message) => {
    const { code, stderr } = await runBuilt(args, { cwd: testFolder() });
    expect([2, 66]).toContain(code);
    expect(stderr).toContain(message);
  });
});
