// The id of a public key: SHA-256 of its modulus, uncompressed point or raw bytes, whatever form it was sent in.

import { hash } from 'node:crypto';

/** The same for the same public key in whatever form, flow, app or capture. */
export function publicKeyId(identity: Uint8Array): string {
  return hash('sha256', identity, 'hex');
}
