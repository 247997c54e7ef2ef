// What an app did with keys and ciphers, and the blobs it wrote: `cipherscope.crypto/1`. Only lengths, hashes and short prefixes of what was
// encrypted are ever held (event-redaction.ts); keys, plaintext and whole ciphertexts never enter.

import { EvidenceArea } from './coverage-record.ts';
import type { EventOrigin, EventOwner } from './event-origin.ts';

export const CRYPTO_ACTIONS = [
  'keypair_generated',
  'keypair_imported',
  'keypair_destroyed',
  'keypair_accessed',
  'keypair_present',
  'key_integrity_violation',
  'public_key_loaded',
  'secret_key_created',
  'cipher_init',
  'cipher_final',
  'key_wrap',
  'key_agreement',
  'sign',
  'verify',
  'encode',
  'tls_secret',
  'file_write',
  'trace_started',
  'trace_stopped',
] as const;
export type CryptoAction = (typeof CRYPTO_ACTIONS)[number];

export const CRYPTO_CLASSES = ['asymmetric', 'symmetric', 'hash', 'mac', 'kdf', 'unknown'] as const;
export type CryptoClass = (typeof CRYPTO_CLASSES)[number];

export const CRYPTO_OPERATIONS = [
  'encrypt',
  'decrypt',
  'wrap',
  'unwrap',
  'sign',
  'verify',
  'derive',
  'generate',
  'import',
  'delete',
  'get',
] as const;
export type CryptoOperation = (typeof CRYPTO_OPERATIONS)[number];

export const OUTCOMES = ['success', 'failure', 'unknown'] as const;
export type EventOutcome = (typeof OUTCOMES)[number];
export const KEY_KINDS = ['public', 'private', 'pair', 'secret'] as const;
export const KEY_ORIGINS = ['generated', 'imported', 'embedded', 'unknown'] as const;
export const OUTPUT_ENCODINGS = ['raw', 'base64', 'hex'] as const;
export const PATH_CLASSES = ['app_private', 'app_cache', 'external', 'media', 'other'] as const;

/** One call of a cryptographic API, or one file written: `cipherscope.crypto/1`. */
export interface CryptoEvent extends EventOrigin, EventOwner {
  readonly action: CryptoAction;
  readonly timeUs: number;
  readonly timeNs?: number | undefined;
  readonly outcome?: EventOutcome | undefined;
  readonly cryptoClass?: CryptoClass | undefined;
  readonly algorithm?: string | undefined;
  /** As JCA writes it: `RSA/ECB/OAEPPadding`. */
  readonly transformation?: string | undefined;
  readonly operation?: CryptoOperation | undefined;
  readonly keyAlias?: string | undefined;
  readonly keyBits?: number | undefined;
  readonly keyCurve?: string | undefined;
  readonly keyKind?: (typeof KEY_KINDS)[number] | undefined;
  readonly keyOrigin?: (typeof KEY_ORIGINS)[number] | undefined;
  readonly keyProvider?: string | undefined;
  /** `sha256:` of the public key as encoded. */
  readonly keyId?: string | undefined;
  /** Handle within the process that pairs init and final. */
  readonly object?: string | undefined;
  readonly inputBytes?: number | undefined;
  /** HMAC-SHA-256 under a key of the case, hex: equal inputs show as such, and nothing else does. */
  readonly inputHmac?: string | undefined;
  readonly outputBytes?: number | undefined;
  /** Hex. Of encrypted or wrapped bytes, and of files. */
  readonly outputSha256?: string | undefined;
  /** Hex, at most 32 bytes, of encrypted or wrapped bytes only. */
  readonly outputPrefix?: string | undefined;
  /** In which form the output was handed on. */
  readonly outputEncoding?: (typeof OUTPUT_ENCODINGS)[number] | undefined;
  readonly pathClass?: (typeof PATH_CLASSES)[number] | undefined;
  readonly fileExtension?: string | undefined;
  readonly stack?: readonly string[] | undefined;
  /** The log tells no times: the event is placed where the log was taken, and stands in no order with anything. */
  readonly isUndated?: boolean | undefined;
  /** Of trace_started: the areas that the trace watches, whether or not something happens there. */
  readonly collects?: readonly EvidenceArea[] | undefined;
}

/** The evidence areas that an event speaks to; none for the marks of a trace and for TLS secrets. */
export function areasOfCrypto(event: CryptoEvent): readonly EvidenceArea[] {
  const isAsymmetric = event.cryptoClass === 'asymmetric';
  switch (event.action) {
    case 'keypair_accessed':
      return [EvidenceArea.keyLifecycle, EvidenceArea.asymmetricApiUse];
    case 'key_wrap':
      return [EvidenceArea.asymmetricApiUse, EvidenceArea.ciphertextTransformation];
    case 'key_agreement':
    case 'sign':
    case 'verify':
      return [EvidenceArea.asymmetricApiUse];
    case 'cipher_init':
      return [isAsymmetric ? EvidenceArea.asymmetricApiUse : EvidenceArea.ciphertextTransformation];
    case 'cipher_final':
      return isAsymmetric
        ? [EvidenceArea.asymmetricApiUse, EvidenceArea.ciphertextTransformation]
        : [EvidenceArea.ciphertextTransformation];
    case 'encode':
    case 'file_write':
      return [EvidenceArea.ciphertextTransformation];
    case 'tls_secret':
    case 'trace_started':
    case 'trace_stopped':
      return [];
    default:
      return [EvidenceArea.keyLifecycle];
  }
}
