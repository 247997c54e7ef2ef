import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { measureBytes, type Uniformity } from '../../src/features/uniformity.ts';
import { decompressed, pooledFormat } from '../../src/models/direction-format.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';
import { report } from '../support/short-sealed-flows.ts';

const random = randomNumbers(83);
const said = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const opening = () => said(report(random, 90));
const behindHeader = (body: Uint8Array) => said(Buffer.concat([Uint8Array.of(0x51, 0, 9, 0, 0, 7), body]));
const uniform = (more: Partial<Uniformity>): Uniformity => ({ ...measureBytes(randomBytes(300, random)), ...more });
const both = (messages: SentMessage[], found: Uniformity) => {
  const flow = finishedFlow(messages);
  return [decompressed(flow.orig, found, flow, 1, measured(flow).row), pooledFormat(flow.orig, found, flow, 1)];
};

describe('the format of a direction', () => {
  const formats = [
    ['deflate', deflateRawSync],
    ['brotli', brotliCompressSync],
  ] as const;
  it.each(formats)('is %s where the last messages decompress behind more than was skipped', (format, compress) => {
    const messages = [opening(), ...Array.from({ length: 8 }, () => behindHeader(compress(report(random, 260))))];
    expect(both(messages, uniform({ skipped: 4, openingMessages: 1 }))[1]).toBe(format);
    expect(both(messages, uniform({ skipped: 20 }))[1]).toBe(format);
    const kind = { first: 0, type: { at: 0, value: 0x51 }, tried: 2 };
    expect(both(messages, uniform({ skipped: 6, kind }))[1]).toBe(format);
    // What the kind leaves out is not looked at.
    const other = { ...kind, type: { at: 0, value: 0x52 } };
    expect(both(messages, uniform({ skipped: 6, kind: other }))).toEqual([undefined, undefined]);
  });

  it('is probed in the first three messages, and in those behind an opening', () => {
    const messages = [opening(), opening(), opening(), behindHeader(gzipSync(report(random, 500)))];
    expect(both(messages, uniform({ skipped: 6 }))[0]).toBeUndefined();
    expect(both(messages, uniform({ skipped: 6, openingMessages: 3 }))[0]).toBe('gzip');
    expect(both(messages.slice(2), uniform({}))[0]).toBe('gzip');
  });

  it('is none of random bytes, of a direction that is not uniform, and of messages without header together', () => {
    for (let i = 0; i < 50; i++) {
      const messages = Array.from({ length: 8 }, () => behindHeader(randomBytes(120, random)));
      expect(both(messages, uniform({ skipped: 6 }))).toEqual([undefined, undefined]);
    }
    const streams = Array.from({ length: 8 }, () => behindHeader(deflateRawSync(report(random, 260))));
    expect(both(streams, uniform({ skipped: 6, verdict: 'not_uniform' }))).toEqual([undefined, undefined]);
    expect(both(streams, uniform({}))[1]).toBeUndefined();
  });
});
