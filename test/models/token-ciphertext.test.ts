import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTokenCiphertext } from '../../src/models/token-ciphertext.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(51);

function coded(bytes: number): string {
  return Buffer.from(randomBytes(bytes, random)).toString('base64');
}

describe('ciphertext as tokens in a body', () => {
  it('is found in JSON that carries a wrapped key and sealed data', () => {
    const body = Buffer.from(JSON.stringify({ v: 1, key: coded(256), data: coded(200) }));
    const found = findTokenCiphertext(body);
    expect(found?.uniformity).toMatchObject({ verdict: 'uniform', bytes: 456 });
    expect(found?.share).toBeGreaterThan(0.9);
  });

  it('is found in forms, where base64 is percent-coded', () => {
    const body = Buffer.from(`v=1&d=${encodeURIComponent(coded(400))}`);
    expect(findTokenCiphertext(body)?.uniformity.bytes).toBe(400);
  });

  it('is found as hex', () => {
    expect(
      findTokenCiphertext(Buffer.from(`{"d":"${Buffer.from(randomBytes(200, random)).toString('hex')}"}`)),
    ).toBeDefined();
  });

  it('is not an id among other fields: the share of the body decides', () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`field_${i}`, 'a value of some length']));
    expect(findTokenCiphertext(Buffer.from(JSON.stringify({ ...fields, token: coded(200) })))).toBeUndefined();
    expect(findTokenCiphertext(Buffer.from(JSON.stringify({ id: coded(48) })))).toBeUndefined();
  });

  it('is not an image, an archive or coded text', () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(400, random)]);
    const zipped = gzipSync(Array.from({ length: 200 }, () => Math.floor(random() * 1e6)).join(' '));
    for (const bytes of [png, zipped, Buffer.from('plain words, only coded. '.repeat(20))]) {
      expect(findTokenCiphertext(Buffer.from(`{"image":"${bytes.toString('base64')}"}`))).toBeUndefined();
    }
  });

  it('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('%', '2', 'B', 'A9z+', '"', '=', coded(60), '\xff')), (parts) => {
        findTokenCiphertext(Buffer.from(parts.join(''), 'latin1'));
      }),
    );
  });
});
