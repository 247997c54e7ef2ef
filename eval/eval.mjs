// `npm run eval`: how often cipherscope is right, on captures of which the truth is known. Prints Markdown, writes eval/results/NAME.json.
// Options: --labs N (fresh labs for each poll interval, 2; needs root), --seconds N (75, of each lab), --jobs N (4, labs at once),
// --keep DIR (labs are made there and stay, and are used again by the next run), --only NAME (one evaluation), --part design (only
// the captures that rules may be designed on, of the evaluations that set some aside; of beacons fewer series and other seeds; nothing is written), --install (the lab's Debian packages first),
// --trials N (10000000, random strings that each key test is put to), --flows N (100000, unframed flows that framing is looked for in).

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeDocsPart } from './docs-part.mjs';

// Loaded when run: some import what the build makes.
const EVALUATIONS = {
  framing: async () => (await import('./framing.mjs')).evaluateFraming,
  keys: async () => (await import('./keys.mjs')).evaluateKeys,
  attribution: async () => (await import('./attribution.mjs')).evaluateAttribution,
  baseline: async () => (await import('./baseline/baseline.mjs')).evaluateBaseline,
  beacons: async () => (await import('./beacons/beacons.mjs')).evaluateBeacons,
  encryption: async () => (await import('./encryption/encryption.mjs')).evaluateEncryption,
  reasons: async () => (await import('./reasons/reasons.mjs')).evaluateReasons,
  services: async () => (await import('./services.mjs')).evaluateServices,
  verdicts: async () => (await import('./verdicts/verdicts.mjs')).evaluateVerdicts,
};

const { values } = parseArgs({
  options: {
    labs: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '75' },
    jobs: { type: 'string', default: '4' },
    keep: { type: 'string' },
    only: { type: 'string' },
    trials: { type: 'string', default: '10000000' },
    flows: { type: 'string', default: '100000' },
    part: { type: 'string' },
    install: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const options = {
  labs: wholeNumber('labs', 0),
  seconds: wholeNumber('seconds', 10),
  jobs: wholeNumber('jobs', 1),
  keep: values.keep,
  trials: wholeNumber('trials', 1000),
  flows: wholeNumber('flows', 100),
  part: oneOf('part', ['design']),
  shared: process.env.CIPHERSCOPE_SHARED ?? join(root, '../shared'),
};
execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
mkdirSync(join(root, 'eval/results'), { recursive: true });
if (values.install) (await import('./encryption/lab/packages.mjs')).installPrograms();
const only = oneOf('only', Object.keys(EVALUATIONS));
for (const [name, load] of Object.entries(EVALUATIONS)) {
  if (only !== undefined && name !== only) continue;
  const evaluate = await load();
  const { results, markdown, files = {}, docs } = await evaluate(options);
  if (options.part === undefined)
    writeFileSync(join(root, `eval/results/${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  if (docs !== undefined) writeDocsPart(join(root, 'docs/evaluation.md'), name, docs);
  console.log(`${markdown}\n`);
}

function wholeNumber(name, least) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= least) return number;
  console.error(`--${name} ${values[name]}: give a whole number from ${least}`);
  process.exit(2);
}

function oneOf(name, choices) {
  if (values[name] === undefined || choices.includes(values[name])) return values[name];
  console.error(`--${name} ${values[name]}: give ${choices.join(' or ')}`);
  process.exit(2);
}
