// What may be kept of a crypto event: lengths of anything; hash and a prefix of at most 32 bytes of what was encrypted or wrapped; the hash of
// a file. Nothing of decrypted, unwrapped, agreed or derived bytes, nothing of inputs but an HMAC. Every importer of crypto events passes here.

import { createHash } from 'node:crypto';
import type { CryptoEvent, CryptoOperation } from './crypto-event.ts';

export const MAX_PREFIX_BYTES = 32;

const KEEPS_OUTPUT: ReadonlySet<CryptoOperation> = new Set(['encrypt', 'wrap']);

/** The event as it may be kept, and how many fields were dropped or shortened. */
export function redactCrypto(event: CryptoEvent): { readonly event: CryptoEvent; readonly redacted: number } {
  const isEncrypted = event.operation !== undefined && KEEPS_OUTPUT.has(event.operation);
  const dropHash = event.outputSha256 !== undefined && !isEncrypted && event.action !== 'file_write';
  const dropPrefix = event.outputPrefix !== undefined && !isEncrypted;
  const longPrefix = !dropPrefix && (event.outputPrefix?.length ?? 0) > 2 * MAX_PREFIX_BYTES;
  if (!dropHash && !dropPrefix && !longPrefix) return { event, redacted: 0 };
  return {
    event: {
      ...event,
      outputSha256: dropHash ? undefined : event.outputSha256,
      outputPrefix: dropPrefix ? undefined : event.outputPrefix?.slice(0, 2 * MAX_PREFIX_BYTES),
    },
    redacted: Number(dropHash) + Number(dropPrefix || longPrefix),
  };
}

/** Length, hash and prefix of an encrypted output: all that is kept of it. */
export function outputDigest(
  output: Uint8Array,
): Pick<CryptoEvent, 'outputBytes' | 'outputSha256' | 'outputPrefix' | 'outputEncoding'> {
  return {
    outputBytes: output.length,
    outputSha256: createHash('sha256').update(output).digest('hex'),
    outputPrefix: Buffer.from(output.subarray(0, MAX_PREFIX_BYTES)).toString('hex'),
    outputEncoding: 'raw',
  };
}
