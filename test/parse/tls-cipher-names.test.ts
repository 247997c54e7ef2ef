import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { TLS_CIPHER_SUITES } from '../../src/parse/tls-cipher-names.ts';

test('every entry is a code point of sixteen bits and a name that starts with TLS_', () => {
  expect(TLS_CIPHER_SUITES.size).toBeGreaterThan(300);
  for (const [suite, name] of TLS_CIPHER_SUITES) {
    expect(Number.isInteger(suite) && suite >= 0 && suite <= 0xffff).toBe(true);
    expect(name).toMatch(/^TLS_[A-Za-z0-9_]+$/);
  }
});

test('the table is read from its first entry to its last', () => {
  expect(TLS_CIPHER_SUITES.get(0x0000)).toBe('TLS_NULL_WITH_NULL_NULL');
  expect(TLS_CIPHER_SUITES.get(0x1301)).toBe('TLS_AES_128_GCM_SHA256');
  expect(TLS_CIPHER_SUITES.get(0xd005)).toBe('TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256');
});

test('no two suites share a name', () => {
  expect(new Set(TLS_CIPHER_SUITES.values()).size).toBe(TLS_CIPHER_SUITES.size);
});

const tshark = spawnSync('tshark', ['-G', 'values'], { encoding: 'utf8', maxBuffer: 1 << 28 });

test.skipIf(tshark.status !== 0)('the names are those that tshark prints', () => {
  const theirs = new Map<number, string>();
  for (const line of tshark.stdout.split('\n')) {
    const [, field, value, name] = line.split('\t');
    if (field === 'tls.handshake.ciphersuite' && name?.startsWith('TLS_')) theirs.set(Number(value), name);
  }
  const differing = [...TLS_CIPHER_SUITES].filter(([suite, name]) => theirs.has(suite) && theirs.get(suite) !== name);
  expect(differing).toEqual([]);
  expect(theirs.size).toBeGreaterThan(300);
});
