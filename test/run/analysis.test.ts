import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { type Analysis, analyse } from '../../src/run/analysis.ts';
import { analyzeOptions } from '../../src/run/config.ts';
import type { Settings } from '../../src/run/config-schema.ts';
import { openFiles, openStream } from '../../src/run/open-source.ts';
import { Progress } from '../../src/run/progress.ts';
import { captureOf, chunksOf, connection, spillFolder } from '../support/analysed.ts';
import { outputFolder } from '../support/output-folder.ts';
import type { TestPacket } from '../support/packets.ts';
import { logFolder, socketRow } from '../support/socket-rows.ts';

const DEVICE = '192.168.1.20';
const SERVER = '203.0.113.7:80';
const request = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

/** Four connections in turn of two apps. */
const small = captureOf(
  [1, 2, 3, 4].flatMap((i) =>
    connection(`${DEVICE}:${40_000 + i}`, SERVER, [request(i % 2 === 1 ? 'bank.example' : 'notes.example')], i * 1e6),
  ),
);
const SOCKETS = [1, 2, 3, 4].map((i) =>
  socketRow({ local: `${DEVICE}:${40_000 + i}`, remote: SERVER, uid: 10_102 - (i % 2) }),
);

interface Run {
  analysis: Analysis;
  spill: string;
  flows: FlowRecord[];
  lines: string;
}

/** Reads the capture from a file, or from `stream`, with a socket log beside it. */
async function run(
  settings: Settings = {},
  {
    progress = new Progress(1),
    stream,
    capture = small,
    lines = true,
    warn = () => undefined,
  }: {
    warn?: (message: string) => void;
    progress?: Progress;
    stream?: AsyncIterable<Uint8Array>;
    capture?: Uint8Array;
    lines?: boolean;
  } = {},
): Promise<Run> {
  const folder = await outputFolder();
  const path = join(folder, 'a.pcap');
  writeFileSync(path, capture);
  const telemetry = [logFolder(folder, { 'sockets.ndjson': SOCKETS })];
  const spill = spillFolder();
  const analysis = await analyse({
    source: stream === undefined ? await openFiles([path]) : openStream(stream, 'stdin', undefined),
    options: analyzeOptions(
      { captures: [path], interfaceName: undefined, quiet: true, verbose: false },
      { ...settings, telemetry },
    ),
    workers: 1,
    toolVersion: '9.9.9',
    spill: lines ? { folder: spill, prefix: '.spill.' } : undefined,
    hashed: true,
    progress,
    warn,
  });
  let text = '';
  for (const block of analysis.flowLines()) text += Buffer.from(block).toString('utf8');
  const flows = [...(analysis.result.flows() as Iterable<FlowRecord>)];
  analysis.close();
  return { analysis, spill, flows, lines: text };
}

describe('analyse', () => {
  it('says where no flow has the address that was named as the device’s', async () => {
    const warnings: string[] = [];
    await run({ local: ['192.168.7.20'] }, { warn: (message) => warnings.push(message) });
    expect(warnings).toEqual(["--local 192.168.7.20: no flow has such an address at either end. Is it the device's?"]);
    await run({ local: ['0.0.0.0/0'] }, { warn: (message) => warnings.push(message) });
    expect(warnings).toHaveLength(1);
  });

  it('leads from a capture and a log to flows with apps, channels, apps, coverage and a manifest', async () => {
    const { analysis, flows, lines } = await run();
    expect(flows.map((flow) => flow.app?.uid)).toEqual([10_101, 10_102, 10_101, 10_102]);
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(flows);
    const { result } = analysis;
    expect(
      [...result.channels].map((channel) => [channel.app?.uid, channel.destination.domain, channel.flows]),
    ).toEqual([
      [10_101, 'bank.example', 2],
      [10_102, 'notes.example', 2],
    ]);
    expect(result.apps.map((app) => app.uid).sort()).toEqual([10_101, 10_102]);
    expect(result.coverage.map((row) => row.area)).toContain('network_transmission');
    expect(result.manifest).toMatchObject({
      tool_version: '9.9.9',
      captures: [{ file: 'a.pcap', sha256: createHash('sha256').update(small).digest('hex'), stop: { reason: 'end' } }],
      telemetry: [{ file: 'sockets.ndjson', records: 4 }],
      counts: { flows: 4, channels: 2, apps: 2, findings: 0 },
    });
    expect(analysis).toMatchObject({ isPartial: false, isInterrupted: false });
  });

  it('has nothing in the spill folder, neither while it waits nor afterwards', async () => {
    const { spill } = await run();
    expect(readdirSync(spill)).toEqual([]);
  });

  it('finds the same in channels and apps where no lines were asked for', async () => {
    const [withLines, without] = [await run(), await run({}, { lines: false })];
    expect([without.flows, without.lines]).toEqual([[], '']);
    const { flows: _, ...expected } = withLines.analysis.result;
    expect(without.analysis.result).toMatchObject(JSON.parse(JSON.stringify(expected)));
    const some = await run({ only_app: ['10101'] }, { lines: false });
    expect(some.analysis.result.channels).toEqual((await run({ only_app: ['10101'] })).analysis.result.channels);
  });

  it('says of a stream what it can: no name, no hash', async () => {
    const { analysis, flows } = await run({}, { stream: chunksOf(small, 100) });
    expect(flows).toHaveLength(4);
    expect(analysis.result.manifest.captures).toMatchObject([{ file: 'stdin', packets: 24 }]);
    expect(analysis.result.manifest.captures[0]).not.toHaveProperty('sha256');
  });

  it('refuses a stream that is no capture, and one in which nothing came', async () => {
    for (const [bytes, reason] of [
      [Buffer.from('<html>not found</html>'), 'not a capture: it is text that begins with "<html>not found</html>"'],
      [Buffer.alloc(0), 'empty, not a capture: nothing came'],
      [gzipSync(small).subarray(0, 12), 'not a capture (compress'],
    ] as const) {
      await expect(run({}, { stream: chunksOf(bytes) })).rejects.toMatchObject({
        name: 'UserError',
        exitCode: 65,
        message: expect.stringContaining(reason),
      });
    }
  });

  it('is partial where the capture is cut', async () => {
    const { analysis, flows } = await run({}, { stream: chunksOf(small.subarray(0, -5)) });
    expect(flows).toHaveLength(4);
    expect(analysis.isPartial).toBe(true);
    expect(analysis.result.coverage.find((row) => row.area === 'network_transmission')?.gaps).toContainEqual(
      expect.objectContaining({ cause: expect.stringContaining('truncated') }),
    );
  });

  it('keeps what was read until it was interrupted, and says that this is not all', async () => {
    const progress = new Progress(1);
    async function* interrupting(): AsyncGenerator<Uint8Array> {
      yield small.subarray(0, small.length / 2);
      progress.interrupt();
      yield small.subarray(small.length / 2);
    }
    const { analysis, flows } = await run({}, { progress, stream: interrupting() });
    expect(flows).toHaveLength(2);
    expect(analysis.isInterrupted).toBe(true);
    expect(analysis.result.manifest.captures[0]?.stop).toMatchObject({ reason: 'interrupted' });
    expect(analysis.result.coverage.find((row) => row.area === 'network_transmission')?.gaps).toContainEqual(
      expect.objectContaining({ cause: expect.stringContaining('interrupted') }),
    );
  });

  it('takes no time for a hash once it is interrupted', async () => {
    const progress = new Progress(1);
    progress.interrupt();
    const { analysis } = await run({}, { progress });
    expect(analysis.isInterrupted).toBe(true);
    expect(analysis.result.manifest.captures[0]).not.toHaveProperty('sha256');
  });
});

describe('--only-app', () => {
  it('leaves one app in every record', async () => {
    const { analysis, flows, lines } = await run({ only_app: ['10101'] });
    expect(flows.map((flow) => flow.app?.uid)).toEqual([10_101, 10_101]);
    const { result } = analysis;
    expect(`${lines}${JSON.stringify({ ...result, channels: [...result.channels] })}`).not.toMatch(/notes|10102/);
    expect([...result.channels].map((channel) => channel.flows)).toEqual([2]);
    expect(result.totals).toMatchObject({ flows: 2, unattributedFlows: 0 });
    expect(result.manifest.counts).toMatchObject({ flows: 2, channels: 1, apps: 1 });
  });

  it('writes what was read until it was interrupted, though that was in the first of its two readings', async () => {
    // Several chunks of the file reader, of the two apps in turn.
    const large = captureOf(
      Array.from({ length: 4000 }, (_, i): TestPacket => {
        const port = 40_001 + (i % 2);
        return {
          from: `${DEVICE}:${port}`,
          to: SERVER,
          payload: new Uint8Array(400),
          sequence: i * 400,
          atUs: i * 100,
        };
      }),
    );
    const progress = new Progress(1);
    const watch = () => (progress.bytesRead > 0 ? progress.interrupt() : setImmediate(watch));
    watch();
    const { analysis, flows } = await run({ only_app: ['10101'] }, { progress, capture: large });
    expect(analysis.isInterrupted).toBe(true);
    expect(flows.map((flow) => [flow.app?.uid, flow.orig.port])).toEqual([[10_101, 40_001]]);
    const { orig } = flows[0] as FlowRecord;
    expect(orig.packets).toBeGreaterThan(100);
    expect(orig.packets).toBeLessThan(2000);
  });

  it('finds nothing for an app that is not there', async () => {
    const { flows, lines } = await run({ only_app: ['com.example.absent'] });
    expect([flows, lines]).toEqual([[], '']);
  });

  it('cannot read a stream twice, and says so', async () => {
    await expect(run({ only_app: ['10101'] }, { stream: chunksOf(small) })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('save it to a file'),
    });
  });
});
