// The project's own log of key and cipher use, `cipherscope.crypto/1` (schema/crypto.schema.json), as NDJSON or CSV: what a hook inside an app
// writes. Whatever else such a row holds, keys and plaintext among it, is dropped here and counted.

import { canonicalRowReader, sniffCanonical } from './canonical-rows.ts';
import { EvidenceArea } from './coverage-record.ts';
import {
  CRYPTO_ACTIONS,
  CRYPTO_CLASSES,
  CRYPTO_OPERATIONS,
  type CryptoEvent,
  KEY_KINDS,
  KEY_ORIGINS,
  OUTCOMES,
  OUTPUT_ENCODINGS,
  PATH_CLASSES,
} from './crypto-event.ts';
import { redactCrypto } from './event-redaction.ts';
import type { ImportContext, Importer } from './importer.ts';
import { readEventOwner } from './owner-fields.ts';
import { type RowFields, rowSchema } from './row-fields.ts';

export const CRYPTO_SCHEMA = 'cipherscope.crypto/1';
const NATIVE =
  'code that does not go through the hooked API (a static native library, say), and processes without the hook';

export const canonicalCryptoImporter = {
  format: 'crypto',
  summary:
    'Rows of the schema cipherscope.crypto/1: keys, ciphers, signatures, key agreement, encoding and files written, by length and hash.',
  yields: ['crypto events'],
  sights: [
    { area: EvidenceArea.keyLifecycle, always: false, scope: 'apps', blindTo: [NATIVE] },
    { area: EvidenceArea.asymmetricApiUse, always: false, scope: 'apps', blindTo: [NATIVE] },
    { area: EvidenceArea.ciphertextTransformation, always: false, scope: 'apps', blindTo: [NATIVE] },
  ],
  source: 'the Frida script of docs/collecting.md, or your own (schema/crypto.schema.json)',
  sniff: (firstLines) =>
    sniffCanonical(
      CRYPTO_SCHEMA,
      schema,
      [
        ['@timestamp'],
        ['event.action'],
        ['crypto.class', 'crypto.operation', 'crypto.algorithm', 'crypto.output.bytes'],
      ],
      firstLines,
    ) * 0.99,
  open(context) {
    return canonicalRowReader(CRYPTO_SCHEMA, schema, (fields, line) => {
      const event = readEvent(fields, line, context);
      if (fields.problem !== undefined || event === undefined) return fields.rejection;
      const kept = redactCrypto(event);
      const secret = kept.redacted + secretLabels(fields);
      if (secret > 0) context.redacted(secret);
      context.emit(kept.event);
      return undefined;
    });
  },
} as const satisfies Importer;

function readEvent(fields: RowFields, line: number, context: ImportContext): CryptoEvent | undefined {
  const action = fields.word('event.action', CRYPTO_ACTIONS) ?? fields.fail('has no event.action');
  const time = fields.time('@timestamp', context) ?? fields.fail('has no @timestamp');
  const owner = readEventOwner(fields);
  if (owner.uid === undefined && owner.packageName === undefined && owner.pid === undefined)
    fields.fail('has neither android.uid, package.name nor process.pid');
  if (action === undefined || time === undefined) return undefined;
  return {
    action,
    dataset: fields.text('event.dataset') ?? 'crypto',
    line,
    device: fields.text('observer.name'),
    timeUs: time.us,
    timeNs: time.ns === 0 ? undefined : time.ns,
    ...owner,
    outcome: fields.word('event.outcome', OUTCOMES),
    cryptoClass: fields.word('crypto.class', CRYPTO_CLASSES),
    algorithm: fields.text('crypto.algorithm'),
    transformation: fields.text('crypto.transformation'),
    operation: fields.word('crypto.operation', CRYPTO_OPERATIONS),
    keyAlias: fields.text('crypto.key.alias'),
    keyBits: fields.integer('crypto.key.bits', 0, 1_000_000),
    keyCurve: fields.text('crypto.key.curve'),
    keyKind: fields.word('crypto.key.kind', KEY_KINDS),
    keyOrigin: fields.word('crypto.key.origin', KEY_ORIGINS),
    keyProvider: fields.text('crypto.key.provider'),
    keyId: fields.text('crypto.key.id'),
    object: fields.text('crypto.object'),
    inputBytes: fields.integer('crypto.input.bytes', 0, Number.MAX_SAFE_INTEGER),
    inputHmac: fields.hex('crypto.input.hmac', 64, 64),
    outputBytes: fields.integer('crypto.output.bytes', 0, Number.MAX_SAFE_INTEGER),
    outputSha256: fields.hex('crypto.output.sha256', 64, 64),
    outputPrefix: fields.hex('crypto.output.prefix', 2, 1024),
    outputEncoding: fields.word('crypto.output.encoding', OUTPUT_ENCODINGS),
    pathClass: fields.word('file.path_class', PATH_CLASSES),
    fileExtension: fields.text('file.extension')?.slice(0, 16),
    stack: fields.list('code.stack')?.slice(0, 8),
    collects: fields
      .list('crypto.collects')
      ?.filter((area): area is EvidenceArea => (Object.values(EvidenceArea) as string[]).includes(area)),
  };
}

/** Keys the schema does not know may hold anything, a key or a plaintext for instance: none of them is kept. */
function secretLabels(fields: RowFields): number {
  return Object.keys(fields.labels ?? {}).length;
}

const schema = rowSchema(
  'schema @timestamp event.action event.outcome event.dataset observer.name android.uid android.user_id package.name process.pid ' +
    'process.name crypto.class crypto.algorithm crypto.transformation crypto.operation crypto.key.alias crypto.key.bits ' +
    'crypto.key.curve crypto.key.kind crypto.key.origin crypto.key.provider crypto.key.id crypto.object crypto.input.bytes ' +
    'crypto.input.hmac crypto.output.bytes crypto.output.sha256 crypto.output.prefix crypto.output.encoding crypto.collects ' +
    'file.path_class file.extension code.stack',
  {
    '@timestamp': 'ts time timestamp event_time',
    'event.action': 'action',
    'android.uid': 'uid user.id',
    'package.name': 'packagename package_name package',
    'process.pid': 'pid',
    'process.name': 'process',
    'observer.name': 'device',
  },
);
