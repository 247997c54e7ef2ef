// PiRogue's aes_info.json: ciphers of a traced app with key, IV, input and output in full. The direction is not logged: only an output that grew
// by exactly its padding or tag counts as encrypted, and of it alone hash and prefix are kept. Everything else shrinks to its length here.

import { bytesOfHex, classOfTransformation, isEncryptionByLength } from './cipher-facts.ts';
import { EvidenceArea } from './coverage-record.ts';
import type { CryptoEvent } from './crypto-event.ts';
import { outputDigest, redactCrypto } from './event-redaction.ts';
import type { ImportContext, Importer, Rejection } from './importer.ts';
import { jsonElementReader } from './json-element-reader.ts';
import { readTimestamp } from './timestamp.ts';

export const pirogueAesImporter = {
  format: 'pirogue-aes',
  summary: "PiRogue's aes_info.json: calls of Cipher and SecretKeySpec of the traced app, redacted while it is read.",
  yields: ['crypto events'],
  sights: [
    {
      area: EvidenceArea.ciphertextTransformation,
      always: true,
      scope: 'apps',
      blindTo: [
        'the direction of a cipher',
        'inputs of ciphers that ran at the same time, which the tool mixes',
        'native code',
      ],
    },
    {
      area: EvidenceArea.asymmetricApiUse,
      always: false,
      scope: 'apps',
      blindTo: ['key pairs, signatures and key agreement', 'native code'],
    },
  ],
  source: 'pirogue-intercept-tls of the PiRogue tool suite',
  sniff: (firstLines) => (firstLines.join('\n').slice(0, 8192).includes('"aes_info_log"') ? 0.96 : 0),
  open: (context) => jsonElementReader((element, line) => readRecord(element, line, context)),
} as const satisfies Importer;

function readRecord(element: Record<string, unknown>, line: number, context: ImportContext): Rejection | undefined {
  const { data } = element;
  if (element['type'] !== 'aes_info_log' || typeof data !== 'object' || data === null)
    return 'holds an object that is no aes_info_log';
  const call = data as Record<string, unknown>;
  const time = readTimestamp(String(element['timestamp']), context);
  if (!time.ok) return time.reason;
  const [input, output, key] = [call['in'], call['out'], call['key']].map((hex) => bytesOfHex(hex ?? ''));
  if (input === undefined || output === undefined || key === undefined) return 'holds bytes that are no hex';
  const transformation = String(call['alg'] ?? '').slice(0, 128);
  const processName = typeof element['process'] === 'string' ? element['process'].slice(0, 255) : undefined;
  const pid = Number(element['pid']);
  const place = {
    dataset: 'pirogue.aes_info',
    line,
    timeUs: time.us,
    processName,
    pid: Number.isInteger(pid) ? pid : undefined,
  };
  // Key, IV and input are never kept.
  context.redacted(
    [call['key'], call['iv'], call['in']].filter((value) => typeof value === 'string' && value !== '').length,
  );
  if (key.length > 0) {
    context.emit({
      action: 'secret_key_created',
      ...place,
      cryptoClass: 'symmetric',
      algorithm: transformation,
      keyKind: 'secret',
      keyBits: key.length * 8,
    });
    return undefined;
  }
  const isEncrypted = isEncryptionByLength(transformation, input.length, output.length);
  const event: CryptoEvent = {
    action: 'cipher_final',
    ...place,
    cryptoClass: classOfTransformation(transformation),
    transformation,
    operation: isEncrypted ? 'encrypt' : undefined,
    inputBytes: input.length,
    ...outputDigest(output),
  };
  const kept = redactCrypto(event);
  context.redacted(kept.redacted);
  context.emit(kept.event);
  return undefined;
}
