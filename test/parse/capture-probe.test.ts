import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ByteSource, ChunkSource } from '../../src/parse/byte-source.ts';
import { probeCapture } from '../../src/parse/capture-probe.ts';
import { PcapngFile, pcapFile, pcapHeader, START_US } from '../support/capture-bytes.ts';

/** A source that hands out `size` bytes at a time, and notes what became of it. */
class Chunks implements ByteSource {
  closed = 0;
  filled = 0;
  readonly #inner: ChunkSource;

  constructor(bytes: Uint8Array, size: number, error?: Error) {
    this.#inner = new ChunkSource(
      (async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        if (error !== undefined) throw error;
      })(),
    );
  }

  async fill(buffer: Parameters<ByteSource['fill']>[0]): Promise<void> {
    this.filled += 1;
    await this.#inner.fill(buffer);
  }

  close(): void {
    this.closed += 1;
    this.#inner.close();
  }
}

const packets = Array.from({ length: 1000 }, (_, i) => ({ bytes: Buffer.alloc(100), timeUs: START_US + i }));

describe('a look at a capture', () => {
  it('finds the time of its first packet, whatever the format and the chunks', async () => {
    const ng = new PcapngFile()
      .section()
      .interface()
      .custom(1, Buffer.alloc(8))
      .enhanced({ bytes: Buffer.alloc(3) });
    for (const file of [pcapFile(packets), ng.bytes()]) {
      for (const size of [1, 10, 1 << 20]) {
        expect(await probeCapture(new Chunks(file, size))).toEqual({ isCapture: true, firstUs: START_US });
      }
    }
  });

  it('reads no further than the first packet, and closes the source', async () => {
    const source = new Chunks(pcapFile(packets), 100);
    await probeCapture(source);
    expect(source.filled).toBeLessThanOrEqual(3);
    expect(source.closed).toBe(1);
  });

  it('knows no time where there is no packet: an empty capture, one that is cut before the first', async () => {
    for (const file of [pcapHeader(), pcapHeader().subarray(0, 20), new PcapngFile().section().bytes()]) {
      const source = new Chunks(file, 7);
      expect(await probeCapture(source)).toEqual({ isCapture: true, firstUs: undefined });
      expect(source.closed).toBe(1);
    }
  });

  it('tells what is not a capture, and how it begins', async () => {
    const source = new Chunks(Buffer.from('uid,package,label,version\n'), 3);
    expect(await probeCapture(source)).toEqual({
      isCapture: false,
      head: new Uint8Array(Buffer.from('uid,pa')),
      failure: undefined,
    });
    expect(source.closed).toBe(1);
    expect(await probeCapture(new Chunks(gzipSync('x'), 100))).toMatchObject({ isCapture: false });
  });

  it('tells why nothing came', async () => {
    const source = new Chunks(Buffer.alloc(0), 1, new Error('permission lost'));
    expect(await probeCapture(source)).toEqual({
      isCapture: false,
      head: new Uint8Array(0),
      failure: 'cannot be read further: permission lost',
    });
  });
});
