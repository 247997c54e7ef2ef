import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { deriveInitialKeys, initialSalts } from '../../src/parse/quic-initial-keys.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const id = new Uint8Array(Buffer.from('8394c8f03e515708', 'hex'));
const derive = (version: number) => {
  const [salt] = initialSalts(version);
  return deriveInitialKeys(version, salt as Uint8Array, id);
};

test('the keys of version 1 are those of RFC 9001 appendix A.1', () => {
  const { client, server } = derive(1);
  expect([client.key, client.iv, client.hp].map(hex)).toEqual([
    '1f369613dd76d5467730efcbe3b1a22d',
    'fa044b2f42a3fd3b46fb255c',
    '9f50449e04a0e810283a1e9933adedd2',
  ]);
  expect([server.key, server.iv, server.hp].map(hex)).toEqual([
    'cf3a5331653c364c88f0f379b6067e37',
    '0ac1493ca1905853b0bba03e',
    'c206b8d9b9f0f37644430b490eeaa314',
  ]);
});

test('the keys of version 2 are those of RFC 9369 appendix A.1', () => {
  const { client, server } = derive(0x6b3343cf);
  expect([client.key, client.iv, client.hp].map(hex)).toEqual([
    '8b1a0bc121284290a29e0971b5cd045d',
    '91f73e2351d8fa91660e909f',
    '45b95e15235d6f45a6b19cbcb0294ba9',
  ]);
  expect(hex(server.key)).toBe('82db637861d55e1d011f19ea71d5d2a7');
});

test('a connection id may be of any length, and leaves nothing to the next', () => {
  const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest();
  const label = (name: string, bytes: number) => Buffer.from([0, bytes, name.length, ...Buffer.from(name), 0, 1]);
  const [salt] = initialSalts(1) as [Uint8Array];
  for (const bytes of [255, 0, 20, 1]) {
    const long = new Uint8Array(bytes).fill(bytes);
    const secret = hmac(hmac(salt, long), label('tls13 client in', 32));
    const key = hmac(secret, label('tls13 quic key', 16)).subarray(0, 16);
    expect(hex(deriveInitialKeys(1, salt, long).client.key)).toBe(hex(key));
  }
});

test('a version has the salt of its time, one without protection has none', () => {
  expect(initialSalts(0xff00001d)).toEqual(initialSalts(0xff000020));
  expect(initialSalts(0xff00001c)).toEqual(initialSalts(0xff000017));
  expect(initialSalts(0xff000022)).toEqual(initialSalts(1));
  expect(initialSalts(0xff000015)).toEqual(initialSalts(0xfaceb001));
  expect(initialSalts(0xfaceb00e).length).toBeGreaterThan(1);
  expect(initialSalts(0x1a2a3a4a).length).toBeGreaterThan(1);
  expect(initialSalts(0x51303436)).toEqual([]);
  expect(initialSalts(0xff000009)).toEqual([]);
});
