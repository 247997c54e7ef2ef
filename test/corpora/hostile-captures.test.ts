// Captures that mean harm, and sound ones that were cut: nothing throws, nothing hangs, all records before the cut are read, and the stop is in the file.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { corporaFolder, manifestRows, needsCorpora, readCaptureFile } from '../support/corpora.ts';
import { tryReadCapture } from '../support/read-capture.ts';

/** Reading and decoding one of these takes milliseconds; this ends what never would. */
const HANG_MS = 5000;
const FUZZED = ['tcpdump', 'pcapplusplus', 'pcapsql-fuzz'];

/** Every file, whatever it is called and whether the manifest knows it. */
function filesBelow(folder: string): string[] {
  if (corporaFolder === undefined) return [];
  return readdirSync(join(corporaFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A generator of numbers below `limit`, the same in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 0) / 2 ** 32) * limit);
  };
}

describe.skipIf(corporaFolder === undefined)(needsCorpora('captures from fuzzers'), () => {
  it.each(FUZZED)(
    '%s: are read and decoded, and stop inside the file',
    async (folder) => {
      const files = filesBelow(folder);
      expect(files.length).toBeGreaterThan(5);
      for (const path of files) {
        const deadline = Date.now() + HANG_MS;
        const { length } = readFileSync(path);
        const decoder = new PacketDecoder();
        const info = await readCaptureFile(path, (record) => {
          if (Date.now() > deadline) throw new Error(`${path}: does not end`);
          decoder.decode(record, true);
        });
        expect(info.packets).toBeLessThanOrEqual(length / 12);
        expect(info.stop?.offset ?? 0).toBeLessThanOrEqual(length);
        expect(info.stop?.reason).not.toBe('');
      }
    },
    60_000,
  );
});

describe.skipIf(corporaFolder === undefined)(needsCorpora('captures that were cut'), () => {
  const sound = manifestRows().filter(
    ({ format, packets, note, size_bytes }) =>
      ['pcap', 'pcapng', 'pcap-ns'].includes(format) && packets > 3 && size_bytes < 300_000 && !note.includes('BROKEN'),
  );
  const random = numbers(20_260_109);
  const chosen = Array.from(
    { length: sound.length === 0 ? 0 : 200 },
    (_, i) => [i, sound[random(sound.length)]] as const,
  );

  it('are 200', () => {
    expect(chosen.length).toBe(200);
  });

  it.each([...Array(10).keys()])('give all records before the cut, and its place (tenth %i)', (tenth) => {
    for (const [, row] of chosen.slice(tenth * 20, tenth * 20 + 20)) {
      const { path } = row as { path: string };
      const file = readFileSync(join(corporaFolder as string, path));
      const deadline = Date.now() + HANG_MS;
      const whole = tryReadCapture(file);
      const ends = recordEnds(file);
      expect([path, ends.length > 2]).toEqual([path, true]);
      const boundary = ends[1 + random(ends.length - 1)] as number;
      for (const cut of [boundary, 24 + random(file.length - 24)]) {
        const part = tryReadCapture(file.subarray(0, cut), [1 + random(5000)]);
        const complete = ends.filter((end) => end <= cut);
        expect([path, cut, part?.records]).toEqual([path, cut, whole?.records.slice(0, part?.records.length)]);
        // Blocks without packets are among the ends of pcapng.
        expect(part?.info.packets).toBe(packetsUpTo(file, cut));
        if (complete.at(-1) === cut) expect([path, part?.info.stop]).toEqual([path, undefined]);
        else expect(part?.info.stop).toMatchObject({ kind: 'truncated', offset: complete.at(-1) ?? 0 });
      }
      if (Date.now() > deadline) throw new Error(`${path}: takes too long`);
    }
  });
});

/** Where the header and each record or block of a sound file end, by a walk that knows nothing else of the formats. */
function recordEnds(file: Buffer): number[] {
  return walk(file).map(({ end }) => end);
}

function packetsUpTo(file: Buffer, cut: number): number {
  return walk(file).filter(({ end, isPacket }) => isPacket && end <= cut).length;
}

function walk(file: Buffer): { end: number; isPacket: boolean }[] {
  const magic = file.readUInt32BE(0);
  const parts: { end: number; isPacket: boolean }[] = [];
  if (magic !== 0x0a0d0d0a) {
    const little = (magic & 0xff) === 0xa1;
    parts.push({ end: 24, isPacket: false });
    for (let at = 24; at < file.length; ) {
      at += 16 + (little ? file.readUInt32LE(at + 8) : file.readUInt32BE(at + 8));
      parts.push({ end: at, isPacket: true });
    }
    return parts;
  }
  let little = true;
  for (let at = 0; at < file.length; ) {
    if (file.readUInt32BE(at) === 0x0a0d0d0a) little = file.readUInt32LE(at + 8) === 0x1a2b3c4d;
    const type = little ? file.readUInt32LE(at) : file.readUInt32BE(at);
    at += little ? file.readUInt32LE(at + 4) : file.readUInt32BE(at + 4);
    parts.push({ end: at, isPacket: type === 2 || type === 3 || type === 6 });
  }
  return parts;
}
