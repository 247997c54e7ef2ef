// How often the key tests are right: real keys of other libraries and of captures must all pass, random bytes no more often than theory says.

import { execFileSync } from 'node:child_process';
import { createECDH, ECDH, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { x25519 } from '@noble/curves/ed25519.js';
import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { markdownTable, percent } from './markdown-table.mjs';
import { proportion } from './proportion.mjs';
import { RANDOM_TESTS } from './random-keys.mjs';

const KEYS_OF_A_KIND = 1000;
/** TLS named groups (RFC 8446 §4.2.7) whose shares are X25519 keys, points, or begin with an ML-KEM key. */
const GROUPS = new Map([
  [29, 'x25519'],
  [23, 'P-256'],
  [24, 'P-384'],
  [25, 'P-521'],
  [4588, 'hybrid'],
  [25497, 'kyber-hybrid'],
]);

/** Reading all captures with tshark takes a quarter of an hour; these hold the modern handshakes. */
const TLS_CAPTURES = /^(?:ja4|fritap|retina)\/|^ndpi\/(?:tls|quic|ech|pqc|wa_|signal)/;

export async function evaluateKeys({ shared, trials }) {
  const { isEd25519Key, isX25519Key } = await import('../dist/features/curve-25519.js');
  const { compressedPointAt } = await import('../dist/features/compressed-point.js');
  const { findCurvePoints } = await import('../dist/features/curve-points.js');
  const { isMlKemKey } = await import('../dist/features/ml-kem-key.js');
  const { derKeyAt } = await import('../dist/parse/der-key.js');
  const isPoint = (bytes) => findCurvePoints(bytes, 1).length === 1;

  const made = [
    ['X25519, OpenSSL', () => rawKey('x25519'), (key) => isX25519Key(key, 0)],
    ['X25519, noble', () => x25519.keygen().publicKey, (key) => isX25519Key(key, 0)],
    ['Ed25519, OpenSSL', () => rawKey('ed25519'), (key) => isEd25519Key(key, 0)],
    ...[
      ['P-256', 'prime256v1'],
      ['secp256k1', 'secp256k1'],
      ['P-384', 'secp384r1'],
      ['P-521', 'secp521r1'],
    ].flatMap(([name, curve]) => [
      [`${name} point, OpenSSL`, () => createECDH(curve).generateKeys(), isPoint],
      [
        `${name} compressed, OpenSSL`,
        () => ECDH.convertKey(createECDH(curve).generateKeys(), curve, undefined, undefined, 'compressed'),
        (key) => compressedPointAt(key, 0, key.length) !== undefined,
      ],
      [
        `${name} SubjectPublicKeyInfo, OpenSSL`,
        () => generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ type: 'spki', format: 'der' }),
        (key) => derKeyAt(key, 0)?.length === key.length,
      ],
    ]),
    ...[
      ['ml-kem-512', ml_kem512],
      ['ml-kem-768', ml_kem768],
      ['ml-kem-1024', ml_kem1024],
    ].map(([name, kem]) => [`${name}, noble`, () => kem.keygen().publicKey, (key) => isMlKemKey(key, 0, name)]),
  ].map(([kind, make, accepts]) => {
    let accepted = 0;
    for (let i = 0; i < KEYS_OF_A_KIND; i++) if (accepts(make())) accepted++;
    return { kind, accepted: proportion(accepted, KEYS_OF_A_KIND) };
  });

  const captured = [...shares(shared)].map(([group, keys]) => {
    const accepts = {
      x25519: (key) => isX25519Key(key, 0),
      // X25519MLKEM768 is key then X25519 key, X25519Kyber768 the other way round; servers answer with a ciphertext.
      hybrid: (key) => isMlKemKey(key, 0, 'ml-kem-768') && isX25519Key(key, 1184),
      'kyber-hybrid': (key) => isX25519Key(key, 0) && isMlKemKey(key, 32, 'ml-kem-768'),
    };
    const test = accepts[group] ?? isPoint;
    return {
      kind: `TLS key shares of captures: ${group}`,
      accepted: proportion(keys.filter(test).length, keys.length),
    };
  });

  const random = [];
  for (const [index, { kind, chance }] of RANDOM_TESTS.entries()) {
    random.push({ kind, ...(await trial(index, trials, chance)) });
    // Ten million of the subgroup tests take half an hour: what is done is said.
    process.stderr.write(`${JSON.stringify(random.at(-1))}\n`);
  }

  const results = { trials, made, captured, random };
  return { results, markdown: report(results) };
}

/** On two threads: the draws are independent. */
async function trial(index, trials, chance) {
  const halves = [Math.floor(trials / 2), Math.ceil(trials / 2)].map(
    (share) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('./random-keys.mjs', import.meta.url), {
          workerData: { index, trials: share },
        });
        worker.once('message', resolve).once('error', reject);
      }),
  );
  const accepted = (await Promise.all(halves)).reduce((sum, count) => sum + count, 0);
  const deviation = Math.sqrt(trials * chance * (1 - chance));
  return {
    accepted,
    of: trials,
    theory: chance,
    expected: trials * chance,
    ...(deviation > 0 ? { z: Number(((accepted - trials * chance) / deviation).toFixed(2)) } : {}),
  };
}

function rawKey(type) {
  return generateKeyPairSync(type).publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
}

/** Distinct key shares of the ClientHellos and ServerHellos of the corpora's TLS captures that tshark reads, by group; empty where either is missing. */
function shares(shared) {
  const found = new Map();
  const manifest = join(shared, 'corpora/manifest.tsv');
  if (!existsSync(manifest)) return found;
  const seen = new Set();
  const captures = readFileSync(manifest, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0]);
  for (const capture of captures.filter((name) => TLS_CAPTURES.test(name))) {
    const file = join(shared, 'corpora', capture);
    let output;
    try {
      output = execFileSync(
        'tshark',
        ['-r', file, '-Y', 'tls.handshake.extensions_key_share_key_exchange', '-T', 'fields', '-E', 'occurrence=a']
          .concat(['-e', 'tls.handshake.type', '-e', 'tls.handshake.extensions_key_share_group'])
          .concat(['-e', 'tls.handshake.extensions_key_share_key_exchange']),
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 },
      );
    } catch {
      continue;
    }
    for (const row of output.trim().split('\n')) {
      const [type, groups = '', keys = ''] = row.split('\t');
      // A frame with several messages mixes their lists: left out.
      if (type !== '1' && type !== '2') continue;
      const names = groups.split(',').map((group) => GROUPS.get(Number(group)));
      keys.split(',').forEach((hex, i) => {
        const group = names[i];
        const isAnswer = type === '2' && (group === 'hybrid' || group === 'kyber-hybrid');
        if (group === undefined || isAnswer || names.length !== keys.split(',').length || seen.has(hex)) return;
        seen.add(hex);
        found.set(group, [...(found.get(group) ?? []), Buffer.from(hex, 'hex')]);
      });
    }
  }
  return found;
}

function report({ trials, made, captured, random }) {
  const accepted = ({ accepted: { count, of, at_least: atLeast } }) => `${count} of ${of} (≥ ${percent(atLeast)})`;
  return [
    '## Keys',
    'Real keys must all pass. Bounds are one-sided 95 % Wilson bounds.',
    markdownTable(
      ['keys', 'accepted'],
      [...made, ...captured].map((row) => [row.kind, accepted(row)]),
    ),
    `Random bytes, ${trials} trials each. z compares with theory; of a test that chance should never pass it is left out.`,
    markdownTable(
      ['random', 'trials', 'accepted', 'expected', 'z'],
      random.map((row) => [row.kind, row.of, row.accepted, Math.round(row.expected), row.z]),
    ),
  ].join('\n\n');
}
