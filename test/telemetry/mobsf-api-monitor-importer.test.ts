import { expect, it } from 'vitest';
import { mobsfApiMonitorImporter } from '../../src/telemetry/mobsf-api-monitor-importer.ts';
import { at, importText } from './telemetry-fixture.ts';

const calls = [
  {
    name: 'Crypto',
    class: 'javax.crypto.spec.SecretKeySpec',
    method: '$init',
    arguments: [[1, -2, 3, 4], 'AES'],
    calledFrom: 'a.b(C.java:1)',
  },
  {
    name: 'Crypto',
    class: 'javax.crypto.Cipher',
    method: 'doFinal',
    arguments: [[104, 101, 108, 108, 111]],
    returnValue: '12-34',
    calledFrom: 'a.b(C.java:2)',
  },
  { name: 'File', class: 'java.io.File', method: 'delete', arguments: [], calledFrom: 'x' },
];
/** As the tool writes it: no line ends, a comma after each. */
const LOG = calls.map((call) => `${JSON.stringify(call)},`).join('');

it('calls are placed when the log was taken, without what they were given', () => {
  const { crypto, redacted, rejected } = importText(mobsfApiMonitorImporter, LOG, { takenUs: at(9) });
  expect(rejected).toEqual([]);
  expect(crypto).toMatchObject([
    { action: 'secret_key_created', algorithm: 'AES', keyBits: 32, timeUs: at(9), isUndated: true },
    { action: 'cipher_final', inputBytes: 5, cryptoClass: 'unknown' },
  ]);
  expect(JSON.stringify(crypto)).not.toMatch(/104|12-34/);
  expect(redacted).toBe(4);
  expect(mobsfApiMonitorImporter.sniff([LOG])).toBeGreaterThan(0.8);
});

it('without a moment they are refused with what mends it', () => {
  expect(importText(mobsfApiMonitorImporter, LOG).rejected[0].reason).toContain('--log-time');
  expect(importText(mobsfApiMonitorImporter, '{"a":1}').rejected[0].reason).toContain('names no class');
});
