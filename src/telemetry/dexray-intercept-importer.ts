// The profile of Dexray-Intercept, an object of lists by category: ciphers with their direction, key creation, KeyStore calls. Keys, plaintext
// and passwords stand in it in full: of encrypted outputs hash and prefix are kept, of everything else the length.

import { bytesOfHex, classOfTransformation, operationOfMode } from './cipher-facts.ts';
import { EvidenceArea } from './coverage-record.ts';
import type { CryptoEvent } from './crypto-event.ts';
import { outputDigest, redactCrypto } from './event-redaction.ts';
import type { ImportContext, Importer, Rejection } from './importer.ts';
import { jsonElementReader } from './json-element-reader.ts';
import { readTimestamp } from './timestamp.ts';

const BLIND = ['KeyPairGenerator, KeyAgreement and Signature', 'native code'];

export const dexrayInterceptImporter = {
  format: 'dexray',
  summary: 'The profile of Dexray-Intercept: calls of Cipher, SecretKeySpec and KeyStore, redacted while it is read.',
  yields: ['crypto events'],
  sights: [
    { area: EvidenceArea.keyLifecycle, always: false, scope: 'apps', blindTo: BLIND },
    { area: EvidenceArea.asymmetricApiUse, always: false, scope: 'apps', blindTo: BLIND },
    { area: EvidenceArea.ciphertextTransformation, always: false, scope: 'apps', blindTo: BLIND },
  ],
  source: 'Dexray-Intercept, its JSON profile',
  sniff: (firstLines) => {
    const head = firstLines.join('\n').slice(0, 65_536);
    return /"CRYPTO_(?:AES|KEYSTORE|ENCODING)"\s*:\s*\[/.test(head)
      ? 0.95
      : /"event_type"\s*:\s*"crypto\./.test(head)
        ? 0.9
        : 0;
  },
  open: (context) =>
    jsonElementReader(
      (element, line, key) => (key?.startsWith('CRYPTO_') === true ? readEvent(element, line, context) : undefined),
      true,
    ),
} as const satisfies Importer;

const SECRETS = ['key_hex', 'iv_hex', 'input_hex', 'plaintext', 'password', 'entry', 'protection'];
const KEYSTORE: ReadonlyMap<string, Pick<CryptoEvent, 'action' | 'operation'>> = new Map([
  ['crypto.keystore.get_key', { action: 'keypair_accessed', operation: 'get' }],
  ['crypto.keystore.get_entry', { action: 'keypair_accessed', operation: 'get' }],
  ['crypto.keystore.set_entry', { action: 'keypair_imported', operation: 'import' }],
  ['crypto.keystore.set_key_entry', { action: 'keypair_imported', operation: 'import' }],
  ['crypto.keystore.delete_entry', { action: 'keypair_destroyed', operation: 'delete' }],
]);

function readEvent(element: Record<string, unknown>, line: number, context: ImportContext): Rejection | undefined {
  const type = element['event_type'];
  if (typeof type !== 'string') return 'holds an event without event_type';
  const time = readTimestamp(String(element['timestamp']), context);
  if (!time.ok) return time.naive ? { naive: true, reason: time.reason } : time.reason;
  const place = { dataset: 'dexray', line, timeUs: time.us };
  context.redacted(SECRETS.filter((name) => typeof element[name] === 'string' && element[name] !== '').length);
  if (type === 'crypto.cipher.operation') return readCipher(element, place, context);
  if (type === 'crypto.key.creation') {
    const bytes = Number(element['key_length']);
    context.emit({
      action: 'secret_key_created',
      ...place,
      cryptoClass: 'symmetric',
      algorithm: text(element['algorithm']),
      keyKind: 'secret',
      keyBits: Number.isInteger(bytes) && bytes > 0 ? bytes * 8 : undefined,
    });
    return undefined;
  }
  const keystore = KEYSTORE.get(type);
  if (keystore !== undefined)
    context.emit({
      ...keystore,
      ...place,
      cryptoClass: 'unknown',
      keyAlias: text(element['alias']),
      keyProvider: text(element['keystore_type']),
      algorithm: text(element['key_algorithm']),
    });
  return undefined;
}

function readCipher(
  element: Record<string, unknown>,
  place: Pick<CryptoEvent, 'dataset' | 'line' | 'timeUs'>,
  context: ImportContext,
): Rejection | undefined {
  const output = bytesOfHex(element['output_hex'] ?? '');
  if (output === undefined) return 'holds bytes that are no hex';
  const transformation = text(element['algorithm']) ?? '';
  const length = Number(element['input_length'] ?? Number.NaN);
  const kept = redactCrypto({
    action: 'cipher_final',
    ...place,
    cryptoClass: classOfTransformation(transformation),
    transformation,
    operation: operationOfMode(element['operation_mode']),
    inputBytes: Number.isInteger(length) && length >= 0 ? length : bytesOfHex(element['input_hex'])?.length,
    ...outputDigest(output),
  });
  context.redacted(kept.redacted);
  context.emit(kept.event);
  return undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 255) : undefined;
}
