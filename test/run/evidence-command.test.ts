import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import { openDuck } from '../../src/lake/duck.ts';
import { Lake } from '../../src/lake/lake.ts';
import { holdCase } from '../../src/lake/retention.ts';
import { type PackFiles, readPack } from '../../src/report/pack-archive.ts';
import { analyze } from '../../src/run/analyze.ts';
import { runBatchJob } from '../../src/run/batch-job.ts';
import { packEvidence } from '../../src/run/evidence-command.ts';
import { verifyPack } from '../../src/run/evidence-verify.ts';
import { demoCapture, demoLogs } from '../support/demo.ts';
import { testFolder } from '../support/native-records.ts';
import { readAll } from '../support/read-all.ts';
import { hasTshark, tsharkFrames } from '../support/tshark.ts';

const DEVICE = 'pixel-of-jane';
const TIMEOUT = 240_000;

interface Sample {
  readonly root: string;
  readonly capture: string;
  readonly flows: readonly FlowRecord[];
  readonly findings: readonly string[];
}

let sample: Sample;

/** A lake with the demo in it, its capture and logs beside it. */
async function demoLake(): Promise<Sample> {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-evidence-'));
  const capture = join(folder, 'janes-phone.pcapng');
  cpSync(demoCapture, capture);
  cpSync(demoLogs, join(folder, 'logs'), { recursive: true });
  const root = join(folder, 'lake');
  const lake = Lake.open(root, true);
  const duck = await openDuck({ threads: 1, memoryMb: 256 });
  try {
    // A batch takes whatever lies beside a capture, and leaves out what is no log.
    const notes = join(folder, 'notes.txt');
    writeFileSync(notes, 'nothing that is a log');
    const job = { captures: [capture], telemetry: [join(folder, 'logs'), notes], device: DEVICE };
    expect(await runBatchJob(job, { lake, duck, settings: {}, policy: {}, worker: '1' })).toMatchObject({
      kind: 'imported',
    });
  } finally {
    duck.close();
  }
  const run = analyze(demoCapture, { telemetry: [demoLogs], workers: 1 });
  const flows: FlowRecord[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done) return { root, capture, flows, findings: step.value.findings.map(({ finding_id: id }) => id) };
    flows.push(step.value);
  }
}

async function packed(
  finding: string,
  output: string,
  { keyFile, hidesApps = false }: { keyFile?: string; hidesApps?: boolean } = {},
) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { stdout, stderr, signal: new AbortController().signal, colour: false, columns: 100, interactive: false };
  const code = await packEvidence(sample.root, { finding, output, keyFile, hidesApps }, io);
  return { code, text: readAll(stdout), said: readAll(stderr) };
}

function verified(path: string) {
  const stdout = new PassThrough();
  const code = verifyPack(path, { stdout, columns: 200 });
  return { code, text: readAll(stdout) };
}

const textOf = (files: PackFiles, name: string) => Buffer.from(files.get(name) ?? []).toString();

describe('an evidence pack', { timeout: TIMEOUT }, () => {
  beforeAll(async () => {
    sample = await demoLake();
  }, TIMEOUT);

  afterAll(() => rmSync(dirname(sample.capture), { recursive: true, force: true }));

  it('of every finding of the demo verifies, and tells no address, name, device, file or id', async () => {
    const folder = testFolder();
    expect(sample.findings.length).toBeGreaterThan(2);
    const secrets = new Set([DEVICE, 'janes-phone', 'crypto.ndjson', 'state.ndjson', sample.root, ...sample.findings]);
    for (const { flow_id: id, community_id: community, domain, tls, orig, resp } of sample.flows)
      for (const text of [id, community, domain, tls?.server_name, orig.ip, resp.ip])
        if (text !== undefined && !/^(ff02::(1[26]?|fb)|224\.|239\.|255\.|127\.|::1?$)/.test(text)) secrets.add(text);
    for (const [i, finding] of sample.findings.entries()) {
      const path = join(folder, `pack-${i}.zip`);
      const { code, text } = await packed(finding, path);
      expect(code).toBe(0);
      const files = readPack(path);
      const all = [...files].map(([name, bytes]) => `${name}\n${Buffer.from(bytes).toString('latin1')}`).join('\n');
      for (const secret of secrets) expect(all.includes(secret), `${finding}: ${secret}`).toBe(false);
      for (const { orig, resp } of sample.flows) {
        // As they stand in packets.
        for (const { ip } of [orig, resp]) {
          if (!/^\d+(\.\d+){3}$/.test(ip) || /^(224|239|255|127|0)\./.test(ip)) continue;
          expect(all.includes(Buffer.from(ip.split('.').map(Number)).toString('latin1')), `${finding}: ${ip}`).toBe(
            false,
          );
        }
      }
      const [, seal] = /SHA-256 ([0-9a-f]{64})/.exec(text) ?? [];
      expect(seal).toBe(createHash('sha256').update(textOf(files, 'manifest.json')).digest('hex'));
      const check = verified(path);
      expect(check).toMatchObject({ code: 0, text: expect.stringContaining(String(seal)) });
      expect(JSON.parse(textOf(files, 'manifest.json')).checked).toEqual({ agrees: true, faults: [] });
      expect(JSON.parse(textOf(files, 'finding.json')).app.packages[0]).toMatch(/^[a-z]+\.example\./);
    }
  });

  it('is the same for the same key, which stays out of it and tells what stands for what', async () => {
    const folder = testFolder();
    const keyFile = join(folder, 'key.json');
    const [finding = ''] = sample.findings;
    await packed(finding, join(folder, 'one'), { keyFile });
    const { key, names } = JSON.parse(readFileSync(keyFile, 'utf8'));
    await packed(finding.slice(0, 8), join(folder, 'two.zip'), { keyFile });
    const [one, two] = [readPack(join(folder, 'one')), readPack(join(folder, 'two.zip'))];
    expect(new Map([...two].sort())).toEqual(
      new Map([...one].sort().map(([name, bytes]) => [name, new Uint8Array(bytes)])),
    );
    expect(statSync(keyFile).mode & 0o077).toBe(0);
    const pseudonyms = JSON.parse(textOf(one, 'flows.ndjson').split('\n')[0] ?? '');
    expect(sample.flows.map(({ resp }) => resp.ip)).toContain(names[pseudonyms.resp.ip]);
    for (const bytes of one.values()) expect(Buffer.from(bytes).toString('latin1').includes(key)).toBe(false);
    await packed(finding, join(folder, 'three'));
    expect(existsSync(join(folder, 'three.key.json'))).toBe(true);
    expect(textOf(readPack(join(folder, 'three')), 'finding.json')).not.toBe(textOf(one, 'finding.json'));
  });

  it('hides packages where that is wanted', async () => {
    const path = join(testFolder(), 'hidden');
    await packed(sample.findings[0] ?? '', path, { hidesApps: true });
    expect(JSON.parse(textOf(readPack(path), 'finding.json')).app.packages[0]).toMatch(/^app-[0-9a-f]{10}$/);
  });

  it('that was changed, cut or added to does not verify, and says where', async () => {
    const path = join(testFolder(), 'pack');
    await packed(sample.findings[0] ?? '', path);
    const finding = readFileSync(join(path, 'finding.json'), 'utf8');
    writeFileSync(join(path, 'finding.json'), finding.replace(/"bits": \d+/, '"bits": 99'));
    writeFileSync(join(path, 'more.txt'), 'x');
    rmSync(join(path, 'lines.ndjson'));
    const { code, text } = verified(path);
    expect(code).toBe(3);
    expect(text).toContain('finding.json: not what the manifest says');
    expect(text).toContain('more.txt: not in the manifest');
    expect(text).toContain('lines.ndjson: missing');
    expect(text).toMatch(/is cited and not in the pack/);
  });

  it.skipIf(!hasTshark)(
    'has packets that tshark reads: right lengths, right checksums, nothing malformed',
    async () => {
      const path = join(testFolder(), 'pack');
      for (const finding of sample.findings) {
        rmSync(path, { recursive: true, force: true });
        await packed(finding, path);
        const cited = new Set(readFileSync(join(path, 'finding.json'), 'utf8').match(/"frame \d+"/g));
        const fields = [
          'frame.len',
          'frame.cap_len',
          'ip.checksum.status',
          'ip.len',
          'tcp.port',
          '_ws.malformed',
        ] as const;
        const frames = tsharkFrames(join(path, 'packets.pcapng'), fields, [
          '-E',
          'occurrence=f',
          '-o',
          'ip.check_checksum:TRUE',
        ]);
        expect(frames.length).toBeGreaterThanOrEqual(cited.size);
        for (const frame of frames) {
          expect(frame['_ws.malformed']).toBe('');
          expect(Number(frame['frame.cap_len'])).toBeLessThanOrEqual(Number(frame['frame.len']));
          if (frame['ip.len'] !== '')
            expect(frame).toMatchObject({ 'ip.checksum.status': '1', 'ip.len': frame['frame.len'] });
        }
      }
    },
  );

  it('needs the capture as it was imported, or a case that holds it', async () => {
    const [finding = ''] = sample.findings;
    const lake = Lake.open(sample.root, false);
    const kept = readFileSync(sample.capture);
    await expect(packed('ffff', join(testFolder(), 'x'))).rejects.toThrow(/the lake has no such finding/);
    try {
      writeFileSync(sample.capture, 'other bytes');
      await expect(packed(finding, join(testFolder(), 'x'))).rejects.toThrow(/has changed since it was imported/);
      rmSync(sample.capture);
      await expect(packed(finding, join(testFolder(), 'x'))).rejects.toMatchObject({
        exitCode: 66,
        message: expect.stringContaining(`${basename(sample.capture)}: is not where it was`),
      });
      writeFileSync(sample.capture, kept);
      holdCase(lake, 'case-1', '', lake.commits().commits);
      rmSync(sample.capture);
      expect((await packed(finding, join(testFolder(), 'x'))).code).toBe(0);
    } finally {
      writeFileSync(sample.capture, kept);
    }
  });
});
