// The command's own part, in this process: what is printed where, what is written, which code comes out. The program as a whole is in test/e2e/.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NATIVE_FILES } from '../../src/report/native-output.ts';
import { type AnalyzeIo, runAnalyze } from '../../src/run/analyze-command.ts';
import { type AnalyzeInput, analyzeOptions } from '../../src/run/config.ts';
import type { Settings } from '../../src/run/config-schema.ts';
import { captureOf } from '../support/analysed.ts';
import { TextStream } from '../support/command-run.ts';
import { demoCapture, demoLogs, demoSocketLogs } from '../support/demo.ts';
import { outputFolder } from '../support/output-folder.ts';

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

async function run(
  captures: readonly string[],
  settings: Settings = {},
  input: Partial<AnalyzeInput> = {},
  io: Partial<AnalyzeIo> = {},
): Promise<Run> {
  const stdout = new TextStream();
  const stderr = new TextStream();
  const { signal } = new AbortController();
  const options = analyzeOptions(
    { captures, interfaceName: undefined, quiet: false, verbose: false, ...input },
    settings,
  );
  const code = await runAnalyze(options, {
    stdout,
    stderr,
    signal,
    colour: false,
    columns: 80,
    interactive: false,
    ...io,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** The demo capture without its last bytes. */
async function cutCapture(): Promise<string> {
  const path = join(await outputFolder(), 'cut.pcapng');
  writeFileSync(path, readFileSync(demoCapture).subarray(0, -100));
  return path;
}

describe('runAnalyze', () => {
  it('prints the summary and writes nothing without an output folder', async () => {
    const { code, stdout, stderr } = await run([demoCapture], { telemetry: [demoLogs] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('demo.pcapng');
    expect(stdout).toContain('com.example.notes');
    expect(stdout).not.toContain('report.html');
  });

  it.each([80, 100, 120])(
    'prints 20 lines at most on %i columns, with and without logs, and more with -v',
    async (columns) => {
      for (const telemetry of [[demoLogs], []]) {
        const { stdout } = await run([demoCapture], { telemetry, output: await outputFolder() }, {}, { columns });
        const lines = stdout.trimEnd().split('\n');
        expect(lines.length).toBeLessThanOrEqual(20);
        expect(lines[2]).toMatch(/^No app: (37|100) % of flows/);
        expect(stdout).toContain('4 findings');
        expect(stdout).toContain('It is a pattern, not proof of malice.');
        expect(stdout).toMatch(/^Areas .*in part: .*network/m);
        expect(stdout).toContain('report.html');
        expect(stdout).not.toContain('exchanged uniform');

        const long = (await run([demoCapture], { telemetry }, { verbose: true }, { columns })).stdout;
        expect(long.split('\n').length).toBeGreaterThan(40);
        expect(long).toContain('Without an app: ');
        expect(long).toContain('What was looked at');
        expect(long).toMatch(/exchanged\s+uniform/);
      }
    },
  );

  it('writes every file, names them, and leaves no other', async () => {
    const output = join(await outputFolder(), 'new', 'folder');
    const { code, stdout } = await run([demoCapture], { output }, { verbose: true });
    expect(code).toBe(0);
    expect(readdirSync(output).sort()).toEqual([...NATIVE_FILES].sort());
    for (const file of NATIVE_FILES) expect(stdout).toContain(file);
  });

  it('leaves other files of the folder alone, and the files of an earlier run where it fails', async () => {
    const output = await outputFolder();
    writeFileSync(join(output, 'notes.txt'), 'mine');
    writeFileSync(join(output, 'flows.ndjson'), 'of an earlier run\n');
    mkdirSync(join(output, 'manifest.json'));
    await expect(run([demoCapture], { output })).rejects.toMatchObject({ name: 'UserError', exitCode: 74 });
    expect(readFileSync(join(output, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(output, 'flows.ndjson'), 'utf8')).toBe('of an earlier run\n');
    expect(readdirSync(output).sort()).toEqual(['flows.ndjson', 'manifest.json', 'notes.txt']);
  });

  it('makes no folder for a capture that is not there', async () => {
    const output = join(await outputFolder(), 'out');
    await expect(run(['absent.pcap'], { output })).rejects.toMatchObject({ exitCode: 66 });
    expect(existsSync(output)).toBe(false);
  });

  it('prints findings as lines of JSON instead of the summary', async () => {
    const { stdout } = await run([demoCapture], { telemetry: [demoLogs], json: true });
    const findings = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every((finding) => finding.analytic.id === 'AN1762')).toBe(true);
  });

  it('is silent where it is told so, but for what was asked for', async () => {
    const cut = await cutCapture();
    expect(await run([cut], {}, { quiet: true })).toEqual({ code: 3, stdout: '', stderr: '' });
    const { stdout, stderr } = await run([demoCapture], { telemetry: [demoLogs], json: true }, { quiet: true });
    expect(stdout).toContain('finding_id');
    expect(stderr).toBe('');
  });

  it('says how long the report took where more is to be said', async () => {
    const { stderr } = await run([demoCapture], { output: await outputFolder() }, { verbose: true });
    expect(stderr).toMatch(/^cipherscope: report\.html took [\d.]+ s$/m);
    expect(stderr).toMatch(/^cipherscope: features digest \d+$/m);
  });

  it('ends with 3 where the capture is cut, says where, and analyses what is there', async () => {
    const { code, stdout, stderr } = await run([await cutCapture()]);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^cipherscope: cut\.pcapng: truncated: .*, at byte \d+, [\d,]+ bytes \([\d.<]+ %\) unread\. What could be read is analysed\.$/m,
    );
    expect(stdout).toContain('flows');
  });

  it('ends with 3 where one of several files is none, and names it', async () => {
    const { code, stderr } = await run([demoCapture, 'package.json']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^cipherscope: package\.json: not a capture/m);
  });

  it('ends with 0 for pcap files one behind the other, and says what they are', async () => {
    const path = join(await outputFolder(), 'two.pcap');
    const one = captureOf([]);
    writeFileSync(path, Buffer.concat([one, one]));
    const { code, stdout, stderr } = await run([path]);
    expect(code).toBe(0);
    expect(stdout).not.toContain('damaged');
    expect(stderr).toContain('two.pcap: 2 pcap files, one behind the other (the second from byte 24 on)');
  });

  it('ends with 0 for a capture without packets', async () => {
    const path = join(await outputFolder(), 'empty.pcap');
    writeFileSync(path, captureOf([]));
    const { code, stdout } = await run([path]);
    expect(code).toBe(0);
    expect(stdout).toContain('0 packets');
  });

  it('ends with 4 where a required area was not looked at, and names all of them', async () => {
    const { code, stderr } = await run([demoCapture], { require_areas: ['all'] });
    expect(code).toBe(4);
    expect(stderr).toContain('nothing was collected for key_lifecycle, asymmetric_api_use,');
    expect((await run([demoCapture], { require_areas: ['network_transmission'] })).code).toBe(0);
  });

  it('ends with 1 where findings reach --fail-on', async () => {
    const settings: Settings = { telemetry: [...demoSocketLogs] };
    expect((await run([demoCapture], { ...settings, fail_on: 'observation' })).code).toBe(1);
    // Network evidence alone never makes an alert.
    expect((await run([demoCapture], { ...settings, fail_on: 'alert' })).code).toBe(0);
    expect((await run([demoCapture], { telemetry: [demoLogs], fail_on: 'alert' })).code).toBe(1);
  });

  it('ends with the code that matters most where several apply', async () => {
    const settings: Settings = { telemetry: [...demoSocketLogs], fail_on: 'observation' };
    const cut = await cutCapture();
    expect((await run([cut], settings)).code).toBe(1);
    expect((await run([cut], { ...settings, require_areas: ['all'] })).code).toBe(4);
    const interrupted = await run([cut], settings, {}, { signal: AbortSignal.abort() });
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toContain('interrupted: the result holds what was read until then.');
  });

  it('shows control characters in the name of a damaged capture as escapes', async () => {
    const path = join(await outputFolder(), 'cut\u001b[31m.pcapng');
    writeFileSync(path, readFileSync(demoCapture).subarray(0, -100));
    const { stdout, stderr } = await run([path]);
    expect(stderr).toContain('cut\\x1b[31m.pcapng: truncated');
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it('says when nothing lies between --start and --end', async () => {
    const { code, stderr } = await run([demoCapture], { start: '2001-01-01', end: '2001-01-02' });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^cipherscope: nothing lies between --start and --end: \d[\d,]* packets are left out\.\n$/);
    expect((await run([demoCapture], { end: '2099-01-01' })).stderr).toBe('');
  });

  it('says when nothing belongs to an app that --only-app names', async () => {
    const { code, stderr } = await run([demoCapture], {
      telemetry: [demoLogs],
      only_app: ['com.example.notes', 'com.exmaple.notes'],
    });
    expect(code).toBe(0);
    expect(stderr).toBe('cipherscope: no flow belongs to com.exmaple.notes, which --only-app names.\n');
  });

  it('says when flows were ended early', async () => {
    const { stderr } = await run([demoCapture], { max_flows: 4 });
    expect(stderr).toMatch(/\d+ flows were ended early because the flow table was full: raise --max-flows\./);
  });
});
