import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { pirogueAesImporter } from '../../src/telemetry/pirogue-aes-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const KEY = randomBytes(16);
const PLAIN = Buffer.from('the secret message');
const cipher = createCipheriv('aes-128-cbc', KEY, Buffer.alloc(16));
const CIPHERTEXT = Buffer.concat([cipher.update(PLAIN), cipher.final()]);

const record = (data: object) => ({
  type: 'aes_info_log',
  pid: 7,
  process: 'a.b',
  timestamp: at(1) / 1000,
  data: { iv: '00'.repeat(16), alg: 'AES/CBC/PKCS5Padding', in: '', out: '', key: '', ...data },
});
const LOG = JSON.stringify([
  record({ alg: 'AES', iv: '', key: KEY.toString('hex') }),
  record({ in: PLAIN.toString('hex'), out: CIPHERTEXT.toString('hex') }),
  record({ in: CIPHERTEXT.toString('hex'), out: PLAIN.toString('hex') }),
]);

it('keys, IVs, inputs and decrypted bytes are dropped and counted; of ciphertext hash and prefix stay', () => {
  const { crypto, redacted, rejected } = importText(pirogueAesImporter, LOG);
  expect(rejected).toEqual([]);
  expect(crypto).toMatchObject([
    { action: 'secret_key_created', keyBits: 128, processName: 'a.b', pid: 7 },
    {
      action: 'cipher_final',
      operation: 'encrypt',
      inputBytes: 18,
      outputBytes: 32,
      outputSha256: createHash('sha256').update(CIPHERTEXT).digest('hex'),
      outputPrefix: CIPHERTEXT.toString('hex'),
    },
    {
      action: 'cipher_final',
      operation: undefined,
      inputBytes: 32,
      outputBytes: 18,
      outputSha256: undefined,
      outputPrefix: undefined,
    },
  ]);
  const text = JSON.stringify(crypto);
  for (const secret of [KEY, PLAIN]) expect(text).not.toContain(secret.toString('hex'));
  expect(redacted).toBe(7);
});

it('damaged records are rejected', () => {
  const bad = [record({ in: 'xyz' }), { ...record({}), timestamp: 'soon' }, { type: 'x' }];
  expect(importText(pirogueAesImporter, JSON.stringify(bad.slice(0, 1))).rejected[0].reason).toContain('no hex');
  expect(importText(pirogueAesImporter, bad.map((one) => JSON.stringify(one)).join('\n')).rejected).toHaveLength(3);
  expect(pirogueAesImporter.sniff([LOG])).toBeGreaterThan(0.9);
});

it('fields that a record does not have are empty', () => {
  const { key: _, ...data } = record({ in: PLAIN.toString('hex'), out: CIPHERTEXT.toString('hex') }).data;
  const { crypto, rejected } = importText(pirogueAesImporter, JSON.stringify([{ ...record({}), data }]));
  expect(rejected).toEqual([]);
  expect(crypto).toMatchObject([{ action: 'cipher_final', operation: 'encrypt' }]);
});
