// `npm run bench`: speed and memory against cat, ndpiReader and tshark in the same run, on large captures built from the labelled corpora.
// Prints a Markdown table and writes bench/results.json. Options: --runs N (3), --quick (no large streams, no tshark),
// --only beacons (the judging of rhythms, writes bench/beacons.json), --only lake (a lake of many captures, writes bench/lake.json).

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchBeacons } from './beacons.mjs';
import { measure, measureMedian } from './measure.mjs';
import { concurrentFlows, repeatedCapture } from './streams.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const corpora = join(process.env.CIPHERSCOPE_SHARED ?? join(root, '../shared'), 'corpora');
const cache = join(root, 'bench/.cache');
const main = join(root, 'dist/cli/main.js');
const quick = process.argv.includes('--quick');
const runs = Number(process.argv[process.argv.indexOf('--runs') + 1]) || 3;
const rows = [];

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
if (only === 'lake') {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const { benchLake, writeLakeResults } = await import('./lake.mjs');
  writeLakeResults(await benchLake(numbersOf(['flows', 'apps', 'days', 'captures', 'kills'])));
  process.exit(0);
}
if (only === 'beacons') {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const { rows: rhythms, markdown } = await benchBeacons(runs);
  console.log(markdown);
  writeFileSync(
    join(root, 'bench/beacons.json'),
    `${JSON.stringify({ node: process.version, runs, rows: rhythms }, undefined, 2)}\n`,
  );
  process.exit(0);
}
if (!existsSync(join(corpora, 'build-big.mjs'))) {
  console.log('bench skipped: the labelled corpora are not there (CIPHERSCOPE_SHARED)');
  process.exit(0);
}
execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
mkdirSync(cache, { recursive: true });
const mixed = build('mixed', ['--mode', 'mixed', '--bytes', '700e6']);
const small = build('small', ['--mode', 'small', '--packets', '8e6']);

for (const capture of [mixed, small]) await peers(capture);
await linearity();
if (!quick) {
  await longStream();
  await manyFlows();
}
print();

/** Options that take a number, as far as they were given. */
function numbersOf(names) {
  return Object.fromEntries(
    names.flatMap((name) => {
      const at = process.argv.indexOf(`--${name}`);
      return at < 0 ? [] : [[name, Number(process.argv[at + 1])]];
    }),
  );
}

async function peers(capture) {
  await measure('cat', [capture.path]); // fills the page cache
  const cat = add(capture.name, 'cat', await measureMedian(runs, 'cat', [capture.path]));
  const ndpi = has('ndpiReader')
    ? add(capture.name, 'ndpiReader -q', await measureMedian(runs, 'ndpiReader', ['-q', '-i', capture.path]))
    : undefined;
  const tshark =
    has('tshark') && !quick
      ? add(
          capture.name,
          'tshark -q -z conv,tcp',
          await measureMedian(1, 'tshark', ['-q', '-z', 'conv,tcp', '-r', capture.path]),
        )
      : undefined;
  const peersOf = { cat, ndpi, tshark };
  const summary = await measureMedian(runs, process.execPath, [main, 'analyze', capture.path, '-v']);
  add(capture.name, 'cipherscope, summary', summary, peersOf);
  const out = join(cache, 'out');
  rmSync(out, { recursive: true, force: true });
  const written = await measureMedian(runs, process.execPath, [main, 'analyze', capture.path, '-o', out, '-v']);
  const reportSeconds = Number(/report\.html took ([\d.]+) s/.exec(written.stderr)?.[1] ?? Number.NaN);
  add(
    capture.name,
    'cipherscope -o, NDJSON, coverage, manifest',
    { ...written, seconds: written.seconds - reportSeconds },
    peersOf,
  );
  add(capture.name, 'report.html apart', { seconds: reportSeconds, peakMb: written.peakMb });
  const digests = [summary, written].map(({ stderr }) => /features digest (\d+)/.exec(stderr)?.[1]);
  if (new Set(digests).size !== 1) throw new Error(`the runs measured different features: ${digests.join(', ')}`);
  rows.push({ capture: capture.name, command: `features digest of both runs: ${digests[0]}` });
}

/** Time against size: eighths of `mixed`. */
async function linearity() {
  for (const share of [1, 2, 4, 8]) {
    const part =
      share === 8 ? mixed : build(`mixed-${share}of8`, ['--mode', 'mixed', '--bytes', String((700e6 * share) / 8)]);
    add(
      part.name,
      `cipherscope, summary, ${share}×, ${part.packets} packets`,
      await measureMedian(runs, process.execPath, [main, 'analyze', part.path]),
    );
  }
}

async function longStream() {
  const copies = Math.ceil(5e9 / statSync(mixed.path).size);
  const result = await measure(process.execPath, [main, 'analyze', '-'], {
    stdin: repeatedCapture(mixed.path, copies),
  });
  if (result.code !== 0) throw new Error(result.stderr);
  add(`${copies} × mixed on stdin`, 'cipherscope analyze -', result);
}

async function manyFlows() {
  for (const [label, args] of [
    ['evictions allowed', ['--max-flows', '100000']],
    ['no eviction', ['--max-flows', '2000000']],
  ]) {
    const result = await measure(process.execPath, [main, 'analyze', '-', ...args], {
      stdin: concurrentFlows(1_000_000),
    });
    if (result.code !== 0) throw new Error(result.stderr);
    const evicted = /([\d,]+) flows were ended early/.exec(result.stderr)?.[1] ?? '0';
    add('a million flows at once', `${label}: ${evicted} evicted`, result);
  }
}

function build(name, args) {
  const path = join(cache, `${name}.pcap`);
  if (!existsSync(`${path}.json`)) {
    execFileSync(process.execPath, [join(corpora, 'build-big.mjs'), '--dev', corpora, '--out', path, ...args], {
      stdio: 'inherit',
    });
  }
  const { packets } = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
  return { name, path, packets };
}

function add(capture, command, { seconds, peakMb, all }, against = {}) {
  const ratio = (peer) => (peer === undefined ? undefined : seconds / peer.seconds);
  const row = {
    capture,
    command,
    seconds,
    runs: all,
    peakMb,
    toCat: ratio(against.cat),
    toNdpi: ratio(against.ndpi),
    toTshark: ratio(against.tshark),
  };
  rows.push(row);
  console.error(`${capture}: ${command}: ${seconds.toFixed(2)} s, ${peakMb.toFixed(0)} MB`);
  return row;
}

function has(command) {
  return spawnSync('which', [command]).status === 0;
}

function print() {
  const number = (value, digits) => (value === undefined ? '' : value.toFixed(digits));
  console.log('| capture | command | s | peak MB | × cat | × ndpiReader | × tshark |\n|---|---|---|---|---|---|---|');
  for (const row of rows) {
    const cells = [
      row.capture,
      row.command,
      number(row.seconds, 2),
      number(row.peakMb, 0),
      number(row.toCat, 1),
      number(row.toNdpi, 2),
      number(row.toTshark, 3),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  writeFileSync(join(root, 'bench/results.json'), `${JSON.stringify({ machine, runs, rows }, undefined, 2)}\n`);
}
