import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/run/analyze.ts';
import { analyzeOptions } from '../../src/run/config.ts';
import { runExplain } from '../../src/run/explain-command.ts';
import { spillFolder } from '../support/analysed.ts';
import { demoCapture, demoLogs, demoSocketLogs } from '../support/demo.ts';
import { readCapture } from '../support/read-capture.ts';

async function findings(telemetry: readonly string[]) {
  const run = analyze(demoCapture, { telemetry: [...telemetry], workers: 1, max_flows: 10_000 });
  let step = await run.next();
  while (!step.done) step = await run.next();
  return step.value.findings;
}

async function explained(
  finding: string,
  {
    pcap,
    json = false,
    telemetry = [demoLogs],
    signal = new AbortController().signal,
  }: { pcap?: string; json?: boolean; telemetry?: string[]; signal?: AbortSignal } = {},
) {
  let stdout = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      stdout += chunk;
      done();
    },
  });
  const io = {
    stdout: sink,
    stderr: new Writable({ write: (_c, _e, done) => done() }),
    signal,
  };
  const options = analyzeOptions(
    { captures: [demoCapture], interfaceName: undefined, quiet: true, verbose: false },
    { telemetry, workers: 1, max_flows: 10_000, json },
  );
  const code = await runExplain({ finding, pcap }, options, { ...io, colour: false, columns: 100, interactive: false });
  return { code, stdout };
}

describe('explain', () => {
  it('reads every citation of every finding of the demo again, and all of it agrees', async () => {
    for (const { finding_id: id, evidence } of await findings([demoLogs])) {
      const { code, stdout } = await explained(id.slice(0, 8));
      expect(stdout).toContain('Read again: every cited frame, byte and line is there');
      expect(code).toBe(0);
      for (const { sources } of evidence) for (const source of sources) expect(stdout).toContain(source);
      expect(stdout).not.toContain('not found');
    }
  });

  it('ends when it is interrupted: part of an analysis explains nothing', async () => {
    await expect(explained('com.example.notes', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('cuts out the packets of the finding’s flows', async () => {
    const [first] = await findings([demoLogs]);
    const path = join(spillFolder(), 'cut.pcapng');
    await explained(first!.finding_id, { pcap: path });
    expect(existsSync(path)).toBe(true);
    const { records } = await readCapture(readFileSync(path));
    expect(records.length).toBeGreaterThan(50);
  });

  it('replaces a cut of its own, and no other file', async () => {
    const [first] = await findings([demoLogs]);
    const folder = spillFolder();
    const path = join(folder, 'cut.pcapng');
    await explained(first!.finding_id, { pcap: path });
    const bytes = readFileSync(path);
    await explained(first!.finding_id, { pcap: path });
    expect(readFileSync(path)).toEqual(bytes);
    const evidence = join(folder, 'evidence.pcapng');
    cpSync(demoCapture, evidence);
    for (const taken of [evidence, folder])
      await expect(explained(first!.finding_id, { pcap: taken })).rejects.toThrow(
        /--pcap .*: there is something already that explain did not write\. Name another file\./,
      );
    expect(readFileSync(evidence)).toEqual(readFileSync(demoCapture));
  });

  it('says before the analysis that there is no such folder', async () => {
    // Interrupted, an analysis would say so instead.
    const pcap = join(spillFolder(), 'none', 'cut.pcapng');
    await expect(explained('com.example.notes', { pcap, signal: AbortSignal.abort() })).rejects.toThrow(
      /^Cannot write .*cut\.pcapng: there is no such folder/,
    );
  });

  it('prints the whole as JSON', async () => {
    const [first] = await findings([demoLogs]);
    const { stdout } = await explained(first!.finding_id, { json: true });
    const parsed = JSON.parse(stdout);
    expect(parsed.finding).toEqual(first);
    expect(parsed.faults).toEqual([]);
    expect(parsed.claims).toHaveLength(first!.evidence.length);
  });

  it('names the findings there are where the id is none of them', async () => {
    await expect(explained('ffffffffffff')).rejects.toThrow(
      /no finding of this analysis has that id or is about that app.*\n {2}[0-9a-f]{16} {2}alert/s,
    );
    await expect(explained('')).rejects.toThrow(/several findings fit/);
  });

  it('takes the package of the app in place of an id', async () => {
    const [first] = await findings([demoLogs]);
    const { stdout } = await explained(first!.app.packages[0]!);
    expect(stdout).toContain(`Finding ${first!.finding_id}:`);
  });

  it('takes the address of a device whose apps nobody knows', async () => {
    const [first] = await findings([]);
    const device = first!.app.device!;
    await expect(explained(device, { telemetry: [] })).rejects.toThrow(/several findings fit/);
    await expect(explained('10.0.2.99', { telemetry: [] })).rejects.toThrow(/is about that app or device/);
  });

  it('still explains what is left without the logs of crypto calls', async () => {
    const [first] = await findings(demoSocketLogs);
    const { code } = await explained(first!.finding_id, { telemetry: [...demoSocketLogs] });
    expect(code).toBe(0);
  });
});
