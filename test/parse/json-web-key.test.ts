import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findJsonWebKeys } from '../../src/parse/json-web-key.ts';

const jwk = (type: string, options: object = {}, half: 'publicKey' | 'privateKey' = 'publicKey') =>
  (generateKeyPairSync as unknown as (t: string, o: object) => Record<string, { export(o: object): object }>)(
    type,
    options,
  )[half]!.export({ format: 'jwk' });
const find = (value: unknown) => findJsonWebKeys(Buffer.from(JSON.stringify(value)), 1024);

describe('JSON web keys', () => {
  it('are read as another library writes them', () => {
    expect(find(jwk('rsa', { modulusLength: 2048 }))[0]).toMatchObject({ algorithm: 'rsa-2048', isPrivate: false });
    expect(find(jwk('ec', { namedCurve: 'P-521' }))[0]).toMatchObject({ algorithm: 'P-521' });
    expect(find(jwk('ed25519'))[0]).toMatchObject({ algorithm: 'ed25519' });
    expect(find({ k: { id: 1, key: jwk('x25519') }, n: 2 })[0]).toMatchObject({ algorithm: 'x25519' });
    expect(find({ keys: [jwk('x25519'), jwk('x25519')] })).toHaveLength(2);
  });

  it('are private where they have a private member', () => {
    expect(find(jwk('ec', { namedCurve: 'P-256' }, 'privateKey'))[0]).toMatchObject({ isPrivate: true });
  });

  it('are refused when a member is missing, too short or not in the alphabet', () => {
    const key = jwk('ec', { namedCurve: 'P-256' }) as Record<string, string>;
    expect(find({ ...key, y: undefined })).toEqual([]);
    expect(find({ ...key, x: key['x']!.slice(1) })).toEqual([]);
    expect(find({ ...key, x: `${key['x']!.slice(1)}+` })).toEqual([]);
    expect(find({ ...key, kty: 'oct' })).toEqual([]);
    expect(findJsonWebKeys(Buffer.from('"kty" } { "kty"'), 1024)).toEqual([]);
  });
});
