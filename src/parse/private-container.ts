// Containers of private keys whose key is sealed or OpenSSH's own: EncryptedPrivateKeyInfo (RFC 5958 §3) with a scheme of PKCS #5 or #12
// (RFC 8018, RFC 7292), and openssh-key-v1 (OpenSSH, PROTOCOL.key). Invariant: they parse to their last byte.

import { ByteCursor } from '../base/byte-cursor.ts';
import { DerTag, derAny, derElement, derOid } from './der-cursor.ts';
import { openSshBlob } from './openssh-key.ts';

/** Arcs of password-based schemes: PKCS #5, PKCS #12. */
const SCHEMES: readonly string[] = ['2a864886f70d0105', '2a864886f70d010c01'];
const MIN_SEALED_BYTES = 16;
const OPENSSH_MAGIC = Buffer.from('openssh-key-v1\0', 'latin1');
const LONGEST_NAME = 64;

/** The algorithm as far as it can be read, undefined where `content` is no such container. Never throws. */
export function privateContainer(content: Uint8Array): string | undefined {
  return isEncryptedPrivateKey(content) ? 'encrypted private key' : openSshPrivateKey(content);
}

function isEncryptedPrivateKey(content: Uint8Array): boolean {
  const cursor = new ByteCursor(content, 0);
  const outer = derElement(cursor, DerTag.sequence);
  if (outer === undefined || cursor.remaining !== 0) return false;
  const algorithm = derElement(outer, DerTag.sequence);
  const oid = algorithm === undefined ? undefined : derOid(algorithm);
  if (algorithm === undefined || !SCHEMES.some((arc) => oid?.startsWith(arc))) return false;
  const hasParameters = derAny(algorithm) !== undefined && algorithm.remaining === 0;
  const sealed = derElement(outer, DerTag.octetString);
  return hasParameters && sealed !== undefined && sealed.remaining >= MIN_SEALED_BYTES && outer.remaining === 0;
}

function openSshPrivateKey(content: Uint8Array): string | undefined {
  if (Buffer.compare(content.subarray(0, OPENSSH_MAGIC.length), OPENSSH_MAGIC) !== 0) return undefined;
  const cursor = new ByteCursor(content, OPENSSH_MAGIC.length);
  // Cipher, key derivation and its options.
  for (let i = 0; i < 3; i++) if (cursor.take(cursor.u32()).length > LONGEST_NAME) return undefined;
  if (cursor.u32() !== 1) return undefined;
  const publicBytes = cursor.take(cursor.u32());
  const sealed = cursor.take(cursor.u32());
  if (cursor.short || cursor.remaining !== 0 || sealed.length < MIN_SEALED_BYTES) return undefined;
  const blob = openSshBlob(publicBytes, 0);
  return blob?.end === publicBytes.length ? blob.key.algorithm : undefined;
}
