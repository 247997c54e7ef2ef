// The part of the Frida script that decides what may be said; frida-jvm.test.ts runs its hooks.

import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { canonicalCryptoImporter } from '../../src/telemetry/canonical-crypto-importer.ts';
import { CRYPTO_ACTIONS } from '../../src/telemetry/crypto-event.ts';
import { at, importText } from '../telemetry/telemetry-fixture.ts';

interface Trace {
  classOfCipher(transformation: string): string;
  classOfPath(path: string): string;
  extensionOf(path: string): string | undefined;
  outputFields(operation: string | undefined, output: object | undefined): Record<string, unknown>;
  eventRow(identity: object, timeMs: number, action: string, fields: object): Record<string, unknown>;
}

const source = readFileSync(new URL('../../captures/frida/crypto-trace.js', import.meta.url), 'utf8');
const context: { cryptoTrace?: Trace } = {};
runInNewContext(source, context);
const trace = context.cryptoTrace as Trace;
const validate = new Ajv2020({ allowUnionTypes: true, validateFormats: false }).compile(
  JSON.parse(readFileSync(new URL('../../schema/crypto.schema.json', import.meta.url), 'utf8')),
);
const OUTPUT = { bytes: 65, sha256: 'ab'.repeat(32), prefix: '01'.repeat(40) };

describe('the script', () => {
  it('says of an output what may be said: hash and prefix of encrypted and wrapped bytes, the length of all others', () => {
    expect(trace.outputFields('encrypt', OUTPUT)).toEqual({
      'crypto.output.bytes': 65,
      'crypto.output.sha256': 'ab'.repeat(32),
      'crypto.output.prefix': '01'.repeat(32),
    });
    for (const operation of ['decrypt', 'unwrap', 'derive', 'sign', undefined])
      expect(trace.outputFields(operation, OUTPUT)).toEqual({ 'crypto.output.bytes': 65 });
  });

  it('withholds the end of every output, and the hash of those so short that trying would find the end', () => {
    const told = (bytes: number) => {
      const output = { bytes, sha256: 'ab'.repeat(32), prefix: '01'.repeat(Math.min(32, bytes)) };
      const fields = trace.outputFields('encrypt', output);
      return [String(fields['crypto.output.prefix'] ?? '').length / 2, 'crypto.output.sha256' in fields];
    };
    expect([0, 4, 5, 15, 16, 23, 24, 40, 44, 500].map(told)).toEqual([
      [0, false],
      [0, false],
      [1, false],
      [11, false],
      [12, false],
      [12, false],
      [12, true],
      [28, true],
      [32, true],
      [32, true],
    ]);
  });

  it('writes rows that the schema accepts and the importer keeps whole', () => {
    const identity = { 'android.uid': 10234, 'process.pid': 7, 'package.name': 'a.b', 'process.name': 'a.b' };
    const row = trace.eventRow(identity, at(1) / 1000, 'cipher_final', {
      'crypto.operation': 'encrypt',
      'crypto.key.alias': undefined,
      'crypto.input.hmac': 'cd'.repeat(32),
      ...trace.outputFields('encrypt', OUTPUT),
    });
    expect(validate(JSON.parse(JSON.stringify(row))), JSON.stringify(validate.errors)).toBe(true);
    const { crypto, redacted } = importText(canonicalCryptoImporter, JSON.stringify(row));
    expect([crypto[0].timeUs, crypto[0].uid, crypto[0].outputBytes, redacted]).toEqual([at(1), 10234, 65, 0]);
  });

  it('emits no action that the schema does not know, and every one that nothing else tells', () => {
    const emitted = new Set(
      [...source.matchAll(/'((?:key|cipher|public|secret|sign|verify|encode|file|trace)[a-z_]*)'/g)].map(
        ([, name]) => name,
      ),
    );
    const actions = CRYPTO_ACTIONS.filter((action) => emitted.has(action));
    for (const action of [
      'keypair_generated',
      'cipher_init',
      'cipher_final',
      'key_wrap',
      'key_agreement',
      'sign',
      'encode',
      'file_write',
    ] as const)
      expect(actions).toContain(action);
    for (const [, name] of source.matchAll(/emit\('([a-z_]+)'/g)) expect(CRYPTO_ACTIONS).toContain(name);
  });

  it('tells asymmetric ciphers from symmetric ones, and places from names', () => {
    expect(['RSA/ECB/OAEPPadding', 'ECIES', 'AES/GCM/NoPadding', 'ChaCha20'].map(trace.classOfCipher)).toEqual([
      'asymmetric',
      'asymmetric',
      'symmetric',
      'symmetric',
    ]);
    expect(
      [
        '/data/user/0/a.b/files/x.bin',
        '/data/data/a.b/cache/y',
        '/sdcard/DCIM/z.jpg',
        '/storage/emulated/0/q',
        '/dev/null',
      ].map(trace.classOfPath),
    ).toEqual(['app_private', 'app_cache', 'media', 'external', 'other']);
    expect(['/a/x.bin', '/a/.x', '/a/x'].map(trace.extensionOf)).toEqual(['bin', undefined, undefined]);
  });
});
