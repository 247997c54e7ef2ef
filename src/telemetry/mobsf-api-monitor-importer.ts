// MobSF's mobsf_api_monitor.txt: objects joined by commas, with neither time nor app. They are placed at the moment the log was taken, which has
// to be told; what the calls were given and what they returned is dropped.

import { classOfTransformation } from './cipher-facts.ts';
import { EvidenceArea } from './coverage-record.ts';
import type { CryptoAction } from './crypto-event.ts';
import type { ImportContext, Importer, Rejection } from './importer.ts';
import { jsonElementReader } from './json-element-reader.ts';

export const mobsfApiMonitorImporter = {
  format: 'mobsf-api',
  summary:
    "MobSF's API monitor: calls of Cipher, SecretKeySpec and Base64. It has no times: all are placed at --log-time.",
  yields: ['crypto events'],
  sights: [
    {
      area: EvidenceArea.ciphertextTransformation,
      always: true,
      scope: 'apps',
      blindTo: ['when a call happened, and its direction', 'key pairs, key agreement and signatures', 'native code'],
    },
  ],
  source: "MobSF, dynamic analysis, mobsf_api_monitor.txt; give the app's UID with --assume-uid",
  sniff: (firstLines) => {
    const head = firstLines.join('\n').slice(0, 8192);
    return /"calledFrom"\s*:/.test(head) && /"(?:class|method)"\s*:/.test(head) ? 0.9 : 0;
  },
  open: (context) => jsonElementReader((element, line) => readCall(element, line, context)),
} as const satisfies Importer;

const ACTIONS: ReadonlyMap<string, CryptoAction> = new Map([
  ['javax.crypto.Cipher.doFinal', 'cipher_final'],
  ['javax.crypto.Cipher.init', 'cipher_init'],
  ['javax.crypto.spec.SecretKeySpec.$init', 'secret_key_created'],
  ['android.util.Base64.encode', 'encode'],
  ['android.util.Base64.encodeToString', 'encode'],
]);

function readCall(element: Record<string, unknown>, line: number, context: ImportContext): Rejection | undefined {
  const action = ACTIONS.get(`${String(element['class'])}.${String(element['method'])}`);
  if (action === undefined)
    return typeof element['class'] === 'string' ? undefined : 'holds an object that names no class';
  if (context.takenUs === undefined)
    return 'has no time, as nothing in this format has: say when it was taken with --log-time, or put epoch seconds into the file name';
  const { arguments: args } = element;
  const given = Array.isArray(args) ? args : [];
  const input = given.find(Array.isArray) as unknown[] | undefined;
  context.redacted(given.length + ('returnValue' in element ? 1 : 0));
  // The last argument of SecretKeySpec and Cipher.getInstance is the algorithm's name.
  const name = given.find((value) => typeof value === 'string');
  const algorithm =
    typeof name === 'string' && /^[A-Za-z0-9/._-]{2,64}$/.test(name) && action === 'secret_key_created'
      ? name
      : undefined;
  context.emit({
    action,
    dataset: 'mobsf.api_monitor',
    line,
    timeUs: context.takenUs,
    isUndated: true,
    cryptoClass:
      action === 'secret_key_created'
        ? 'symmetric'
        : algorithm === undefined
          ? 'unknown'
          : classOfTransformation(algorithm),
    algorithm,
    inputBytes: action === 'secret_key_created' ? undefined : input?.length,
    keyBits: action === 'secret_key_created' && input !== undefined ? input.length * 8 : undefined,
  });
  return undefined;
}
