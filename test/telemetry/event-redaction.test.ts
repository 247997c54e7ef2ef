import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalCryptoImporter } from '../../src/telemetry/canonical-crypto-importer.ts';
import { CRYPTO_ACTIONS, CRYPTO_OPERATIONS, type CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import { outputDigest, redactCrypto } from '../../src/telemetry/event-redaction.ts';
import { at, importText } from './telemetry-fixture.ts';

const full = (more: Partial<CryptoEvent>): CryptoEvent => ({
  action: 'cipher_final',
  timeUs: at(0),
  dataset: 'test',
  line: 1,
  inputBytes: 10,
  inputHmac: 'a'.repeat(64),
  outputBytes: 26,
  outputSha256: 'b'.repeat(64),
  outputPrefix: '00'.repeat(20),
  ...more,
});

describe('what is kept of an output', () => {
  it('is hash and prefix for encrypt and wrap only, whatever the action', () => {
    const kept = CRYPTO_ACTIONS.flatMap((action) =>
      [undefined, ...CRYPTO_OPERATIONS].filter((operation) => {
        const { event } = redactCrypto(full({ action, operation }));
        return event.outputPrefix !== undefined;
      }),
    );
    expect(new Set(kept)).toEqual(new Set(['encrypt', 'wrap']));
    const { event, redacted } = redactCrypto(full({ operation: 'decrypt' }));
    expect(event).toEqual(full({ operation: 'decrypt', outputSha256: undefined, outputPrefix: undefined }));
    expect(redacted).toBe(2);
  });

  it('is the hash, but no prefix, of a file of unknown content', () => {
    const { event } = redactCrypto(full({ action: 'file_write' }));
    expect([event.outputSha256, event.outputPrefix]).toEqual(['b'.repeat(64), undefined]);
  });

  it('is 32 bytes of a longer prefix', () => {
    const { event, redacted } = redactCrypto(full({ operation: 'encrypt', outputPrefix: 'ab'.repeat(40) }));
    expect([event.outputPrefix, redacted]).toEqual(['ab'.repeat(32), 1]);
  });

  it('is everything where nothing secret is in it', () => {
    const event = full({ operation: 'wrap' });
    expect(redactCrypto(event)).toEqual({ event, redacted: 0 });
  });
});

/** Hex that nothing else contains, so that it is found wherever it went. */
const CANARY = 'c0ffee5ec2e7'.repeat(6).slice(0, 64);
const SECRET_KEYS = [
  'key',
  'iv',
  'plaintext',
  'in',
  'crypto.key.bytes',
  'crypto.input',
  'crypto.input.sha256',
  'out',
  'secret.value',
];

it('whatever a hook writes, of anything but encrypted and wrapped outputs and files no byte and no plain hash is kept', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CRYPTO_ACTIONS),
      fc.constantFrom(undefined, ...CRYPTO_OPERATIONS),
      fc.subarray(SECRET_KEYS),
      fc.constantFrom(24, 64, 200),
      (action, operation, secrets, prefixDigits) => {
        const row = {
          schema: 'cipherscope.crypto/1',
          '@timestamp': at(1),
          'event.action': action,
          'android.uid': 10_234,
          ...(operation === undefined ? {} : { 'crypto.operation': operation }),
          'crypto.output.prefix': CANARY.repeat(4).slice(0, prefixDigits),
          'crypto.output.sha256': CANARY,
          ...Object.fromEntries(secrets.map((key) => [key, CANARY])),
        };
        const { crypto, redacted } = importText(canonicalCryptoImporter, `${JSON.stringify(row)}\n`);
        expect(crypto).toHaveLength(1);
        const { outputPrefix = '', outputSha256, ...rest } = crypto[0] as CryptoEvent;
        expect(JSON.stringify(rest)).not.toContain(CANARY.slice(0, 12));
        const isSealed = operation === 'encrypt' || operation === 'wrap';
        expect(outputPrefix.length).toBe(isSealed ? Math.min(64, prefixDigits) : 0);
        expect(outputSha256 !== undefined).toBe(isSealed || action === 'file_write');
        if (secrets.length > 0) expect(redacted).toBeGreaterThanOrEqual(secrets.length);
      },
    ),
  );
});

it('a digest holds length, hash and the first 32 bytes', () => {
  expect(outputDigest(Buffer.alloc(40, 1))).toEqual({
    outputBytes: 40,
    outputSha256: '2432dbb70926df292595fa1c2dee4933cf81130572a2e29a27256d3bdb8e07e5',
    outputPrefix: '01'.repeat(32),
    outputEncoding: 'raw',
  });
});
