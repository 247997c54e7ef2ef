import { expect, test } from 'vitest';
import { sshPosture } from '../../src/flows/ssh-posture.ts';
import { readSshKexInit } from '../../src/parse/ssh-kexinit.ts';
import { type KexPlan, kexInitPacket } from '../support/ssh-packets.ts';

const init = (plan: KexPlan = {}) => {
  const read = readSshKexInit(kexInitPacket(plan), 0);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};

test('what both sides agree on counts', () => {
  const client = init({ kex: 'mlkem768x25519-sha256,curve25519-sha256' });
  expect(sshPosture('2.0', client, init())).toEqual({
    version: 'ssh2',
    pq_offered: true,
    group: 'curve25519-sha256',
    pq: false,
    forward_secrecy: true,
    cipher_family: 'aes-gcm',
  });
  expect(sshPosture('2.0', client, client)).toMatchObject({ pq: true, group: 'mlkem768x25519-sha256' });
});

test('weak and legacy algorithms are named', () => {
  const old = init({ kex: 'diffie-hellman-group1-sha1', hostKey: 'ssh-rsa', toServer: '3des-cbc', macs: 'hmac-md5' });
  expect(sshPosture('1.99', old, old)).toMatchObject({
    cipher_family: '3des-cbc',
    weak: ['small_prime', '3des', 'md5'],
    legacy: ['kex_sha1', 'signature_sha1'],
  });
  const cbc = init({ hostKey: 'ssh-dss', toServer: 'aes128-cbc' });
  expect(sshPosture('2.0', cbc, cbc)).toMatchObject({ weak: ['host_key_dss'], legacy: ['cbc'] });
});

test('version 1 is broken by itself, and one side alone says little', () => {
  expect(sshPosture('1.5', undefined, undefined)).toEqual({ version: 'ssh1', weak: ['version_ssh1'] });
  expect(sshPosture('2.0', init(), undefined)).toEqual({ version: 'ssh2', pq_offered: false });
  expect(sshPosture(undefined, undefined, undefined)).toBeUndefined();
});
