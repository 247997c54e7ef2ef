import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findRsaTruncation, truncationBits } from '../../src/models/rsa-truncation.ts';
import { channelFlow } from '../support/channel-flow.ts';
import { randomNumbers } from '../support/random-bytes.ts';

const flowsOf = (leading: readonly number[], unitBytes = 128) =>
  leading.map((value, i) =>
    channelFlow(i, {
      measured: {
        'cipher.rsa_units.orig': 1,
        'cipher.rsa_unit_bytes.orig': unitBytes,
        'cipher.rsa_leading_max.orig': value,
        'cipher.rsa_leading_mean.orig': value,
      },
    }),
  );

describe('the leading bytes of many pieces of RSA size', () => {
  it('stop at the modulus: RSA-OAEP under one key, from some sixty on', () => {
    // A key whose modulus begins low enough: half of all are.
    let key = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const modulusStart = () => Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url').readUInt16BE(0);
    while (modulusStart() > 0xb800) key = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const leading = Array.from({ length: 60 }, () =>
      publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, Buffer.from('session')).readUInt16BE(0),
    );
    const found = findRsaTruncation(flowsOf(leading));
    expect(found).toMatchObject({ side: 'orig', unitBytes: 128, units: 60, largest: Math.max(...leading) });
    expect(found!.chanceBits).toBeGreaterThan(10);
    expect(found!.largest).toBeLessThanOrEqual(modulusStart());
  });

  it('reach the end in uniform bytes: no more of two thousand channels pass than chance allows', () => {
    const random = randomNumbers(77);
    let passed = 0;
    for (let i = 0; i < 2000; i++) {
      const leading = Array.from({ length: 40 }, () => Math.floor(random() * 65_536));
      if (findRsaTruncation(flowsOf(leading)) !== undefined) passed++;
    }
    // 2^−13 of a channel: a quarter of one is expected.
    expect(passed).toBeLessThanOrEqual(2);
  });

  it('are counted in bits exactly, and are none where the modulus would not fill its bytes', () => {
    // Thirty values below 0xa000: 30 · log2(65536 / 40961) − 3.
    expect(truncationBits(30, 0xa000, 0x5000)).toBeCloseTo(30 * Math.log2(65_536 / 0xa001) - 3, 6);
    expect(truncationBits(30, 0x4000, 0x2000)).toBe(0);
    // A type byte is no uniform value.
    expect(truncationBits(30, 0xa000, 0x9f00)).toBe(0);
  });

  it('are pooled by the name of the field that holds them, and names that were tried cost bits', () => {
    const random = randomNumbers(78);
    const field = (name: string, below: number) => {
      const value = Math.floor(random() * below);
      return { name, from: 'orig' as const, unitBytes: 256, units: 1, leadingMax: value, leadingSum: value };
    };
    const flows = Array.from({ length: 60 }, (_, i) =>
      channelFlow(i, { rsaFields: [field('key', 0xa000), field('data', 0x10000)] }),
    );
    const found = findRsaTruncation(flows);
    expect(found).toMatchObject({ field: 'key', side: 'orig', unitBytes: 256, units: 60, tried: 8 });
    const many = flows.map((flow, i) => channelFlow(i, { rsaFields: [...flow.rsaFields, field(`n${i}`, 0x10000)] }));
    expect(findRsaTruncation(many)!.chanceBits).toBeCloseTo(found!.chanceBits - Math.log2(62 / 8), 6);
    const uniform = flows.map((_, i) => channelFlow(i, { rsaFields: [field('key', 0x10000)] }));
    expect(findRsaTruncation(uniform)).toBeUndefined();
  });

  it('are not pooled over sizes', () => {
    const mixed = [
      ...flowsOf(
        Array.from({ length: 8 }, (_, i) => 0x1000 * (i + 1)),
        128,
      ),
      ...flowsOf([0x7000], 256),
    ];
    expect(findRsaTruncation(mixed)).toBeUndefined();
    expect(findRsaTruncation([channelFlow(0)])).toBeUndefined();
  });
});
