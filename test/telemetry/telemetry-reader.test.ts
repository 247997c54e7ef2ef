import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import type { TelemetryFile } from '../../src/telemetry/import-sink.ts';
import { REJECTED_LINES_KEPT } from '../../src/telemetry/rejected-lines.ts';
import { readTelemetry } from '../../src/telemetry/telemetry-reader.ts';
import { sharedFolder } from '../support/shared.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cipherscope-telemetry-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const CSV = 'ts,proto,laddr,lport,raddr,rport,uid\n1767225601,tcp,10.0.2.15,40001,203.0.113.7,443,10234\n';
const PACKAGES = 'package:com.example.app uid:10234\n';

describe('a folder', () => {
  it('gives its logs, announces each, and skips the rest with a word', async () => {
    write('logs/sockets.csv.gz', gzipSync(CSV));
    write('logs/packages.txt', PACKAGES);
    write('logs/notes.md', '# my notes\n');
    write('logs/x.pcap', Buffer.from('d4c3b2a1020004000000', 'hex'));
    const announced: TelemetryFile[] = [];
    const { sockets, inventory, files, skipped } = await readTelemetry([join(folder, 'logs')], {
      onFile: (file) => announced.push(file),
    });
    expect(files.map(({ file, format, records, rejected }) => [file, format, records, rejected])).toEqual([
      ['packages.txt', 'pm-list', 1, 0],
      ['sockets.csv.gz', 'socket', 1, 0],
    ]);
    expect(announced).toEqual(files);
    expect(skipped.map(({ file }) => file)).toEqual(['notes.md', 'x.pcap']);
    expect(sockets.columns.count).toBe(1);
    expect(inventory.size).toBe(1);
  });

  it('of collect is not told that what collect wrote of itself is no log', async () => {
    write('collected/device.txt', 'epoch=1 boot=2\nGoogle\nPixel 7\nbuild\n34\nUTC\nid\n');
    write('collected/custody.ndjson', '{"event":"started"}\n');
    write('collected/packages.txt', PACKAGES);
    const { files, skipped } = await readTelemetry([join(folder, 'collected')]);
    expect(files.map(({ file }) => file)).toEqual(['packages.txt']);
    expect(skipped).toEqual([]);
  });

  it('without any log is a mistake of the user', async () => {
    write('none/readme.txt', 'hello\n');
    await expect(readTelemetry([join(folder, 'none')])).rejects.toThrow('no file in it is a log of a known format');
  });
});

it('a file and its folder may both be given, in any order, and count once', async () => {
  const path = write('both/a.csv', CSV);
  for (const paths of [
    [path, join(folder, 'both')],
    [join(folder, 'both'), path],
    [path, path],
  ]) {
    expect((await readTelemetry(paths)).files).toHaveLength(1);
  }
});

describe('a file', () => {
  it('that nobody recognises is refused with the formats that are read', async () => {
    const path = write('odd.log', 'hello\n');
    await expect(readTelemetry([path])).rejects.toThrow(UserError);
    await expect(readTelemetry([path])).rejects.toThrow('pcapdroid-csv');
    await expect(readTelemetry([path], { format: 'nothing' })).rejects.toThrow('--telemetry-format');
  });

  it('can be read as a named format', async () => {
    const path = write('plain.log', `something unusual first\n${PACKAGES}`);
    const { files } = await readTelemetry([path], { format: 'pm-list' });
    expect(files[0]).toMatchObject({ format: 'pm-list', records: 1, rejected: 1, rejectedLines: [{ line: 1 }] });
  });

  it('counts every rejected line and keeps the first five with their reasons', async () => {
    const path = write('bad.csv', CSV + 'x\n'.repeat(20));
    const { files } = await readTelemetry([path]);
    expect(files[0]).toMatchObject({ records: 1, rejected: 20, yields: ['socket owners'], socketLog: 0 });
    expect(files[0].rejectedLines).toHaveLength(REJECTED_LINES_KEPT);
    expect(files[0].rejectedLines[0]).toEqual({
      line: 3,
      reason: 'ts: time "x" is neither RFC 3339 nor an epoch number'.replace('ts', '@timestamp'),
    });
  });

  it('of local times only asks for --device-tz; with it, or among good lines, it is read', async () => {
    const naive = CSV.replace('1767225601', '2026-01-01 01:00:01');
    const path = write('local.csv', naive);
    await expect(readTelemetry([path])).rejects.toThrow('--device-tz');
    await expect(readTelemetry([path], { deviceTz: 'Atlantis' })).rejects.toThrow('no time zone');
    expect((await readTelemetry([path], { deviceTz: 'Europe/Berlin' })).sockets.columns.startUs[0]).toBe(1767225601e6);
    const mixed = write('mixed.csv', CSV + naive.split('\n')[1]);
    expect((await readTelemetry([mixed])).files[0]).toMatchObject({ records: 1, rejected: 1 });
  });

  it('cut short by damage says so', async () => {
    const packed = gzipSync(
      CSV + Array.from({ length: 20_000 }, (_, i) => `1767225601,tcp,10.0.2.15,${i},203.0.113.7,443,10234\n`).join(''),
    );
    const { files } = await readTelemetry([write('cut.gz', packed.subarray(0, packed.length - 500))]);
    expect(files[0].cut).toContain('damaged gzip');
    expect(files[0].records).toBeGreaterThan(100);
  });
});

it('a device given once holds for rows and inventory that name none', async () => {
  const { sockets, inventory } = await readTelemetry([write('dev/a.csv', CSV), write('dev/p.txt', PACKAGES)], {
    device: 'emulator-5554',
  });
  expect(sockets.strings.text(sockets.columns.device[0])).toBe('emulator-5554');
  expect([...inventory.rows()][0].device).toBe('emulator-5554');
});

it('rows that name a package get its UID from an inventory read later', async () => {
  const rows = write('pkg/a.csv', 'ts,proto,lport,package\n1767225601,udp,5000,com.example.app\n');
  const { sockets } = await readTelemetry([rows, write('pkg/b.txt', PACKAGES)]);
  expect(sockets.columns.uid[0]).toBe(10234);
});

const shared = sharedFolder('telemetry/synthetic');
it.skipIf(shared === undefined)('the sample folder gives its five logs and skips its captures', async () => {
  const { files, skipped } = await readTelemetry([shared as string]);
  expect(files.map(({ file, format, records, rejected }) => [file, format, records, rejected])).toEqual([
    ['canonical-app.ndjson', 'app', 1, 0],
    ['canonical-crypto.ndjson', 'crypto', 2, 0],
    ['canonical-socket.ndjson', 'socket', 2, 0],
    ['canonical-state.ndjson', 'state', 3, 0],
    ['procnet-poll.log', 'procnet', 14, 0],
  ]);
  expect(skipped.filter(({ reason }) => reason.includes('packet capture'))).toHaveLength(5);
});
