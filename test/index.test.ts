// The public API as a program uses it, over the demo capture.

import { spawnSync } from 'node:child_process';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as api from '../src/index.ts';
import {
  type AnalysisOutcome,
  type AnalyzeSettings,
  type AnalyzeSource,
  analyze,
  type FlowRecord,
} from '../src/index.ts';
import { chunksOf } from './support/analysed.ts';
import { demoCapture, demoLogs, demoTruth } from './support/demo.ts';
import { testFolder } from './support/native-records.ts';

interface Analysed {
  flows: FlowRecord[];
  outcome: AnalysisOutcome;
}

async function analysed(source: AnalyzeSource, settings: AnalyzeSettings = {}): Promise<Analysed> {
  const flows: FlowRecord[] = [];
  const iterator = analyze(source, settings);
  for (;;) {
    const { done, value } = await iterator.next();
    if (done === true) return { flows, outcome: value };
    flows.push(value);
  }
}

const bytes = readFileSync(demoCapture);

describe('the public API', () => {
  it('is what its documentation names, and nothing else', () => {
    expect(Object.keys(api).sort()).toEqual([
      'EncryptionClass',
      'EvidenceArea',
      'NUMBER_FEATURES',
      'UserError',
      'VECTOR_FEATURES',
      'analyze',
      'toTable',
    ]);
  });

  it('names every type that a record is made of', () => {
    const source = (name: string) => readFileSync(new URL(`../src/${name}.ts`, import.meta.url), 'utf8');
    const index = source('index');
    // Lists that the program keeps for itself; no record has one.
    const internal = ['SharedKeyRecord', 'ChannelList'];
    for (const file of [
      'flows/flow-record',
      'features/channel-record',
      'evidence/finding-record',
      'telemetry/coverage-record',
      'report/manifest-record',
    ]) {
      const names = [...source(file).matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name = '']) => name);
      expect(names.length).toBeGreaterThan(1);
      expect(names.filter((name) => !internal.includes(name) && !new RegExp(`\\b${name}\\b`).test(index))).toEqual([]);
    }
  });

  it('has types that compile where the declarations of libraries are checked too', () => {
    const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
    const program = join(testFolder(), 'program.mts');
    const compiled = (type: string) => {
      const lines = [
        `import { analyze, toTable } from ${JSON.stringify(path('dist/index.js'))};`,
        "const table = await toTable(analyze('capture.pcap'));",
        "const heavy = table.filter((row) => row.orig.bytes > 10).groupby('domain').count();",
        `export const rows: ${type} = heavy.numRows();`,
      ];
      writeFileSync(program, lines.join('\n'));
      const flags = [
        '--ignoreConfig',
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--types',
        'node',
      ];
      const roots = ['--typeRoots', path('node_modules/@types')];
      const { stdout } = spawnSync(path('node_modules/.bin/tsc'), [...flags, ...roots, program], { encoding: 'utf8' });
      return stdout;
    };
    expect(compiled('number')).toBe('');
    expect(compiled('string')).toContain('TS2322');
  });

  it('yields flows with their apps, in order of start', async () => {
    const flows: FlowRecord[] = [];
    for await (const flow of analyze(demoCapture, { telemetry: [demoLogs] })) flows.push(flow);
    expect(flows.length).toBeGreaterThanOrEqual(demoTruth().length);
    expect(flows.map((flow) => flow.start)).toEqual(flows.map((flow) => flow.start).sort());
    const beacon = flows.filter((flow) => flow.resp.ip === '203.0.113.20' && flow.resp.port === 7443);
    expect(beacon.length).toBeGreaterThan(10);
    for (const flow of beacon) {
      expect(flow.app).toMatchObject({ uid: 10_103, packages: ['com.example.notes'] });
      expect(flow.encryption.class).toBe('custom');
    }
  });

  it('returns channels, apps, findings, coverage and the manifest', async () => {
    const { flows, outcome } = await analysed(demoCapture, { telemetry: [demoLogs] });
    expect(outcome.manifest.captures).toMatchObject([{ file: 'demo.pcapng', stop: { reason: 'end' } }]);
    expect(outcome.manifest.counts['flows']).toBe(flows.length);
    expect(outcome.channels.reduce((sum, channel) => sum + channel.flows, 0)).toBe(flows.length);
    expect(outcome.apps.map((app) => app.packages[0])).toContain('com.example.notes');
    expect(outcome.findings.every((finding) => finding.analytic.id === 'AN1762')).toBe(true);
    expect(new Set(outcome.coverage.map((row) => row.area))).toEqual(new Set(Object.values(api.EvidenceArea)));
    expect(outcome.totals.flows).toBe(flows.length);
    expect(outcome).not.toHaveProperty('flows');
  });

  it('reads a stream, plain or compressed, in chunks of any size, and finds the same', async () => {
    const settings = { telemetry: [demoLogs] };
    const { flows, outcome } = await analysed(demoCapture, settings);
    for (const stream of [createReadStream(demoCapture), chunksOf(bytes, 777), chunksOf(gzipSync(bytes), 5000)]) {
      const streamed = await analysed(stream, settings);
      expect(streamed.flows).toEqual(flows);
      expect(streamed.outcome.channels).toEqual(outcome.channels);
      expect(streamed.outcome.manifest.captures[0]).toMatchObject({ file: 'stream', bytes: bytes.length });
    }
  });

  it('takes the settings of the command line', async () => {
    const { flows } = await analysed(demoCapture, { telemetry: [demoLogs], only_app: ['com.example.notes'] });
    expect(flows.length).toBeGreaterThan(10);
    expect(new Set(flows.map((flow) => flow.app?.uid))).toEqual(new Set([10_103]));
    const { flows: late } = await analysed(demoCapture, { start: '2026-11-23T08:45:00Z' });
    expect(late.length).toBeGreaterThan(0);
    expect(late.every((flow) => flow.start >= '2026-11-23T08:45:00')).toBe(true);
  });

  it('can be left in the middle, and used again', async () => {
    for (let turn = 0; turn < 3; turn++) {
      for await (const flow of analyze(demoCapture)) {
        expect(flow.first_frame).toBe(1);
        break;
      }
    }
    expect((await analysed(demoCapture)).flows.length).toBeGreaterThan(50);
  });

  it('runs several analyses side by side without mixing them', async () => {
    const [alone] = [await analysed(demoCapture)];
    const both = await Promise.all([
      analysed(chunksOf(bytes, 5000)),
      analysed(chunksOf(bytes, 3000)),
      analysed(demoCapture),
    ]);
    for (const { flows } of both) expect(flows).toEqual(alone.flows);
  });

  it('analyses what was read when the signal is aborted', async () => {
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 60_000);
      controller.abort();
      await new Promise(() => undefined);
    }
    const { flows, outcome } = await analysed(endless(), { signal: controller.signal });
    expect(flows.length).toBeGreaterThan(0);
    expect(outcome.manifest.captures[0]?.stop.reason).toBe('interrupted');
  });

  it('reads nothing where the signal was aborted before', async () => {
    const { flows, outcome } = await analysed(demoCapture, { signal: AbortSignal.abort() });
    expect(flows).toEqual([]);
    expect(outcome.manifest.captures[0]?.stop).toEqual({ reason: 'interrupted', offset: 0 });
  });

  it.each([
    ['a missing file', 'no-such-capture.pcap', {}, 66, 'no-such-capture.pcap: no such file'],
    ['a file that is no capture', 'package.json', {}, 65, 'not a capture'],
    ['a stream that is no capture', chunksOf(Buffer.from('neither')), {}, 65, 'not a capture'],
    ['a missing log', demoCapture, { telemetry: ['no-such.log'] }, 66, 'no-such.log'],
    ['a log of an unknown format', demoCapture, { telemetry: ['package.json'] }, 2, 'package.json'],
    ['an instant without a zone', demoCapture, { start: 'yesterday' }, 2, 'start expects an instant'],
    ['no address', demoCapture, { local: ['home'] }, 2, 'local expects'],
    ['no workers', demoCapture, { workers: 0 }, 2, 'workers expects a whole number from 1'],
    ['a setting that does not exist', demoCapture, { onlyApp: ['x'] }, 2, 'did you mean only_app?'],
    ['an input of another type', new Uint8Array(10), {}, 2, 'expects a path'],
    ['no input', [], {}, 2, 'Nothing to analyse'],
  ])('throws a UserError for %s', async (_, source, settings, exitCode, message) => {
    const error = await analysed(source as AnalyzeSource, settings as AnalyzeSettings).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(api.UserError);
    expect(error).toMatchObject({ exitCode, message: expect.stringContaining(message) });
  });
});
