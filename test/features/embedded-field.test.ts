import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedFields } from '../../src/features/embedded-field.ts';
import { randomBytes, randomNumbers } from '../support/random-bytes.ts';

const random = randomNumbers(51);
const secret = Buffer.from(randomBytes(100, random));
const fields = (text: string | Uint8Array, type?: string) =>
  embeddedFields(Buffer.from(text as string), type).map(({ coding, bytes }) => [
    coding,
    Buffer.from(bytes).toString('hex'),
  ]);
const hex = secret.toString('hex');

describe('fields inside a cleartext carrier', () => {
  it('are coded tokens of JSON and forms, behind percent codes too', () => {
    expect(fields(JSON.stringify({ a: 'words', k: secret.toString('base64') }))).toEqual([['base64', hex]]);
    expect(fields(`a=1&d=${encodeURIComponent(secret.toString('base64'))}&e=2`)).toEqual([['base64', hex]]);
    expect(fields(`{"d":"${hex}"}`)).toEqual([['hex', hex]]);
    expect(fields(`x=${secret.toString('base64url')}`)).toEqual([['base64', hex]]);
  });

  it('are byte strings of protobuf, and tokens inside its text', () => {
    const message = Buffer.concat([Buffer.of(0x08, 1, 0x12, 100), secret]);
    expect(fields(message)).toEqual([['protobuf', hex]]);
    const text = Buffer.from(secret.toString('base64'));
    expect(
      fields(
        Buffer.concat([Buffer.of(0x0a, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x12, text.length | 128, 1), text]),
      ),
    ).toEqual([['protobuf base64', hex]]);
  });

  it('are the parts of a multipart body, media left out', () => {
    const part = (head: string, body: Buffer) =>
      Buffer.concat([Buffer.from(`--XX\r\n${head}\r\n\r\n`), body, Buffer.from('\r\n')]);
    const body = Buffer.concat([
      part('Content-Disposition: form-data; name="a"', secret),
      part('Content-Type: image/png', Buffer.from(randomBytes(60, random))),
      Buffer.from('--XX--\r\n'),
    ]);
    expect(fields(body, 'multipart/form-data; boundary=XX')).toEqual([['bytes', hex]]);
  });

  it('are the carrier itself where it has no structure', () => {
    expect(fields(secret)).toEqual([['bytes', hex]]);
    expect(fields('only words, and nothing that codes any bytes at all')).toEqual([]);
    expect(fields(new Uint8Array(0))).toEqual([]);
  });

  it('count what part of the carrier codes them', () => {
    const [field] = embeddedFields(Buffer.from(JSON.stringify({ k: secret.toString('base64') })), undefined);
    expect(field?.carrierBytes).toBe(136);
  });

  it('never throw on any bytes', () => {
    const coded = secret.toString('base64');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('%', '2', 'B', 'A9z+', '"', '=', coded, '\xff', '--XX', '\r\n\r\n')),
        (parts) => {
          embeddedFields(Buffer.from(parts.join(''), 'latin1'), 'multipart/x; boundary=XX');
          embeddedFields(Buffer.from(parts.join(''), 'latin1'), undefined);
        },
      ),
    );
  });
});
