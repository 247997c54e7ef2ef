// What people give to the program and what it answers: exit codes, messages, files.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FindingRecord } from '../../src/evidence/finding-record.ts';
import type { FlowRecord } from '../../src/flows/flow-record.ts';
import type { ManifestRecord } from '../../src/report/manifest-record.ts';
import { NATIVE_FILES } from '../../src/report/native-output.ts';
import type { CoverageRecord } from '../../src/telemetry/coverage-record.ts';
import { builtMain, runBuilt } from '../support/built-command.ts';
import { splitPcapng } from '../support/capture-split.ts';
import { demoCapture, demoLogs, demoSocketLogs } from '../support/demo.ts';

const socketLogs = demoSocketLogs.flatMap((log) => ['-t', log]);

import { outputFolder } from '../support/output-folder.ts';
import { recordsOf, writtenFiles } from '../support/written-files.ts';

const bytes = readFileSync(demoCapture);
/** More than a pipe holds, ending within a packet: once all is written to stdin, the program is reading. */
const MUCH = Buffer.concat([...Array.from({ length: 20 }, () => bytes), bytes.subarray(0, 150_000)]);

/** Runs `analyze` into a new folder. */
async function written(args: readonly string[]) {
  const output = await outputFolder();
  const result = await runBuilt(['analyze', ...args, '-o', output]);
  const files = writtenFiles(output);
  return {
    ...result,
    output,
    files,
    flows: recordsOf<FlowRecord>(files['flows.ndjson']),
    manifest: JSON.parse(files['manifest.json'] as string) as ManifestRecord,
  };
}

async function fileOf(content: Uint8Array | string, name = 'a.pcapng'): Promise<string> {
  const path = join(await outputFolder(), name);
  writeFileSync(path, content);
  return path;
}

describe('the pieces of a capture', () => {
  it('give the flows of the whole, as a folder with other files in it', async () => {
    const folder = await outputFolder();
    splitPcapng(bytes, 4).forEach((piece, i) => {
      writeFileSync(join(folder, `piece-${9 - i}.pcapng`), i === 2 ? gzipSync(piece) : piece);
    });
    writeFileSync(join(folder, 'notes.txt'), 'not a capture');
    const pieces = await written([folder, '-t', demoLogs]);
    const whole = await written([demoCapture, '-t', demoLogs]);
    expect({ code: pieces.code, stderr: pieces.stderr }).toEqual({ code: 0, stderr: '' });
    expect(pieces.manifest.captures.map(({ file }) => file)).toEqual([9, 8, 7, 6].map((i) => `piece-${i}.pcapng`));
    expect(pieces.manifest.captures.reduce((sum, { packets }) => sum + packets, 0)).toBe(
      whole.manifest.captures[0]?.packets,
    );
    // Frames are counted within a piece, and an id rests on the first frame.
    const placeless = ({ flow_id: _, capture: __, first_frame: ___, last_frame: ____, ...flow }: FlowRecord) => flow;
    expect(pieces.flows.map(placeless)).toEqual(whole.flows.map(placeless));
    const overlapping = pieces.flows.filter((flow) => flow.capture !== 0);
    expect(overlapping.length).toBeGreaterThan(10);
  });

  it('are merged by time where they overlap', async () => {
    // Every other packet in either piece.
    const packets = splitPcapng(bytes, 1088);
    const head = packets[0]?.subarray(0, (packets[0]?.length ?? 0) - lastBlockBytes(packets[0] as Buffer)) as Buffer;
    const blocks = packets.map((packet) => packet.subarray(head.length));
    const folder = await outputFolder();
    for (const rest of [0, 1]) {
      const piece = Buffer.concat([head, ...blocks.filter((_, i) => i % 2 === rest)]);
      writeFileSync(join(folder, `${rest}.pcapng`), piece);
    }
    const merged = await written([folder, '-t', demoLogs]);
    const whole = await written([demoCapture, '-t', demoLogs]);
    const counted = ({ orig, resp, history, app, encryption, start }: FlowRecord) => {
      return { orig, resp, history, app, encryption, start };
    };
    expect(merged.flows.map(counted)).toEqual(whole.flows.map(counted));
  });

  function lastBlockBytes(file: Buffer): number {
    return file.readUInt32LE(file.length - 4);
  }
});

describe('a damaged capture', () => {
  it.each([1, 3])('ends with 3, says where it stops, and is analysed up to there, with %i workers', async (workers) => {
    const path = await fileOf(bytes.subarray(0, 150_000));
    const { code, stderr, files, flows, manifest } = await written([
      path,
      '-t',
      demoLogs,
      '--workers',
      String(workers),
    ]);
    expect(code).toBe(3);
    const { stop } = manifest.captures[0] as ManifestRecord['captures'][number];
    expect(stop).toMatchObject({ reason: expect.stringMatching(/^truncated: /), offset: expect.any(Number) });
    const offset = 'offset' in stop ? stop.offset : 0;
    expect(offset).toBeGreaterThan(148_000);
    expect(offset).toBeLessThan(150_000);
    expect(stderr).toMatch(
      new RegExp(
        `^cipherscope: a\\.pcapng: truncated: .*, at byte ${offset}, [\\d,]+ bytes \\([\\d.<]+ %\\) unread\\.`,
      ),
    );
    expect(flows.length).toBeGreaterThan(30);
    const coverage = JSON.parse(files['coverage.json'] as string) as CoverageRecord[];
    const gaps = coverage.find((row) => row.area === 'network_transmission')?.gaps.map(({ cause }) => cause);
    expect(gaps).toContainEqual(expect.stringContaining(`truncated at byte ${offset}`));
  });

  it.each([1, 3])(
    'ends with 3 where its compression is cut short, from a file or stdin, with %i workers',
    async (workers) => {
      const packed = gzipSync(bytes);
      const cut = packed.subarray(0, packed.length / 2);
      const path = await fileOf(cut, 'a.pcapng.gz');
      for (const [input, begun] of [
        [path, undefined],
        ['-', (child: { stdin: NodeJS.WritableStream }) => child.stdin.end(cut)],
      ] as const) {
        const args = ['analyze', input, '--workers', String(workers)];
        const { code, stdout, stderr } = await runBuilt(args, begun === undefined ? {} : { begun });
        expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('compressed data cut short') });
        expect(stdout).toContain('flows');
      }
    },
  );

  it('ends with 3 where one of several files cannot be read, and names it', async () => {
    const other = await fileOf('<html>', 'page.html');
    const { code, stderr, flows } = await written([demoCapture, other, 'absent.pcap']);
    expect(code).toBe(3);
    expect(stderr).toContain(`cipherscope: ${other}: not a capture: it is text that begins with "<html>"`);
    expect(stderr).toContain('cipherscope: absent.pcap: no such file');
    expect(flows.length).toBeGreaterThan(50);
  });
});

describe('an input that is none', () => {
  it.each([
    ['a file of no bytes', '', 'empty file'],
    ['another file', 'not a capture', 'not a capture'],
    ['three bytes of a capture', Buffer.from('0a0d0d', 'hex'), 'not a capture'],
  ])('%s ends with 65 and writes nothing', async (_, content, message) => {
    const path = await fileOf(content);
    const output = join(await outputFolder(), 'out');
    const { code, stdout, stderr } = await runBuilt(['analyze', path, '-o', output]);
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
    expect(stderr).toContain(message);
    expect(() => readdirSync(output)).toThrow('ENOENT');
  });

  it.each([
    ['nothing', '', 'empty, not a capture: nothing came'],
    ['another file', 'tcpdump: no', 'not a capture: it is text that begins with "tcpdump: no"'],
  ])('%s on stdin ends with 65', async (_, content, message) => {
    const { code, stdout, stderr } = await runBuilt(['analyze', '-'], { begun: (child) => child.stdin.end(content) });
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
    expect(stderr).toBe(`cipherscope: stdin: ${message}\n`);
  });

  it('a missing file ends with 66, an empty folder too', async () => {
    for (const path of ['absent.pcap', await outputFolder()]) {
      const { code, stdout, stderr } = await runBuilt(['analyze', path]);
      expect({ code, stdout }).toEqual({ code: 66, stdout: '' });
      expect(stderr).toContain(path);
    }
  });

  it('a missing log ends with 66, before the capture is read', async () => {
    const { code, stderr } = await runBuilt(['analyze', demoCapture, '-t', 'absent.log']);
    expect({ code, stderr }).toEqual({ code: 66, stderr: expect.stringContaining('absent.log') });
  });

  it('a wrong option ends with 2 and names the right one', async () => {
    const { code, stdout, stderr } = await runBuilt(['analyze', demoCapture, '--worker', '2']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('did you mean --workers?');
  });
});

describe('an output that cannot be written', () => {
  it('ends with 74: a file where the folder should be', async () => {
    const path = await fileOf('mine', 'out');
    const { code, stderr } = await runBuilt(['analyze', demoCapture, '-o', path]);
    expect({ code, stderr }).toEqual({ code: 74, stderr: expect.stringContaining(`Cannot write ${path}`) });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('ends with 74: a folder that may not be written to', async () => {
    // Root may write everywhere but there.
    const locked = process.getuid?.() === 0 ? '/sys/cipherscope' : join(await outputFolder(), 'locked');
    if (process.getuid?.() !== 0) {
      mkdirSync(locked);
      chmodSync(locked, 0o500);
    }
    const { code, stderr } = await runBuilt(['analyze', demoCapture, '-o', locked]);
    expect({ code, stderr }).toEqual({ code: 74, stderr: expect.stringContaining('-o') });
  });

  it('ends with 74: a folder in the place of a file; the files of an earlier run stay', async () => {
    const output = await outputFolder();
    mkdirSync(join(output, 'apps.ndjson'));
    writeFileSync(join(output, 'flows.ndjson'), 'earlier\n');
    const { code } = await runBuilt(['analyze', demoCapture, '-o', output]);
    expect(code).toBe(74);
    expect(readdirSync(output).sort()).toEqual(['apps.ndjson', 'flows.ndjson']);
    expect(readFileSync(join(output, 'flows.ndjson'), 'utf8')).toBe('earlier\n');
  });
});

describe('what scripts ask for', () => {
  it('--require-areas all ends with 4 and names what nobody looked at', async () => {
    const { code, stdout, stderr } = await runBuilt(['analyze', demoCapture, ...socketLogs, '--require-areas', 'all']);
    expect(code).toBe(4);
    expect(stderr).toContain('nothing was collected for key_lifecycle,');
    expect(stderr).not.toContain('network_transmission');
    expect(stdout).toContain('not assessed');
  });

  it('--fail-on observation ends with 1, --fail-on alert with 0: the network alone is no alert', async () => {
    const run = (level: string) => runBuilt(['analyze', demoCapture, ...socketLogs, '--fail-on', level]);
    expect((await run('observation')).code).toBe(1);
    expect((await run('alert')).code).toBe(0);
  });

  it('--json prints findings as NDJSON and nothing else', async () => {
    const { stdout, stderr } = await runBuilt(['analyze', demoCapture, '-t', demoLogs, '--json']);
    const findings = recordsOf<FindingRecord>(stdout);
    expect(findings.length).toBeGreaterThan(2);
    expect(findings.every(({ finding_id }) => /^[0-9a-f]{16}$/.test(finding_id))).toBe(true);
    expect(stderr).toBe('');
  });

  it('-q prints nothing, and the exit code still tells', async () => {
    const path = await fileOf(bytes.subarray(0, 150_000));
    expect(await runBuilt(['analyze', path, '-q'])).toEqual({ code: 3, stdout: '', stderr: '' });
    expect(await runBuilt(['analyze', demoCapture, '-q'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('--start and --end leave out packets before and after', async () => {
    const [start, end] = ['2026-11-26T12:07:35Z', '2026-11-26T12:08:05Z'];
    const { code, flows, manifest, stdout } = await written([demoCapture, '--start', start, '--end', end]);
    expect(code).toBe(0);
    expect(flows.length).toBeGreaterThan(10);
    for (const flow of flows) {
      expect(flow.start >= '2026-11-26T12:07:35').toBe(true);
      expect(Date.parse(flow.start) + flow.duration_ms).toBeLessThan(Date.parse(end));
    }
    const outside = manifest.counts['packets_outside_window'] as number;
    expect(outside).toBeGreaterThan(100);
    const inside = (manifest.captures[0]?.packets as number) - outside;
    expect(stdout.split('\n')[0]).toContain(`${inside} packets`);
    expect(manifest.config).toMatchObject({ start, end });
  });

  it('--local says which side is the device', async () => {
    const { flows } = await written([demoCapture, '--local', '203.0.113.0/24,198.51.100.0/24']);
    const beacons = flows.filter((flow) => flow.resp.port === 7443);
    expect(beacons.length).toBeGreaterThan(10);
    // The emulator's own address is known to be a device as well: with both ends local, who opened the connection decides.
    expect(new Set(beacons.map((flow) => flow.local))).toEqual(new Set(['orig']));
    const { flows: others } = await written([demoCapture, '--local', '2001:db8:113::/48']);
    const v6 = others.filter((flow) => flow.transport === 'tcp' && flow.orig.ip.includes(':'));
    expect(v6.length).toBeGreaterThan(0);
    expect(new Set(v6.map((flow) => flow.local))).toEqual(new Set(['resp']));
  });

  it('--assume-uid gives every flow to one app, and says that this is an assumption', async () => {
    const { flows } = await written([demoCapture, '--assume-uid', '10103']);
    const apps = flows.flatMap((flow) => (flow.app === undefined ? [] : [flow.app]));
    expect(apps.length).toBeGreaterThan(70);
    expect(new Set(apps.map((app) => app.uid))).toEqual(new Set([10_103]));
    expect(apps.every((app) => app.level !== 'exact' && app.level !== 'strong')).toBe(true);
  });
});

describe('a terminal', () => {
  const terminal = (args: string, env: Record<string, string>) =>
    spawnSync('script', ['-qec', `${process.execPath} ${builtMain} analyze ${demoCapture} ${args}`, '/dev/null'], {
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '', ...env },
    }).stdout;

  it('gets colours, but not where NO_COLOR asks for none', (context) => {
    context.skip(spawnSync('script', ['--version']).status !== 0, 'script (util-linux) is not installed');
    expect(terminal('', {})).toContain('\u001b[');
    const plain = terminal('', { NO_COLOR: '1' });
    expect(plain).not.toContain('\u001b[3');
    expect(plain).toContain('demo.pcapng');
    expect(terminal('--color always', { NO_COLOR: '1' })).toContain('\u001b[');
    expect(terminal('--color never', {})).not.toContain('\u001b[3');
    // Four runs of the program: a busy machine takes a minute for each of them.
  }, 300_000);

  it('is told that nothing is piped into stdin, instead of waiting for it', (context) => {
    context.skip(spawnSync('script', ['--version']).status !== 0, 'script (util-linux) is not installed');
    const { status, stdout } = spawnSync(
      'script',
      ['-qec', `${process.execPath} ${builtMain} analyze -`, '/dev/null'],
      {
        encoding: 'utf8',
        timeout: 20_000,
      },
    );
    expect(status).toBe(2);
    expect(stdout).toContain('nothing is piped into it');
  });

  it('is not assumed: no colours and no progress in a pipe, unless asked for', async () => {
    const { stdout, stderr } = await runBuilt(['analyze', demoCapture]);
    expect(stdout + stderr).not.toContain('\u001b');
    expect((await runBuilt(['analyze', demoCapture, '--color', 'always'])).stdout).toContain('\u001b[');
  });

  it('that goes away is no error', async () => {
    const output = await outputFolder();
    const { code, stderr } = await runBuilt(['analyze', demoCapture, '-o', output], {
      begun: (child) => child.stdout.destroy(),
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(output).sort()).toEqual([...NATIVE_FILES].sort());
  });
});

describe('Ctrl-C', () => {
  it.each([1, 3])('ends with 130 and keeps what was read until then, with %i workers', async (workers) => {
    const output = await outputFolder();
    const { code, stdout, stderr } = await runBuilt(
      ['analyze', '-', '-t', demoLogs, '-o', output, '--workers', String(workers)],
      { begun: (child) => child.stdin.write(MUCH, () => child.kill('SIGINT')) },
    );
    expect(code).toBe(130);
    expect(stderr).toBe('cipherscope: interrupted: the result holds what was read until then.\n');
    expect(stdout).toContain('stdin');
    const files = writtenFiles(output);
    expect(Object.keys(files)).toEqual([...NATIVE_FILES].sort());
    expect(recordsOf<FlowRecord>(files['flows.ndjson']).length).toBeGreaterThan(10);
    const { captures } = JSON.parse(files['manifest.json'] as string) as ManifestRecord;
    expect(captures[0]?.stop).toMatchObject({ reason: 'interrupted' });
    const coverage = JSON.parse(files['coverage.json'] as string) as CoverageRecord[];
    expect(JSON.stringify(coverage)).toContain('reading was interrupted');
  });

  it('leaves nothing behind where the program is killed', async () => {
    const output = await outputFolder();
    const { code } = await runBuilt(['analyze', '-', '-o', output], {
      begun: (child) => child.stdin.write(MUCH, () => child.kill('SIGKILL')),
    });
    expect(code).toBeUndefined();
    expect(readdirSync(output)).toEqual([]);
  });
});
