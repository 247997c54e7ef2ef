import { expect, test } from 'vitest';
import { summariseCrypto } from '../../src/evidence/app-crypto.ts';
import type { CryptoRecord } from '../../src/flows/flow-record.ts';

const text = (record: CryptoRecord) => JSON.stringify(record);

test('what flows agreed on is counted, by name', () => {
  const modern: CryptoRecord = {
    version: '1.3',
    group: 'X25519MLKEM768',
    pq: true,
    pq_offered: true,
    cipher_family: 'aes-gcm',
    forward_secrecy: true,
  };
  const old: CryptoRecord = {
    version: '1.0',
    pq: false,
    cipher_family: 'rc4',
    forward_secrecy: false,
    self_signed: true,
    weak: ['rc4', 'small_key_rsa1024'],
    legacy: ['version_1.0', 'no_forward_secrecy'],
  };
  expect(
    summariseCrypto(
      new Map([
        [text(old), 2],
        [text(modern), 5],
        [text({ pq_offered: true }), 1],
      ]),
    ),
  ).toEqual({
    flows: 8,
    versions: { '1.0': 2, '1.3': 5 },
    groups: { X25519MLKEM768: 5 },
    cipher_families: { 'aes-gcm': 5, rc4: 2 },
    pq: 5,
    not_pq: 2,
    pq_offered: 6,
    no_forward_secrecy: 2,
    self_signed: 2,
    weak: { rc4: 2, small_key_rsa1024: 2 },
    legacy: { no_forward_secrecy: 2, 'version_1.0': 2 },
  });
});

test('nothing seen, nothing counted', () => {
  expect(summariseCrypto(new Map())).toMatchObject({ flows: 0, versions: {}, weak: {} });
});
