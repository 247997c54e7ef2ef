import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createFeatureRow, featureIndex, measureFlow } from '../../src/features/feature-registry.ts';
import { finishedFlow, type SentMessage } from '../support/finished-flow.ts';
import { measured } from '../support/measured.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(13);
const orig = (bytes: Uint8Array): SentMessage => ({ from: 'orig', bytes });
const sizes = (...lengths: number[]) => finishedFlow(lengths.map((length) => orig(randomBytes(length, random))));

describe('what a cipher leaves in sizes and places', () => {
  it('counts repeated blocks of ECB, and none of CBC', () => {
    const plain = Buffer.from('{"event":"opened","where":"home"}'.repeat(40));
    const seal = (mode: string, iv: Uint8Array | null) => {
      const cipher = createCipheriv(mode, randomBytes(16, random), iv);
      return Buffer.concat([cipher.update(plain), cipher.final()]);
    };
    const ecb = measured(finishedFlow([orig(seal('aes-128-ecb', null))]));
    expect(ecb.number('cipher.repeated_blocks.orig')).toBeGreaterThan(20);
    expect(ecb.number('cipher.repeat_bits.orig')).toBeGreaterThan(100);
    expect(ecb.row.origRepeats?.blockBytes).toBe(16);
    const cbc = measured(finishedFlow([orig(seal('aes-128-cbc', randomBytes(16, random)))]));
    expect(cbc.number('cipher.repeated_blocks.orig')).toBe(0);
    expect(cbc.number('cipher.repeat_bits.orig')).toBeNaN();
    expect(cbc.row.origRepeats).toBeUndefined();
  });

  it('tells the overhead of padded messages by their rest modulo 16', () => {
    // 24 bytes of nonce, 16 of tag, whole blocks.
    expect(measured(sizes(40 + 32, 40 + 64, 40 + 112)).number('cipher.body_rest16.orig')).toBe(8);
    expect(measured(sizes(28 + 32, 28 + 64, 28 + 112)).number('cipher.body_rest16.orig')).toBe(12);
    expect(measured(sizes(48, 64, 112, 49)).number('cipher.body_rest16.orig')).toBeNaN();
    expect(measured(sizes(48, 64)).number('cipher.body_rest16.orig')).toBeNaN();
  });

  it('takes the framing header off before the rest is taken', () => {
    const framed = [64, 96, 160, 208, 320, 432].map((length) => {
      const header = Buffer.alloc(4);
      header.writeUInt32BE(length);
      return orig(Buffer.concat([header, randomBytes(length, random)]));
    });
    const flow = measured(finishedFlow(framed));
    expect(flow.number('framing.bits.orig')).toBeGreaterThan(16);
    expect(flow.number('cipher.body_rest16.orig')).toBe(0);
  });

  it('finds cells by the common divisor of the sizes', () => {
    const cells = measured(sizes(514, 1028, 2056));
    expect(cells.number('cipher.cell_bytes.orig')).toBe(514);
    expect(cells.number('cipher.cell_bits.orig')).toBeCloseTo(2 * Math.log2(514) + 1, 6);
    expect(measured(sizes(514, 1028, 2057)).number('cipher.cell_bytes.orig')).toBeNaN();
    expect(measured(sizes(32, 64, 96)).number('cipher.cell_bytes.orig')).toBeNaN();
  });

  it('keeps the leading bytes of pieces of RSA size', () => {
    const pieces = [randomBytes(256, random), randomBytes(256, random)].map((bytes) => Buffer.from(bytes));
    const flow = measured(finishedFlow(pieces.map(orig)));
    expect(flow.number('cipher.rsa_units.orig')).toBe(2);
    expect(flow.number('cipher.rsa_unit_bytes.orig')).toBe(256);
    expect(flow.number('cipher.rsa_leading_max.orig')).toBe(Math.max(...pieces.map((piece) => piece.readUInt16BE(0))));
  });

  it('looks at no text and no recognised protocol', () => {
    const text = measured(
      finishedFlow([orig(Buffer.from('a line of text that is long enough to be measured\r\n'.repeat(3)))]),
    );
    expect(text.number('cipher.repeated_blocks.orig')).toBeNaN();
    const row = createFeatureRow();
    measureFlow(sizes(256, 256), row, { kind: 'cleartext', service: 'afs-rx', reason: 'for the test' });
    expect(row.numbers[featureIndex('cipher.repeated_blocks.orig')]).toBeNaN();
    expect(row.origRsa).toBeUndefined();
  });
});
