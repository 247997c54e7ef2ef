// How strong the algorithms are on which both sides of an SSH connection agree: the client's first that the server has too (RFC 4253 §7.1).
// Named as in crypto-posture.ts, with the RFC that forbids or discourages each.

import { chosenAlgorithm, type SshKexInit } from '../parse/ssh-kexinit.ts';
import type { CryptoRecord } from './flow-record.ts';

/** Hybrids with Streamlined NTRU Prime, ML-KEM or Kyber. */
const POST_QUANTUM = /sntrup|mlkem|kyber|ntru/i;

/** `protocolVersion` of the side that has the older one: '2.0', '1.99', '1.5'. */
export function sshPosture(
  protocolVersion: string | undefined,
  client: SshKexInit | undefined,
  server: SshKexInit | undefined,
): CryptoRecord | undefined {
  const record: CryptoRecord = {};
  const isVersion1 = protocolVersion !== undefined && /^1\.(?!99)/.test(protocolVersion);
  if (protocolVersion !== undefined) record.version = isVersion1 ? 'ssh1' : 'ssh2';
  // RFC 4251 §1 ends version 1; its integrity check is a CRC.
  if (isVersion1) return { ...record, weak: ['version_ssh1'] };
  if (client !== undefined) record.pq_offered = POST_QUANTUM.test(client.kex);
  if (client === undefined || server === undefined) return protocolVersion === undefined ? undefined : record;
  const kex = chosenAlgorithm(client.kex, server.kex);
  const cipher = chosenAlgorithm(client.ciphersToServer, server.ciphersToServer);
  const mac = chosenAlgorithm(client.macsToServer, server.macsToServer);
  const hostKey = chosenAlgorithm(client.hostKey, server.hostKey);
  const weak: string[] = [];
  const legacy: string[] = [];
  if (kex !== undefined) {
    record.group = kex;
    record.pq = POST_QUANTUM.test(kex);
    record.forward_secrecy = !kex.startsWith('rsa');
    // RFC 9142 §3: group 1 has 1,024 bits, and SHA-1 should not be used.
    if (kex.includes('group1-')) weak.push('small_prime');
    if (kex.endsWith('sha1')) legacy.push('kex_sha1');
  }
  if (cipher !== undefined) addCipher(record, cipher, weak, legacy);
  if (mac !== undefined && !isAead(cipher)) {
    if (mac.includes('md5')) weak.push('md5');
    if (mac === 'none') weak.push('no_mac');
  }
  if (hostKey === 'ssh-dss') weak.push('host_key_dss');
  else if (hostKey === 'ssh-rsa') legacy.push('signature_sha1');
  if (weak.length > 0) record.weak = weak;
  if (legacy.length > 0) record.legacy = legacy;
  return record;
}

function addCipher(record: CryptoRecord, cipher: string, weak: string[], legacy: string[]): void {
  const family = FAMILIES.find(([pattern]) => pattern.test(cipher));
  record.cipher_family = family?.[1] ?? cipher;
  if (family?.[2] !== undefined) weak.push(family[2]);
  else if (cipher.includes('-cbc')) legacy.push('cbc');
}

function isAead(cipher: string | undefined): boolean {
  return cipher !== undefined && /gcm|poly1305/.test(cipher);
}

/** RFC 8758 ends arcfour; blocks of 64 bits repeat after 32 GiB (Sweet32). */
const FAMILIES: readonly (readonly [RegExp, string, string?])[] = [
  [/^none/, 'null', 'null'],
  [/^chacha20-poly1305/, 'chacha20-poly1305'],
  [/gcm/, 'aes-gcm'],
  [/^aes.*-ctr/, 'aes-ctr'],
  [/^(aes|rijndael).*-cbc/, 'aes-cbc'],
  [/^arcfour/, 'rc4', 'rc4'],
  [/^3des/, '3des-cbc', '3des'],
  [/^des/, 'des-cbc', 'des'],
  [/^blowfish/, 'blowfish-cbc', 'blowfish'],
  [/^cast128/, 'cast128-cbc', 'cast128'],
];
