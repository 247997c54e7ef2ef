// What the library entry does beside the analysis itself; how it looks to a user of the package is in test/index.test.ts.

import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { type AnalysisOutcome, type AnalyzeSettings, type AnalyzeSource, analyze } from '../../src/run/analyze.ts';
import { analyzeOptions } from '../../src/run/config.ts';
import { resolveConfig } from '../../src/run/config-sources.ts';
import { captureOf, connection } from '../support/analysed.ts';
import { obfuscatedOpening } from '../support/mtproto-bytes.ts';
import { outputFolder } from '../support/output-folder.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const capture = captureOf(connection('192.168.1.20:40001', '203.0.113.7:80', ['a question']));

async function drained(source: AnalyzeSource, settings: AnalyzeSettings = {}): Promise<AnalysisOutcome> {
  const flows = analyze(source, settings);
  for (;;) {
    const { done, value } = await flows.next();
    if (done === true) return value;
  }
}

async function allFlows(source: AnalyzeSource, settings: AnalyzeSettings = {}): Promise<FlowRecord[]> {
  const flows: FlowRecord[] = [];
  for await (const flow of analyze(source, settings)) flows.push(flow);
  return flows;
}

describe('analyze', () => {
  it('records the same settings as the command line, defaults included', async () => {
    const { settings } = await resolveConfig({
      options: { start: '2026-01-01' },
      environment: {},
      file: undefined,
      folder: await outputFolder(),
    });
    const input = { captures: ['x'], interfaceName: undefined, quiet: true, verbose: false };
    const path = join(await outputFolder(), 'a.pcap');
    writeFileSync(path, capture);
    const { manifest } = await drained(path, { start: '2026-01-01' });
    expect(manifest.config).toEqual(analyzeOptions(input, settings).recordedConfig);
  });

  it.each([{ output: 'out' }, { format: ['csv'] }, { json: true }, { fail_on: 'alert' }, { require_areas: ['all'] }])(
    'refuses %o, of which nothing would come',
    async (settings) => {
      const [key] = Object.keys(settings);
      // As a program without types would.
      await expect(drained('a.pcap', settings as AnalyzeSettings)).rejects.toThrow(
        `analyze(): ${key} is a setting of the command line`,
      );
    },
  );

  it('leaves proprietary protocols unnamed where it is told to, and the manifest says so', async () => {
    const path = join(await outputFolder(), 'a.pcap');
    const opening = obfuscatedOpening(randomBytes(64, randomNumbers(4)), 0xef, randomBytes(400, randomNumbers(5)));
    writeFileSync(path, captureOf(connection('192.168.1.20:40001', '203.0.113.7:443', [opening])));
    const [named] = await allFlows(path);
    expect(named).toMatchObject({ service: 'mtproto', encryption: { class: 'custom', scheme: 'mtproto' } });
    const [unnamed] = await allFlows(path, { proprietaryRecognisers: false });
    expect(unnamed?.service).toBeUndefined();
    expect(unnamed?.encryption).toMatchObject({ class: 'custom' });
    expect(unnamed?.encryption.scheme).toBeUndefined();
    const { manifest } = await drained(path, { proprietaryRecognisers: false });
    expect(manifest.config['proprietary_recognisers']).toBe(false);
    expect((await drained(path)).manifest.config).not.toHaveProperty('proprietary_recognisers');
  });

  it('warns of files that it leaves out', async () => {
    const folder = await outputFolder();
    writeFileSync(join(folder, 'a.pcap'), capture);
    writeFileSync(join(folder, 'b.pcap'), 'not a capture');
    const warnings: string[] = [];
    await drained(folder, { onWarning: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringContaining('b.pcap: not a capture')]);
  });

  it('leaves nothing in the folder for temporary files, whether it ends, is left or fails', async () => {
    const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith('.cipherscope.'));
    const before = ours();
    const path = join(await outputFolder(), 'a.pcap');
    writeFileSync(path, capture);
    await drained(path);
    for await (const _ of analyze(path)) break;
    await expect(drained(path, { telemetry: ['/nowhere'] })).rejects.toThrow('/nowhere');
    expect(ours()).toEqual(before);
  });
});
