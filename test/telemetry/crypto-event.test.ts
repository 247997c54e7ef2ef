import { expect, it } from 'vitest';
import { areasOfCrypto, CRYPTO_ACTIONS, type CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import { at } from './telemetry-fixture.ts';

const event = (action: CryptoEvent['action'], more: Partial<CryptoEvent> = {}): CryptoEvent => ({
  action,
  timeUs: at(0),
  dataset: 'test',
  line: 1,
  ...more,
});

it('every action speaks to an area, but for TLS secrets and the marks of a trace', () => {
  const mute = CRYPTO_ACTIONS.filter((action) => areasOfCrypto(event(action)).length === 0);
  expect(mute).toEqual(['tls_secret', 'trace_started', 'trace_stopped']);
});

it('an asymmetric cipher speaks to two areas, a symmetric one to the transformation alone', () => {
  expect(areasOfCrypto(event('cipher_final', { cryptoClass: 'asymmetric' }))).toEqual([
    'asymmetric_api_use',
    'ciphertext_transformation',
  ]);
  expect(areasOfCrypto(event('cipher_final', { cryptoClass: 'symmetric' }))).toEqual(['ciphertext_transformation']);
  expect(areasOfCrypto(event('cipher_init', { cryptoClass: 'asymmetric' }))).toEqual(['asymmetric_api_use']);
  expect(areasOfCrypto(event('keypair_generated'))).toEqual(['key_lifecycle']);
});
