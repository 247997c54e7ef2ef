import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/parse/text-coding.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(41);
const secret = Buffer.from(randomBytes(300, random));

describe('text that codes bytes', () => {
  it.each([
    ['base64', secret.toString('base64'), 'base64'],
    ['base64url', secret.toString('base64url'), 'base64'],
    ['base64 in lines', secret.toString('base64').replace(/.{76}/g, '$&\r\n'), 'base64'],
    ['hex', secret.toString('hex'), 'hex'],
    ['upper-case hex', secret.toString('hex').toUpperCase(), 'hex'],
  ])('is decoded from %s', (_name, text, coding) => {
    const found = decodeText(Buffer.from(text));
    expect(found?.coding).toBe(coding);
    expect(Buffer.from(found!.decoded).equals(secret)).toBe(true);
  });

  it.each([
    ['prose', 'The quick brown fox jumps over the lazy dog and then over another one.'],
    ['a long lower-case word', 'abcdefghijklmnopqrstuvwxyz'.repeat(3)],
    ['a number', '314159265358979323846264338327950288419716939937510582097494459230'],
    ['JSON', '{"a":"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo","b":1234567890}'],
    ['a short token', 'QUJDREVGR0hJSktM'],
    ['bytes', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlq\0'],
  ])('is not seen in %s', (_name, text) => {
    expect(decodeText(Buffer.from(text))).toBeUndefined();
  });

  it('leaves out half a byte where the text was cut', () => {
    const found = decodeText(Buffer.from(secret.toString('hex').slice(0, -1)));
    expect(found?.decoded).toHaveLength(299);
  });

  it('is not seen in random bytes', () => {
    for (let i = 0; i < 200; i++) expect(decodeText(randomBytes(64, random))).toBeUndefined();
  });
});
