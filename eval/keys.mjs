// How often the key tests are right: real keys of other libraries and of captures must all pass, random bytes no more often than theory says.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isX25519Key } from '../dist/features/curve-25519.js';
import { findCurvePoints } from '../dist/features/curve-points.js';
import { isMlKemKey } from '../dist/features/ml-kem-key.js';
import { twoSidedP } from './count-check.mjs';
import { madeKeys } from './made-keys.mjs';
import { markdownTable, percent } from './markdown-table.mjs';
import { proportion } from './proportion.mjs';
import { RANDOM_TESTS } from './random-keys.mjs';

/** A count that theory gives less often than this disagrees with it: once in a thousand runs of all tests. */
const LEAST_P = 5e-5;
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
  const made = madeKeys().map(({ kind, count, make, accepts }) => {
    let accepted = 0;
    for (let i = 0; i < count; i++) if (accepts(make(i))) accepted++;
    return { kind, accepted: proportion(accepted, count) };
  });

  const captured = [...shares(shared)].map(([group, keys]) => {
    const accepts = {
      x25519: (key) => isX25519Key(key, 0),
      // X25519MLKEM768 is key then X25519 key, X25519Kyber768 the other way round; servers answer with a ciphertext.
      hybrid: (key) => isMlKemKey(key, 0, 'ml-kem-768') && isX25519Key(key, 1184),
      'kyber-hybrid': (key) => isX25519Key(key, 0) && isMlKemKey(key, 32, 'ml-kem-768'),
    };
    const test = accepts[group] ?? ((key) => findCurvePoints(key, 1).length === 1);
    return {
      kind: `TLS key shares of captures: ${group}`,
      accepted: proportion(keys.filter(test).length, keys.length),
    };
  });

  const random = [];
  for (const [index, test] of RANDOM_TESTS.entries()) {
    random.push({ kind: test.kind, ...(await trial(index, trials, test)) });
    // What is done is said: all of them take a quarter of an hour of two processors together.
    process.stderr.write(`${JSON.stringify(random.at(-1))}\n`);
  }

  const results = { trials, made, captured, random };
  return { results, markdown: report(results) };
}

/** On two threads: the draws are independent. */
async function trial(index, trials, { chance, share = 1, atMost = false }) {
  const of = Math.round(trials * share);
  const halves = [Math.floor(of / 2), Math.ceil(of / 2)].map(
    (count) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('./random-keys.mjs', import.meta.url), {
          workerData: { index, trials: count },
        });
        worker.once('message', resolve).once('error', reject);
      }),
  );
  const accepted = (await Promise.all(halves)).reduce((sum, count) => sum + count, 0);
  const p = twoSidedP(accepted, of, chance);
  return {
    accepted,
    of,
    theory: chance,
    ...(atMost ? { theory_is: 'an upper bound' } : {}),
    expected: of * chance,
    p: Number(p.toPrecision(3)),
    agrees: p >= LEAST_P,
  };
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
    `Random bytes, ${trials} trials each, a tenth where a trial takes a tenth of a millisecond. Expected is what theory says; p is two-sided; below ${LEAST_P} the count disagrees.`,
    markdownTable(
      ['random', 'trials', 'accepted', 'expected', 'p', ''],
      random.map((row) => [
        row.kind,
        row.of,
        row.accepted,
        `${row.theory_is === undefined ? '' : '≤ '}${shortNumber(row.expected)}`,
        row.p,
        row.agrees ? 'agrees' : 'DISAGREES',
      ]),
    ),
  ].join('\n\n');
}

function shortNumber(value) {
  return value >= 100 ? String(Math.round(value)) : value >= 0.01 ? value.toFixed(2) : value.toExponential(0);
}
