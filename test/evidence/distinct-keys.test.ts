import { expect, it } from 'vitest';
import { distinctKeys } from '../../src/evidence/distinct-keys.ts';
import type { CryptoEvent } from '../../src/telemetry/crypto-event.ts';
import { crypto } from '../support/app-case.ts';

const system = (at: number, fields: Partial<CryptoEvent> = {}) =>
  crypto(at, 'keypair_generated', { keyProvider: 'AndroidKeyStore', cryptoClass: 'unknown', keyAlias: 'k', ...fields });
const hook = (at: number, fields: Partial<CryptoEvent> = {}) =>
  crypto(at, 'keypair_generated', {
    keyProvider: 'AndroidKeyStore',
    cryptoClass: 'asymmetric',
    algorithm: 'EC',
    ...fields,
  });

it('a key that both the system and a hook tell of is one', () => {
  expect(distinctKeys([hook(1), system(1.2)])).toEqual([hook(1)]);
  expect(distinctKeys([system(1), hook(1.2, { keyAlias: 'k' })])).toEqual([hook(1.2, { keyAlias: 'k' })]);
  expect(distinctKeys([system(1), system(1.1), hook(1.2)])).toHaveLength(2);
});

it('keys of other names, kinds, stores or times are others, and two of one log are two', () => {
  for (const events of [
    [system(1), system(1.1)],
    [system(1), hook(1.2, { keyAlias: 'other' })],
    [system(1), hook(1.2, { keyProvider: 'BC' })],
    [system(1), hook(4)],
    [system(1), { ...hook(1.2), event: { ...hook(1.2).event, action: 'keypair_imported' as const } }],
  ])
    expect(distinctKeys(events)).toEqual(events);
});
