import { describe, expect, it } from 'vitest';
import type { FlowKey } from '../../src/features/key-artefact.ts';
import { measureBytes } from '../../src/features/uniformity.ts';
import { describeKeys, describeRepeats, describeUniformity } from '../../src/models/payload-reason.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const key: FlowKey = {
  form: 'compressed_point',
  algorithm: 'P-256',
  offset: 12,
  length: 33,
  chanceBits: 8,
  isPrivate: false,
  identity: undefined,
  fromOriginator: 1,
};

describe('reasons of a payload', () => {
  it('cite bytes, stream offsets and numbers', () => {
    const uniform = measureBytes(randomBytes(300, randomNumbers(4)));
    expect(describeUniformity('originator', uniform)).toMatch(
      /^originator: 300 bytes of stream offsets 0 to 299 are uniform: entropy 7\.\d+ bits \(z -?[\d.]+\), chi-square z -?[\d.]+, popcount z -?[\d.]+$/,
    );
    const framed = { ...uniform, unit: 'frame' as const, openingMessages: 2, masked: true, skipped: 4 };
    expect(describeUniformity('responder', framed)).toContain(
      '(bodies of its frames, behind 2 clear messages, without coded keys, 4 skipped in each frame)',
    );
    const typed = { ...uniform, skipped: 7, kind: { first: 0, type: { at: 1, value: 7 }, tried: 3 } };
    expect(describeUniformity('responder', typed)).toContain(
      '(messages with 0x07 at offset 1, 7 skipped in each message)',
    );
    expect(describeUniformity('responder', { ...uniform, skipped: 8, trailer: 4 })).toContain(
      '(8 skipped in each message, 4 left out at its end)',
    );
    expect(describeUniformity('responder', measureBytes(new Uint8Array(9)))).toBe(
      'responder: 9 bytes are too few to judge',
    );
  });

  it('say what ids are', () => {
    const uniform = measureBytes(randomBytes(300, randomNumbers(4)));
    expect(describeUniformity('originator', { ...uniform, ids: { bytes: 20, isList: true } })).toBe(
      'originator: a field counts records of 20 bytes that fill its messages, as lists of ids and hashes are',
    );
    expect(describeUniformity('responder', { ...uniform, ids: { bytes: 33, isList: false } })).toContain(
      'messages of one size with 33 uniform bytes each',
    );
    const first = { fromOriginator: 1, offset: 38 } as const;
    const again = { fromOriginator: 0, offset: 9 } as const;
    expect(describeUniformity('responder', { ...uniform, ids: { bytes: 32, first, again } })).toBe(
      'responder: ids come again at other places of the messages, as what is asked for and answered: 32 bytes at stream offset 38 of the originator and at stream offset 9 of the responder, and others',
    );
  });

  it('say where a block was and is again', () => {
    const distinct = measureBytes(randomBytes(300, randomNumbers(4)));
    const repeated = {
      blockBytes: 16,
      repeats: 3,
      blocks: 40,
      first: 64,
      again: 160,
      chanceBits: 116.4,
      distinct,
    } as const;
    expect(describeRepeats('responder', repeated)).toBe(
      'responder: 3 of 40 blocks of 16 bytes were there before at another place (that of stream offset 64 again at 160), as ECB makes them of equal plaintext (chance 2^−116)',
    );
  });

  it('name keys by kind and place, three at most, with their chance', () => {
    expect(describeKeys([key], 8)).toBe(
      'keys: P-256 (compressed point) at stream offset 12 of the originator; chance 2^−8',
    );
    expect(describeKeys([key, key, key, key], 32)).toContain(' and 1 more; chance 2^−32');
  });
});
