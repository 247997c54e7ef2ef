import { describe, expect, it } from 'vitest';
import { CRYPTO_ACTIONS, CRYPTO_OPERATIONS, type CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import { outputDigest, redactCrypto } from '../../src/telemetry/event-redaction.ts';
import { at } from './telemetry-fixture.ts';

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

it('a digest holds length, hash and the first 32 bytes', () => {
  expect(outputDigest(Buffer.alloc(40, 1))).toEqual({
    outputBytes: 40,
    outputSha256: '2432dbb70926df292595fa1c2dee4933cf81130572a2e29a27256d3bdb8e07e5',
    outputPrefix: '01'.repeat(32),
    outputEncoding: 'raw',
  });
});
