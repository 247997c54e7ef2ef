import { expect, it } from 'vitest';
import { dexrayInterceptImporter } from '../../src/telemetry/dexray-intercept-importer.ts';
import { resolveEventOwners } from '../../src/telemetry/event-owners.ts';
import { at, importText, readLogs } from './telemetry-fixture.ts';

const PROFILE = {
  CRYPTO_AES: [
    {
      event_type: 'crypto.key.creation',
      algorithm: 'AES',
      key_length: 16,
      key_hex: 'ab'.repeat(16),
      timestamp: '2026-01-01T00:00:01Z',
    },
    {
      event_type: 'crypto.cipher.operation',
      algorithm: 'AES/GCM/NoPadding',
      operation_mode: 1,
      key_hex: 'ab'.repeat(16),
      input_hex: '68656c6c6f',
      output_hex: 'cd'.repeat(21),
      input_length: 5,
      output_length: 21,
      plaintext: 'hello',
      timestamp: '2026-01-01T00:00:02Z',
    },
    {
      event_type: 'crypto.cipher.operation',
      algorithm: 'AES/GCM/NoPadding',
      operation_mode: 2,
      input_hex: 'cd'.repeat(21),
      output_hex: '68656c6c6f',
      plaintext: 'hello',
      timestamp: at(3) / 1000,
    },
  ],
  CRYPTO_KEYSTORE: [
    {
      event_type: 'crypto.keystore.set_key_entry',
      alias: 'k',
      key_hex: 'ef'.repeat(16),
      password: 'pw',
      timestamp: at(4) / 1000,
    },
    { event_type: 'crypto.keystore.load', keystore_type: 'AndroidKeyStore', timestamp: at(5) / 1000 },
  ],
  WEB: [{ event_type: 'http.request', timestamp: 'x' }],
  _metadata: { created_at: '2026-01-01T00:00:00Z', category_breakdown: { WEB: 1 } },
};

it('ciphers come with their direction, and nothing of keys, plaintext and passwords stays', () => {
  for (const text of [JSON.stringify(PROFILE), JSON.stringify(PROFILE, undefined, 2)]) {
    const { crypto, redacted, rejected } = importText(dexrayInterceptImporter, text);
    expect(rejected).toEqual([]);
    expect(crypto).toMatchObject([
      { action: 'secret_key_created', keyBits: 128, timeUs: at(1) },
      { action: 'cipher_final', operation: 'encrypt', inputBytes: 5, outputBytes: 21, outputPrefix: 'cd'.repeat(21) },
      {
        action: 'cipher_final',
        operation: 'decrypt',
        inputBytes: 21,
        outputBytes: 5,
        outputPrefix: undefined,
        outputSha256: undefined,
      },
      { action: 'keypair_imported', keyAlias: 'k' },
    ]);
    expect(JSON.stringify(crypto)).not.toMatch(/hello|68656c6c6f|abab|efef|pw/);
    expect(redacted).toBe(10);
    expect(dexrayInterceptImporter.sniff(text.split('\n'))).toBeGreaterThan(0.8);
  }
});

it('a profile names no app: --assume-uid does', async () => {
  const { events, inventory } = await readLogs({ 'profile.json': JSON.stringify(PROFILE) });
  resolveEventOwners(events, inventory, 10234);
  expect([...events.select({ uid: 10234 })]).toHaveLength(4);
});

it('damaged events are rejected', () => {
  const bad = (event: object) =>
    importText(dexrayInterceptImporter, JSON.stringify({ CRYPTO_AES: [event] })).rejected[0]?.reason;
  expect(bad({ timestamp: 1 })).toContain('without event_type');
  expect(bad({ event_type: 'crypto.cipher.operation', timestamp: 'soon' })).toContain('neither RFC 3339');
  expect(bad({ event_type: 'crypto.cipher.operation', timestamp: at(1) / 1000, output_hex: 'x' })).toContain('no hex');
});
