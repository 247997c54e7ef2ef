// The leaf of a Certificate message of TLS up to 1.2 (RFC 5246 §7.4.2): what it says, and its SHA-256 for look-ups. Later versions encrypt it.
// A device meets the same few certificates all day: what a whole one says is remembered by its hash, in a bounded map.

import { hash } from 'node:crypto';
import { derKeyAt } from './der-key.ts';
import { publicKeyId } from './public-key-id.ts';
import { u24 } from './tls-extension.ts';
import { TLS_HANDSHAKE_HEADER_BYTES, TlsHandshakeType } from './tls-record.ts';
import { readX509, type X509Facts } from './x509-certificate.ts';

export interface TlsLeafCertificate {
  facts: X509Facts;
  /** Hexadecimal, of the whole DER; absent where the capture holds less. */
  sha256?: string;
  /** Its public key; absent where the capture holds less, or the algorithm is not known. */
  key?: LeafKey;
  /** Certificates in the message as far as it can be read, the leaf included. */
  chainLength?: number;
}

export interface LeafKey {
  readonly id: string;
  /** 'rsa-2048', 'P-256', … */
  readonly algorithm: string;
}

interface KnownLeaf {
  readonly facts: X509Facts;
  readonly key: LeafKey | undefined;
}

const CAPACITY = 1024;
const MAX_CHAIN = 16;
const known = new Map<string, KnownLeaf>();

/** Reads a handshake message, header of four bytes included, which may be cut; undefined when no certificate can be read. */
export function readTlsCertificate(message: Uint8Array): TlsLeafCertificate | undefined {
  const listAt = TLS_HANDSHAKE_HEADER_BYTES + 3;
  const leafAt = listAt + 3;
  if (message[0] !== TlsHandshakeType.certificate || message.length <= leafAt) return undefined;
  const bodyBytes = u24(message, 1);
  const listBytes = u24(message, TLS_HANDSHAKE_HEADER_BYTES);
  const leafBytes = u24(message, listAt);
  if (listBytes + 3 !== bodyBytes || leafBytes === 0 || leafBytes + 3 > listBytes) return undefined;
  const leaf = message.subarray(leafAt, leafAt + leafBytes);
  if (leaf.length < leafBytes) {
    const facts = readX509(leaf);
    return facts === undefined ? undefined : { facts };
  }
  const sha256 = hash('sha256', leaf, 'hex');
  let read = known.get(sha256);
  if (read === undefined) {
    const facts = readX509(leaf);
    if (facts === undefined) return undefined;
    if (known.size >= CAPACITY) known.clear();
    read = { facts, key: leafKey(leaf) };
    known.set(sha256, read);
  }
  const certificate: TlsLeafCertificate = { facts: read.facts, sha256 };
  if (read.key !== undefined) certificate.key = read.key;
  const chainLength = countChain(message, listAt, listAt + listBytes);
  if (chainLength !== undefined) certificate.chainLength = chainLength;
  return certificate;
}

function leafKey(leaf: Uint8Array): LeafKey | undefined {
  const key = derKeyAt(leaf, 0);
  return key?.identity && { id: publicKeyId(key.identity), algorithm: key.algorithm };
}

/** Undefined where the message was cut, or its lengths do not fill it. */
function countChain(message: Uint8Array, start: number, end: number): number | undefined {
  let count = 0;
  let at = start;
  while (at + 3 <= end && at + 3 <= message.length && count < MAX_CHAIN) {
    at += 3 + u24(message, at);
    count++;
  }
  return at === end ? count : undefined;
}
