import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { listLogFiles, readLogFile } from '../../src/telemetry/log-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cipherscope-log-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function read(path: string) {
  const lines: string[] = [];
  const rejected: number[] = [];
  const result = await readLogFile(path, () => ({
    line: (text) => lines.push(text),
    reject: (number) => rejected.push(number),
  }));
  return { ...result, lines, rejected };
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

describe('reading', () => {
  it('gives the lines and the hash of what is on disk', async () => {
    expect(await read(write('plain.log', 'a\r\nb'))).toEqual({
      sha256: sha256('a\r\nb'),
      skipped: undefined,
      cut: undefined,
      lines: ['a', 'b'],
      rejected: [],
    });
  });

  it('unpacks gzip, whatever its name, and hashes the packed bytes', async () => {
    const text = Array.from({ length: 50_000 }, (_, i) => `line ${i}`).join('\n');
    const packed = gzipSync(text);
    const result = await read(write('packed.log', packed));
    expect(result.lines).toEqual(text.split('\n'));
    expect(result).toMatchObject({ sha256: sha256(packed), cut: undefined, skipped: undefined });
  });

  it('keeps what a damaged gzip file gave, says so, and hashes all of it', async () => {
    const packed = gzipSync(Array.from({ length: 50_000 }, (_, i) => `line ${i * 7919}`).join('\n'));
    const half = packed.subarray(0, packed.length / 2);
    const result = await read(write('half.gz', half));
    expect(result.lines.length).toBeGreaterThan(1000);
    expect(result.lines[999]).toBe('line 7911081');
    expect(result.cut).toContain('damaged gzip');
    expect(result.sha256).toBe(sha256(half));
    const garbled = Buffer.from(packed);
    garbled.fill(0xff, 100, 200);
    expect((await read(write('garbled.gz', garbled))).cut).toContain('damaged gzip');
  });

  it('skips what is no text with a word', async () => {
    expect((await read(write('capture.pcap', Buffer.from('d4c3b2a102000400', 'hex')))).skipped).toContain(
      'packet capture',
    );
    expect((await read(write('binary', Buffer.from([1, 0, 2])))).skipped).toContain('binary');
    expect((await read(write('capture.pcap.gz', gzipSync(Buffer.from('d4c3b2a102000400', 'hex'))))).skipped).toContain(
      'packet capture',
    );
  });

  it('reads UTF-16 of both byte orders, as redirects of PowerShell write it, in chunks that end within a character', async () => {
    const text = Array.from({ length: 60_000 }, (_, i) => `line ${i} \u{1f600}`);
    const little = Buffer.from(`\ufeff${text.join('\r\n')}`, 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16(), gzipSync(little)]) {
      const result = await read(write('utf16.log', bytes));
      expect(result.lines).toEqual(text);
      expect(result).toMatchObject({ sha256: sha256(bytes), skipped: undefined });
    }
  });

  it('keeps the lines around a run of NUL bytes', async () => {
    expect((await read(write('power.log', `first\n${'\0'.repeat(300)}second\nthird\n`))).lines).toEqual([
      'first',
      'third',
    ]);
  });

  it('passes on why nobody reads a file', async () => {
    const path = write('foreign.log', 'x\n'.repeat(100_000));
    expect(await readLogFile(path, (head) => `begins with ${head[0]}`)).toEqual({
      sha256: undefined,
      skipped: 'begins with x',
      cut: undefined,
    });
    expect((await readLogFile(write('empty.log', ''), (head) => `has ${head.length} lines`)).skipped).toBe(
      'has 0 lines',
    );
  });

  it('lets a fault in a reader surface, from gzip too', async () => {
    const fault = () => ({
      line() {
        throw new Error('bug');
      },
      reject() {},
    });
    await expect(readLogFile(write('fault.log', 'a\n'), fault)).rejects.toThrow('bug');
    await expect(readLogFile(write('fault.gz', gzipSync('a\n'.repeat(100))), fault)).rejects.toThrow('bug');
  });

  it('rejects a missing file as a mistake of the user', async () => {
    await expect(read(join(folder, 'absent.log'))).rejects.toThrow(UserError);
  });
});

describe('listing', () => {
  it('walks folders in sorted order, skips hidden files, and names files below the folder', () => {
    write('tree/b.log', '');
    write('tree/a/z.log', '');
    write('tree/.hidden/x.log', '');
    write('tree/.x', '');
    const { files, skipped } = listLogFiles([join(folder, 'tree')]);
    expect(files.map(({ name, fromFolder }) => [name, fromFolder])).toEqual([
      ['a/z.log', true],
      ['b.log', true],
    ]);
    expect(skipped).toEqual([]);
  });

  it('a link that leads back to itself, and a socket, are refused with their name', async () => {
    const loop = join(folder, 'self-link');
    symlinkSync(loop, loop);
    expect(() => listLogFiles([loop])).toThrow('self-link: is a link that leads back to itself (ELOOP)');
    const socket = join(folder, 'socket');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    await expect(readLogFile(socket, () => 'unread')).rejects.toThrow(
      /^-t .*socket: is a socket or a device, not a file/,
    );
    server.close();
  });

  it('stops at a depth, and does not follow links out of the folder', () => {
    write('deep/1/2/3/near.log', '');
    write('deep/1/2/3/4/far.log', '');
    symlinkSync(folder, join(folder, 'deep/loop'));
    const { files, skipped } = listLogFiles([join(folder, 'deep')]);
    expect(files.map(({ name }) => name)).toEqual(['1/2/3/near.log']);
    expect(skipped).toEqual([
      { file: '1/2/3/4', reason: 'lies deeper than 4 folders' },
      { file: 'loop', reason: 'is a link to a folder, which is not followed: name that with -t as well' },
    ]);
  });

  it('a link to a file is that file, which is read once; one that leads nowhere is said to', () => {
    const elsewhere = write('elsewhere/kept.log', 'x');
    write('links/b.log', 'y');
    symlinkSync(elsewhere, join(folder, 'links/a.log'));
    symlinkSync(elsewhere, join(folder, 'links/again.log'));
    symlinkSync('b.log', join(folder, 'links/c.log'));
    symlinkSync('nothing', join(folder, 'links/d.log'));
    symlinkSync('/dev/null', join(folder, 'links/e.log'));
    const { files, skipped } = listLogFiles([join(folder, 'links')]);
    expect(files.map(({ name }) => name)).toEqual(['a.log', 'b.log']);
    expect(skipped).toEqual([
      { file: 'd.log', reason: 'is a link that leads nowhere' },
      { file: 'e.log', reason: 'is a link to what is no regular file' },
    ]);
  });

  it('takes a file once, also when its folder is given as well; then it was asked for by name', () => {
    const path = write('twice/a.log', '');
    const tree = join(folder, 'twice');
    for (const paths of [
      [path, tree],
      [tree, path],
    ]) {
      const { files } = listLogFiles(paths);
      expect(files.map(({ name, given, fromFolder }) => [name, given, fromFolder])).toEqual([['a.log', paths, false]]);
    }
  });

  it('names a path that does not exist', () => {
    const missing = expect.objectContaining({
      exitCode: 66,
      message: expect.stringContaining('no such file or folder'),
    });
    expect(() => listLogFiles([join(folder, 'nowhere')])).toThrow(missing);
  });
});
