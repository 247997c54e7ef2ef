import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { canonicalCryptoImporter } from '../../src/telemetry/canonical-crypto-importer.ts';
import { CRYPTO_ACTIONS, CRYPTO_OPERATIONS } from '../../src/telemetry/crypto-event.ts';
import { sharedFolder } from '../support/shared.ts';
import { importText } from './telemetry-fixture.ts';

const read = (text: string) => importText(canonicalCryptoImporter, text);

const FULL = {
  schema: 'cipherscope.crypto/1',
  '@timestamp': '2026-01-01T00:00:01.025000123Z',
  'event.action': 'cipher_final',
  'event.outcome': 'success',
  'android.uid': 10234,
  'process.pid': 4211,
  'process.name': 'com.example.suspect:sync',
  'crypto.class': 'symmetric',
  'crypto.operation': 'encrypt',
  'crypto.transformation': 'AES/GCM/NoPadding',
  'crypto.object': '0x1f',
  'crypto.input.bytes': 49,
  'crypto.input.hmac': 'AB'.repeat(32),
  'crypto.output.bytes': 65,
  'crypto.output.prefix': '000102030405060708090a0b0c0d0e0f',
  'crypto.output.sha256': 'cd'.repeat(32),
  'code.stack': Array.from({ length: 8 }, (_, i) => `frame ${i}`),
  'event.dataset': 'frida',
};

describe('a row', () => {
  it('is read with every key, to the nanosecond', () => {
    expect(read(JSON.stringify(FULL)).crypto[0]).toMatchObject({
      action: 'cipher_final',
      timeUs: Date.UTC(2026, 0, 1, 0, 0, 1) * 1000 + 25_000,
      timeNs: 123,
      outcome: 'success',
      uid: 10234,
      pid: 4211,
      processName: 'com.example.suspect:sync',
      cryptoClass: 'symmetric',
      operation: 'encrypt',
      transformation: 'AES/GCM/NoPadding',
      object: '0x1f',
      inputBytes: 49,
      inputHmac: 'ab'.repeat(32),
      outputBytes: 65,
      outputPrefix: '000102030405060708090a0b0c0d0e0f',
      outputSha256: 'cd'.repeat(32),
      dataset: 'frida',
      line: 1,
    });
  });

  it('may be nested, or CSV', () => {
    const nested =
      '{"ts":1767225601025,"event":{"action":"sign"},"android":{"uid":"u0_a234"},"crypto":{"key":{"bits":256}}}';
    expect(read(nested).crypto[0]).toMatchObject({ action: 'sign', uid: 10234, keyBits: 256 });
    const csv = '@timestamp,event.action,pid,crypto.class\n1767225601025,keypair_generated,77,asymmetric';
    expect(read(csv).crypto[0]).toMatchObject({ action: 'keypair_generated', pid: 77, cryptoClass: 'asymmetric' });
  });

  it('loses plaintext, keys, unkeyed hashes and decrypted bytes, and says how many', () => {
    const secret = { 'crypto.input.sha256': 'ee'.repeat(32), key_hex: '00'.repeat(16), plaintext: 'hello', iv: '01' };
    const { crypto, redacted } = read(JSON.stringify({ ...FULL, 'crypto.operation': 'decrypt', ...secret }));
    expect(JSON.stringify(crypto)).not.toMatch(/eeee|hello|labels|cdcd|0001020304/);
    expect(crypto[0]).toMatchObject({ outputBytes: 65, inputBytes: 49 });
    expect(redacted).toBe(6);
  });

  it('damaged in any field is rejected with the field and what it should be', () => {
    const bad: [object, RegExp][] = [
      [{ '@timestamp': '2026-01-01 00:00:01' }, /--device-tz/],
      [{ '@timestamp': null }, /has no @timestamp/],
      [{ 'event.action': 'cipher' }, /event.action "cipher" is none of keypair_generated/],
      [{ 'event.action': null }, /has no event.action/],
      [{ 'android.uid': null, 'process.pid': null }, /has neither android.uid, package.name nor process.pid/],
      [{ 'android.uid': 'x y' }, /is no UID/],
      [{ 'crypto.class': 'quantum' }, /crypto.class "quantum" is none of/],
      [{ 'crypto.operation': 7 }, /crypto.operation "7" is none of/],
      [{ 'crypto.key.bits': -1 }, /crypto.key.bits/],
      [{ 'crypto.output.sha256': 'abc' }, /crypto.output.sha256 is not 64 hex digits/],
      [{ 'crypto.output.prefix': 'xyz' }, /crypto.output.prefix is not 2 to 1024 hex digits/],
      [{ 'crypto.output.bytes': 1.5 }, /crypto.output.bytes "1.5" is not a whole number/],
    ];
    for (const [change, reason] of bad) {
      const { crypto, rejected } = read(JSON.stringify({ ...FULL, ...change }));
      expect(crypto, JSON.stringify(change)).toEqual([]);
      expect(rejected[0].reason).toMatch(reason);
    }
  });
});

describe('the schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema/crypto.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv2020({ allowUnionTypes: true, validateFormats: false }).compile(schema);

  it('accepts what the importer keeps whole, and refuses what it redacts or rejects', () => {
    expect(validate(FULL), JSON.stringify(validate.errors)).toBe(true);
    for (const change of [
      { 'crypto.operation': 'decrypt' },
      { 'crypto.operation': undefined },
      { 'crypto.output.prefix': '00'.repeat(33) },
      { 'crypto.input.sha256': 'ee'.repeat(32) },
      { 'android.uid': undefined, 'process.pid': undefined },
      { 'event.action': 'cipher' },
    ]) {
      expect(validate(JSON.parse(JSON.stringify({ ...FULL, ...change }))), JSON.stringify(change)).toBe(false);
    }
  });

  it('knows the same actions and operations', () => {
    expect(schema.properties['event.action'].enum).toEqual(CRYPTO_ACTIONS);
    expect(schema.properties['crypto.operation'].enum).toEqual(CRYPTO_OPERATIONS);
  });

  const shared = sharedFolder('telemetry/synthetic/canonical-crypto.ndjson');
  it.skipIf(shared === undefined)('holds for the sample log', () => {
    const text = readFileSync(shared as string, 'utf8').trim();
    for (const line of text.split('\n')) expect(validate(JSON.parse(line)), JSON.stringify(validate.errors)).toBe(true);
    expect(read(text).crypto.map(({ action }) => action)).toEqual(['keypair_generated', 'cipher_final']);
    expect(read(text).redacted).toBe(0);
  });
});

it('is told from the other schemas by name or by its keys', () => {
  expect(canonicalCryptoImporter.sniff([JSON.stringify(FULL)])).toBeGreaterThan(0.9);
  expect(
    canonicalCryptoImporter.sniff(['{"ts":1,"action":"sign","uid":1,"crypto.class":"asymmetric"}']),
  ).toBeGreaterThan(0.5);
  expect(canonicalCryptoImporter.sniff(['{"ts":1,"action":"socket_open","uid":1}'])).toBe(0);
});
