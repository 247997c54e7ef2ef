import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeSealedFields, findSealedFields } from '../../src/models/sealed-fields.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(51);
const find = (text: string | Uint8Array, type?: string) =>
  findSealedFields([{ bytes: Buffer.from(text as string), type }]);
const coded = (bytes: number) => Buffer.from(randomBytes(bytes, random)).toString('base64');

describe('sealed fields', () => {
  it('are found in JSON that carries a wrapped key and sealed data', () => {
    const found = find(JSON.stringify({ v: 1, key: coded(256), data: coded(200) }))!;
    expect(found).toMatchObject({ codings: 'base64', isHybrid: true });
    expect(found.uniformity).toMatchObject({ verdict: 'uniform', bytes: 456 });
    expect(found.share).toBeGreaterThan(0.9);
    expect(describeSealedFields(found)).toMatch(/^9\d % of it are base64 fields whose 456 decoded bytes are uniform/);
    expect(describeSealedFields(found)).toContain('the size of an RSA ciphertext');
  });

  it('are found behind percent codes, as hex, in protobuf and in parts of a form', () => {
    expect(find(`v=1&d=${encodeURIComponent(coded(400))}`)?.uniformity.bytes).toBe(400);
    expect(find(`{"d":"${Buffer.from(randomBytes(200, random)).toString('hex')}"}`)?.codings).toBe('hex');
    const field = Buffer.concat([Buffer.of(8, 1, 0x12, 0xac, 2), randomBytes(300, random)]);
    expect(find(field)?.codings).toBe('protobuf');
    const form = Buffer.concat([
      Buffer.from('--b\r\nX: y\r\n\r\n'),
      randomBytes(300, random),
      Buffer.from('\r\n--b--\r\n'),
    ]);
    expect(find(form, 'multipart/form-data; boundary=b')?.codings).toBe('bytes');
  });

  it('may be spread over carriers that are too short by themselves', () => {
    const carrier = () => ({ bytes: Buffer.from(JSON.stringify({ d: coded(60) })), type: 'application/json' });
    expect(findSealedFields([carrier()])).toBeUndefined();
    expect(findSealedFields([carrier(), carrier(), carrier()])?.uniformity.bytes).toBe(180);
  });

  it('are not an id among other fields, unless a wrapped key stands beside it', () => {
    const words = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`field_${i}`, 'a value of some length']));
    expect(find(JSON.stringify({ ...words, token: coded(200) }))).toBeUndefined();
    expect(find(JSON.stringify({ id: coded(48) }))).toBeUndefined();
    expect(find(JSON.stringify({ ...words, key: coded(256), data: coded(64) }))?.isHybrid).toBe(true);
  });

  it('are not images, archives or coded text', () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(400, random)]);
    const zipped = gzipSync(Array.from({ length: 200 }, () => Math.floor(random() * 1e6)).join(' '));
    for (const bytes of [png, zipped, Buffer.from('plain words, only coded. '.repeat(20))]) {
      expect(find(`{"image":"${bytes.toString('base64')}"}`)).toBeUndefined();
    }
    expect(findSealedFields([])).toBeUndefined();
  });
});
