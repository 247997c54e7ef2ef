import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { decompressedChunks, openCaptureFile } from '../../src/parse/capture-file.ts';
import { hasZstd } from '../../src/parse/decompression.ts';
import { StreamBuffer } from '../../src/parse/stream-buffer.ts';
import { pcapFile } from '../support/capture-bytes.ts';
import { noiseBytes } from '../support/noise-bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cipherscope-capture-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** More than two chunks of what is read at a time, and hardly compressible. */
const BYTES = noiseBytes(1_300_000);

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The bytes with some bits of one of them flipped. */
function corrupted(bytes: Buffer, at: number, bits: number): Buffer {
  bytes[at] ^= bits;
  return bytes;
}

async function readAll(path: string) {
  const { source, compression, fileBytes } = openCaptureFile(path);
  const buffer = new StreamBuffer();
  while (!buffer.finished) await source.fill(buffer);
  source.close();
  const bytes = Buffer.from(buffer.bytes.subarray(buffer.start, buffer.end));
  return { bytes, compression, fileBytes, failure: buffer.failure };
}

function errorOf(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('nothing was thrown');
}

/** Descriptors that this process has open. */
const descriptors = () => readdirSync('/proc/self/fd').length;

describe('a capture file', () => {
  it('is read whole, plain or compressed, whatever it is called', async () => {
    const plain = await readAll(write('capture.gz', BYTES));
    expect(plain).toMatchObject({ compression: 'none', fileBytes: BYTES.length, failure: undefined });
    expect(plain.bytes.equals(BYTES)).toBe(true);
    const compressed = gzipSync(BYTES);
    const packed = await readAll(write('capture.pcap', compressed));
    expect(packed).toMatchObject({ compression: 'gzip', fileBytes: compressed.length, failure: undefined });
    expect(packed.bytes.equals(BYTES)).toBe(true);
  });

  it('may be empty or shorter than a magic number', async () => {
    for (const length of [0, 1, 3]) {
      expect((await readAll(write(`short${length}`, BYTES.subarray(0, length)))).bytes.length).toBe(length);
    }
  });

  it('cut while it was compressed gives all that is in it, and says that it is cut', async () => {
    const compressed = gzipSync(BYTES);
    for (const missing of [1, 20, 700_000]) {
      const cut = compressed.subarray(0, compressed.length - missing);
      const { bytes, failure } = await readAll(write('cut.gz', cut));
      expect(failure).toEqual({ kind: 'truncated', reason: 'compressed data cut short: unexpected end of file' });
      // All that zlib can make of it.
      expect(bytes.equals(gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }))).toBe(true);
    }
  });

  it('with damage gives all that lies before it, once', async () => {
    const other = Buffer.from('never read, never read, never read');
    for (const bad of [Buffer.from('trailing remarks'), corrupted(gzipSync(other), 10, 0x07)]) {
      const { bytes, failure } = await readAll(write('damaged.gz', Buffer.concat([gzipSync(BYTES), bad])));
      expect(failure?.kind).toBe('malformed');
      expect(failure?.reason).toMatch(/^compressed data damaged: /);
      expect(bytes.equals(BYTES)).toBe(true);
    }
  });

  it('with a wrong check sum gives all, and says so', async () => {
    const compressed = gzipSync(BYTES);
    const { bytes, failure } = await readAll(write('checksum.gz', corrupted(compressed, compressed.length - 6, 1)));
    expect(failure).toEqual({ kind: 'malformed', reason: 'compressed data damaged: incorrect data check' });
    expect(bytes.equals(BYTES)).toBe(true);
  });

  it('that is missing, a folder or a pipe is refused with what to do', () => {
    const missing = errorOf(() => openCaptureFile(join(folder, 'nowhere.pcap')));
    expect([missing.exitCode, missing.message]).toEqual([
      66,
      `${join(folder, 'nowhere.pcap')}: no such file. Name a capture file, a folder of captures, or - for stdin.`,
    ]);
    mkdirSync(join(folder, 'inside'));
    const isFolder = errorOf(() => openCaptureFile(join(folder, 'inside')));
    expect([isFolder.exitCode, isFolder.message]).toEqual([74, expect.stringContaining('is a folder')]);
    const below = errorOf(() => openCaptureFile(join(write('plain', BYTES), 'x.pcap')));
    expect(below.exitCode).toBe(74);
  });

  it.skipIf(process.platform === 'win32')(
    'that is a named pipe is refused at once instead of waiting for a writer',
    () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const error = errorOf(() => openCaptureFile(pipe));
      expect([error.exitCode, error.message]).toEqual([74, expect.stringContaining('is a pipe or device')]);
    },
  );

  it.skipIf(hasZstd())('in zstd is refused where Node has none (skipped where it has)', () => {
    const before = descriptors();
    const path = write('capture.zst', Buffer.concat([Buffer.from('28b52ffd', 'hex'), BYTES.subarray(0, 100)]));
    const error = errorOf(() => openCaptureFile(path));
    expect([error.exitCode, error.message]).toEqual([2, expect.stringContaining('zstd needs Node 22.15')]);
    expect(descriptors()).toBe(before);
  });

  it.skipIf(process.platform !== 'linux')('gives its descriptor back, also when it is left early', async () => {
    const paths = [write('plain.pcap', BYTES), write('packed.pcap.gz', gzipSync(BYTES))];
    const before = descriptors();
    for (const path of paths) {
      for (let i = 0; i < 5; i++) {
        const { source } = openCaptureFile(path);
        await source.fill(new StreamBuffer());
        source.close();
      }
    }
    // Streams close their descriptor a little later.
    for (let i = 0; i < 100 && descriptors() > before; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(descriptors()).toBe(before);
  });
});

describe('a stream', () => {
  async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  async function join2(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(Buffer.from(chunk));
    return Buffer.concat(parts);
  }

  it('is decompressed by its magic number, however it is cut', async () => {
    const file = pcapFile([{ bytes: BYTES.subarray(0, 3000) }]);
    for (const size of [1, 3, 4, 5, 100_000]) {
      for (const bytes of [file, gzipSync(file)]) {
        expect((await join2(decompressedChunks(chunksOf(bytes, size), 'stdin'))).equals(file)).toBe(true);
      }
    }
  });

  it('of fewer bytes than a magic number is passed on', async () => {
    for (const length of [0, 1, 3]) {
      expect((await join2(decompressedChunks(chunksOf(BYTES.subarray(0, length), 1), 'stdin'))).length).toBe(length);
    }
  });

  it.skipIf(hasZstd())('in zstd is refused where Node has none (skipped where it has)', async () => {
    const zstd = chunksOf(Buffer.from('28b52ffd00', 'hex'), 2);
    await expect(join2(decompressedChunks(zstd, 'stdin'))).rejects.toThrow(UserError);
  });
});
