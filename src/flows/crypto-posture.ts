// How strong the cryptography of a flow is, by what both sides said in the clear: facts with the RFC that forbids or discourages each.
// Invariant: only what was negotiated counts as weak or legacy; an offer alone says nothing but whether a post-quantum group was in it.

import { isGrease, namedGroupName, tlsVersionName } from '../parse/tls-names.ts';
import { suiteStrength } from '../parse/tls-suite-strength.ts';
import type { X509Facts } from '../parse/x509-certificate.ts';
import type { CryptoRecord } from './flow-record.ts';
import { isTls13, type TlsHandshake } from './tls-facts.ts';

/** Names of groups that hold a key encapsulation: ML-KEM (FIPS 203) or Kyber, its draft. */
const POST_QUANTUM = /MLKEM|Kyber/;

/** RFC 8996 ends TLS 1.0, 1.1 and DTLS 1.0, RFC 7568 SSL 3.0, RFC 6176 SSL 2.0. */
const DEPRECATED: ReadonlySet<number> = new Set([0x0002, 0x0300, 0x0301, 0x0302, 0xfeff, 0x0100]);
/** NIST SP 800-131A: 112 bits of security. */
const MIN_RSA_BITS = 2048;
const MIN_EC_BITS = 224;
/** Groups of fewer than 224 bits: sect163…, sect193…, secp160…, secp192…. */
const SMALL_GROUPS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 15, 16, 17, 18, 19]);

/** Undefined where neither side said anything that can be read. */
export function tlsPosture(handshake: TlsHandshake): CryptoRecord | undefined {
  const { client, server, exchange, certificate } = handshake;
  if (client === undefined && server === undefined) return undefined;
  const record: CryptoRecord = {};
  if (client !== undefined && offersGroups(handshake)) {
    record.pq_offered = client.supportedGroups.some((group) => isPostQuantum(group));
  }
  if (server === undefined || server.retryRequest) return record;
  record.version = tlsVersionName(server.version);
  const group = server.group ?? exchange?.group;
  const isModern = isTls13(server.version);
  if (group !== undefined) record.group = namedGroupName(group);
  if (group !== undefined) record.pq = isPostQuantum(group);
  else if (!isModern) record.pq = false;
  const { cipherFamily, forwardSecrecy, weak, legacy } = suiteStrength(server.cipherSuite);
  if (cipherFamily !== undefined) record.cipher_family = cipherFamily;
  // TLS 1.3 without a key share runs on a pre-shared key alone.
  const secrecy = isModern ? group !== undefined : forwardSecrecy;
  if (secrecy !== undefined) record.forward_secrecy = secrecy;
  const weaknesses = [...weak];
  const old = [...legacy];
  if (DEPRECATED.has(server.version)) old.unshift(`version_${record.version}`);
  if (isModern && !secrecy) old.push('no_forward_secrecy');
  if (server.compressionMethod !== 0) weaknesses.push('compression');
  if (group !== undefined && SMALL_GROUPS.has(group)) weaknesses.push('small_group');
  if (exchange?.primeBits !== undefined && exchange.primeBits < MIN_RSA_BITS) weaknesses.push('small_prime');
  if (certificate !== undefined) addCertificate(weaknesses, old, certificate.facts);
  if (certificate?.facts.selfSigned !== undefined) record.self_signed = certificate.facts.selfSigned;
  if (weaknesses.length > 0) record.weak = weaknesses;
  if (old.length > 0) record.legacy = old;
  return record;
}

export function isPostQuantum(group: number): boolean {
  return POST_QUANTUM_GROUPS.has(group);
}

/** Filled once, so that no flow looks for words in names. */
const POST_QUANTUM_GROUPS: ReadonlySet<number> = new Set(
  Array.from({ length: 0x10000 }, (_, group) => group).filter((group) => POST_QUANTUM.test(namedGroupName(group))),
);

function offersGroups({ client }: TlsHandshake): boolean {
  return client?.supportedGroups.some((group) => !isGrease(group)) === true;
}

function addCertificate(weak: string[], legacy: string[], facts: X509Facts): void {
  const { keyType, keyBits, signatureAlgorithm } = facts;
  if (keyBits !== undefined) {
    const least =
      keyType === 'ec'
        ? MIN_EC_BITS
        : keyType === 'rsa' || keyType === 'dsa' || keyType === 'rsa-pss'
          ? MIN_RSA_BITS
          : 0;
    if (keyBits < least) weak.push(`small_key_${keyType}${keyBits}`);
  }
  // RFC 9155; a root's own signature proves nothing, whatever its hash.
  if (facts.selfSigned !== true && signatureAlgorithm !== undefined) {
    if (signatureAlgorithm.startsWith('md')) weak.push('signature_md5');
    else if (signatureAlgorithm.startsWith('sha1-')) legacy.push('signature_sha1');
  }
}
