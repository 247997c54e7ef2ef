import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { analyzeOptions } from '../../src/run/config.ts';
import { inputRemarks, openFiles, openSource, openStream } from '../../src/run/open-source.ts';
import { captureOf, chunksOf } from '../support/analysed.ts';
import { outputFolder } from '../support/output-folder.ts';

const capture = captureOf([{ from: '10.0.0.1:1', to: '10.0.0.2:2' }]);
const other = captureOf([{ from: '10.0.0.1:1', to: '10.0.0.2:3', atUs: 5 }]);

async function folderOf(files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = await outputFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

async function collected(chunks: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks ?? []) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

describe('openFiles', () => {
  it('knows how much there is to read', async () => {
    const folder = await folderOf({ 'a.pcap': capture, 'b.pcap': other });
    expect(await openFiles([folder])).toMatchObject({
      pieces: [{ file: 'a.pcap' }, { file: 'b.pcap' }],
      stream: undefined,
      inputBytes: capture.length + other.length,
      totalBytes: capture.length + other.length,
      isLive: false,
    });
  });

  it('does not pretend to know how long a compressed file will become', async () => {
    const packed = gzipSync(capture);
    const opened = await openFiles([await folderOf({ 'a.pcap.gz': packed })]);
    expect([opened.inputBytes, opened.totalBytes]).toEqual([packed.length, undefined]);
  });
});

describe('inputRemarks', () => {
  it('names each file that was left out, once, with the reason', async () => {
    const folder = await folderOf({ 'a.pcap': capture, 'b.pcap': capture, 'c.pcap': 'no capture' });
    const remarks = inputRemarks(await openFiles([folder, join(folder, 'absent.pcap')]));
    expect(remarks).toEqual([
      expect.stringContaining(`${join(folder, 'c.pcap')}: not a capture`),
      expect.stringContaining(`${join(folder, 'absent.pcap')}: no such file`),
      `${join(folder, 'b.pcap')}: holds the same as ${join(folder, 'a.pcap')}, and is left out.`,
    ]);
    expect(remarks[1]?.match(/absent\.pcap/g)).toHaveLength(1);
  });
});

describe('openStream', () => {
  it('is decompressed by its magic', async () => {
    for (const bytes of [capture, gzipSync(capture)]) {
      const { stream, streamName } = openStream(chunksOf(bytes, 3), 'stdin', undefined);
      expect(streamName).toBe('stdin');
      expect((await collected(stream)).equals(capture)).toBe(true);
    }
  });

  it('ends when the signal is aborted, though its source is stuck, and lets the source stop', async () => {
    const controller = new AbortController();
    let released = false;
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => {
        let turn = 0;
        return {
          next: () => {
            if (turn++ === 0) return Promise.resolve({ done: false, value: capture });
            controller.abort();
            return new Promise(() => undefined);
          },
          return: () => {
            released = true;
            return Promise.resolve({ done: true, value: undefined });
          },
        };
      },
    };
    const { stream } = openStream(source, 'stdin', controller.signal);
    expect((await collected(stream)).equals(capture)).toBe(true);
    expect(released).toBe(true);
  });

  it('is empty where the signal was aborted before', async () => {
    const { stream } = openStream(chunksOf(capture), 'stdin', AbortSignal.abort());
    expect(await collected(stream)).toHaveLength(0);
  });

  it('passes on the error of its source', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield capture;
      throw new Error('the pipe broke');
    }
    const { stream } = openStream(failing(), 'stdin', new AbortController().signal);
    await expect(collected(stream)).rejects.toThrow('the pipe broke');
  });
});

describe('openSource', () => {
  const signal = new AbortController().signal;

  it('opens files and folders', async () => {
    const folder = await folderOf({ 'a.pcap': capture });
    const options = analyzeOptions({ captures: [folder], interfaceName: undefined, quiet: true, verbose: false }, {});
    expect((await openSource(options, signal)).pieces).toHaveLength(1);
  });

  it('refuses an interface that cannot be opened, with or without the package for it, and names the way around', async () => {
    const options = analyzeOptions({ captures: [], interfaceName: 'no0', quiet: true, verbose: false }, {});
    await expect(openSource(options, signal)).rejects.toThrow('tcpdump -i no0 -U -w - | cipherscope analyze -');
  });
});
