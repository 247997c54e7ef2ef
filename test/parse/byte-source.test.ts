import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { ChunkSource, failureOf } from '../../src/parse/byte-source.ts';
import { StreamBuffer } from '../../src/parse/stream-buffer.ts';

async function drain(source: ChunkSource, buffer = new StreamBuffer()): Promise<StreamBuffer> {
  while (!buffer.finished) await source.fill(buffer);
  return buffer;
}

const textOf = (buffer: StreamBuffer) => Buffer.from(buffer.bytes.subarray(buffer.start, buffer.end)).toString();

describe('bytes that arrive as chunks', () => {
  it('end up in the buffer in order, empty chunks and all', async () => {
    const source = new ChunkSource(
      (async function* () {
        yield Buffer.from('one ');
        yield Buffer.alloc(0);
        yield Buffer.from('two');
      })(),
    );
    const buffer = await drain(source);
    expect([textOf(buffer), source.bytesRead, buffer.failure]).toEqual(['one two', 7, undefined]);
  });

  it('count up to where their source failed', async () => {
    const source = new ChunkSource(
      (async function* () {
        yield Buffer.from('before');
        throw new Error('connection reset');
      })(),
    );
    const buffer = await drain(source);
    expect(textOf(buffer)).toBe('before');
    expect(buffer.failure).toEqual({ kind: 'truncated', reason: 'cannot be read further: connection reset' });
  });

  it('pass on what a person has to mend', async () => {
    const source = new ChunkSource(
      (async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(0);
        throw new UserError('zstd needs Node 22.15 or newer.');
      })(),
    );
    const buffer = new StreamBuffer();
    await source.fill(buffer);
    await expect(source.fill(buffer)).rejects.toThrow(UserError);
  });

  it('let their producer stop when they are left early, and need not be able to', async () => {
    let stopped = false;
    const source = new ChunkSource(
      (async function* () {
        try {
          for (;;) yield Buffer.from('x');
        } finally {
          stopped = true;
        }
      })(),
    );
    await source.fill(new StreamBuffer());
    source.close();
    await Promise.resolve();
    expect(stopped).toBe(true);
    const bare = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true as const, value: undefined }) }) };
    expect(() => new ChunkSource(bare).close()).not.toThrow();
  });
});

describe('what an error means for the bytes', () => {
  const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

  it('is that they are cut, or damaged', () => {
    expect(failureOf(coded('Z_BUF_ERROR', 'unexpected end of file')).kind).toBe('truncated');
    expect(failureOf(coded('Z_DATA_ERROR', 'invalid block type')).kind).toBe('malformed');
    expect(failureOf(coded('ZSTD_error_corruption_detected', 'corrupted')).kind).toBe('malformed');
    expect(failureOf(coded('EIO', 'i/o error')).kind).toBe('truncated');
    expect(failureOf('no error object')).toEqual({
      kind: 'truncated',
      reason: 'cannot be read further: no error object',
    });
    expect(failureOf(undefined).kind).toBe('truncated');
  });
});
