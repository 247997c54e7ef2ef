import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packedLeaves } from '../../src/parse/packed-leaf.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(88);
const secret = Buffer.from(randomBytes(40, random)).fill(0xff, 0, 2);
const field = (number: number, bytes: Uint8Array) => Buffer.concat([Buffer.of((number << 3) | 2, bytes.length), bytes]);

describe('fields of packed formats', () => {
  it('of protobuf are found at any depth', () => {
    const inner = Buffer.concat([Buffer.of(0x08, 0x96, 0x01), field(2, secret)]);
    const message = Buffer.concat([
      Buffer.of(0x08, 0x01, 0x25, 1, 2, 3, 4),
      field(3, inner),
      field(4, Buffer.from('short')),
    ]);
    expect(packedLeaves(message)).toEqual([{ format: 'protobuf', offset: 7 + 2 + 3 + 2, bytes: secret }]);
  });

  it('of MessagePack are found in maps and arrays', () => {
    // {"k": bin 8, "n": [1, -1, true, 65535]}
    const message = Buffer.concat([
      Buffer.of(0x82, 0xa1, 0x6b, 0xc4, 40),
      secret,
      Buffer.of(0xa1, 0x6e, 0x94, 1, 0xff, 0xc3, 0xcd, 0xff, 0xff),
    ]);
    expect(packedLeaves(message)).toEqual([{ format: 'messagepack', offset: 5, bytes: secret }]);
  });

  it('of CBOR are found in maps and arrays', () => {
    // {"k": h'…', "n": [1, 1.5]}
    const message = Buffer.concat([
      Buffer.of(0xa2, 0x61, 0x6b, 0x58, 40),
      secret,
      Buffer.of(0x61, 0x6e, 0x82, 1, 0xf9, 0x3e, 0),
    ]);
    expect(packedLeaves(message)).toEqual([{ format: 'cbor', offset: 5, bytes: secret }]);
  });

  it('are undefined unless the bytes parse to their last one', () => {
    const message = field(3, secret);
    expect(packedLeaves(message)).toHaveLength(1);
    expect(packedLeaves(message.subarray(0, -1))).toBeUndefined();
    expect(packedLeaves(Buffer.concat([message, Buffer.of(0xff)]))).toBeUndefined();
    expect(packedLeaves(new Uint8Array(0))).toBeUndefined();
    let parsed = 0;
    for (let i = 0; i < 500; i++) if (packedLeaves(randomBytes(200, random)) !== undefined) parsed++;
    expect(parsed).toBe(0);
  });

  it('cost a bounded number of steps for any bytes', () => {
    expect(packedLeaves(Buffer.alloc(4096, 0x81))).toBeUndefined();
    expect(
      packedLeaves(Buffer.concat([Buffer.of(0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)])),
    ).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void packedLeaves(bytes)));
  });
});
