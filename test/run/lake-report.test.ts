import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type * as Batch from '../../src/run/batch-command.ts';
import { reportLake } from '../../src/run/lake-report.ts';
import { START_US } from '../support/analysis-result.ts';
import { batchFolder } from '../support/batch-captures.ts';
import { lakeOfDays, usualDays, WATCHED } from '../support/batch-lake.ts';
import { builtModule } from '../support/built-module.ts';
import { readText, testFolder } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';
import { textOf } from '../support/report-parts.ts';

async function reported(root: string, output: string, { signal } = new AbortController()) {
  const io = { stdout: new PassThrough(), stderr: new PassThrough(), signal, columns: 200 };
  const code = await reportLake(root, output, START_US + 400 * 86_400e6, io);
  return { code, text: readAll(io.stdout), said: readAll(io.stderr) };
}

describe('cipherscope lake report', () => {
  it('writes the page and the table, and says the headline', async () => {
    const own = await lakeOfDays([...usualDays(3), { alert: true, domain: 'c2.example' }]);
    const output = join(testFolder(), 'new', 'folder');
    const { code, text } = await reported(own.lake.root, output);
    expect(code).toBe(0);
    expect(readdirSync(output).sort()).toEqual(['apps.csv', 'index.html']);
    const page = readText(output, 'index.html');
    expect(text).toMatch(/^One of \d+ apps has an alert\.\n/);
    expect(textOf(page)).toContain('c2.example');
    expect(readText(output, 'apps.csv')).toContain(`1,${WATCHED},4.1,`);
    await reported(own.lake.root, output);
    expect(readText(output, 'index.html') === page).toBe(true);
  });

  it('is made of captures that a batch imported, and names what the batch set aside', async () => {
    const { runBatch } = await builtModule<typeof Batch>('run/batch-command.ts');
    const folder = batchFolder(3);
    writeFileSync(join(folder, 'bad.pcap'), 'nonsense');
    const lake = join(testFolder(), 'lake');
    const io = {
      stdout: new PassThrough(),
      stderr: new PassThrough(),
      signal: new AbortController().signal,
      columns: 200,
    };
    const options = { folders: [folder], manifest: undefined, lake, device: undefined, settings: {}, quiet: true };
    const limits = { jobs: 1, timeoutMs: 30_000, memoryMb: 256, watch: false };
    const signal = new AbortController().signal;
    expect(await runBatch({ ...options, ...limits }, { ...io, signal, interactive: false })).toBe(3);
    const output = join(testFolder(), 'out');
    expect((await reported(lake, output)).code).toBe(0);
    const page = readText(output, 'index.html');
    const shown = textOf(page);
    expect(shown).toMatch(/3 captures of \d devices?, read with/);
    expect(shown).toMatch(/bad\.pcap set aside .*not a capture/);
  });

  it('ends when it is interrupted, and writes nothing', async () => {
    const own = await lakeOfDays(usualDays(3));
    const output = join(testFolder(), 'out');
    const interruption = new AbortController();
    const reporting = reported(own.lake.root, output, interruption);
    setImmediate(() => interruption.abort());
    await expect(reporting).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(output)).toBe(false);
  });

  it('ends with 3 where files of captures are gone', async () => {
    const own = await lakeOfDays(usualDays(3));
    const [first] = own.lake.commits().commits;
    for (const file of own.lake.tableFiles('flows', first === undefined ? [] : [first]).files) rmSync(file);
    const output = join(testFolder(), 'out');
    const { code, said } = await reported(own.lake.root, output);
    expect(code).toBe(3);
    expect(said).toContain('files of it are gone');
    expect(textOf(readText(output, 'index.html'))).toContain('2 captures of 1 device');
  });

  it('says what to do where it cannot write, and where there is no lake', async () => {
    const own = await lakeOfDays(usualDays(1));
    const file = join(testFolder(), 'file');
    writeFileSync(file, '');
    await expect(reported(own.lake.root, join(file, 'out'))).rejects.toThrow(/Cannot write .*Name another folder/);
    await expect(reported(join(testFolder(), 'none'), 'out')).rejects.toThrow(/no lake there/);
  });
});
