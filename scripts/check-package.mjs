// Checks the package as users get it: packs it, judges the tarball, installs that in an empty folder, imports and runs it there.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { listModules } from './module-list.mjs';
import { programOf, readJson, root, runNode, runNpm } from './steps.mjs';

/** More than the command line's own file; what reads or judges a capture is far larger. */
const LIGHT_BYTES = 1 << 16;

/** `check` runs one named check that resolves to an exit code and its output. */
export async function checkPackage(check) {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-package-'));
  const { version } = readJson(join(root, 'package.json'));
  const tarball = join(folder, `cipherscope-${version}.tgz`);
  const user = join(folder, 'user');
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "private": true, "type": "module" }\n');
  try {
    await check('package: npm pack', () => runNpm(['pack', '--ignore-scripts', '--pack-destination', folder]));
    await check('package: publint', () => runNode([programOf('publint', 'publint'), 'run', tarball, '--strict']));
    await check('package: types for importers', () => {
      return runNode([
        programOf('@arethetypeswrong/cli', 'attw'),
        tarball,
        '--profile',
        'esm-only',
        '--no-emoji',
        '--no-color',
      ]);
    });
    await check('package: installs in an empty folder', () => runNpm(['install', tarball], { cwd: user }));
    await check('package: its pages link to what it has', () => linksHold(join(user, 'node_modules', 'cipherscope')));
    await check('package: can be imported', () => importIt(user));
    await check('package: npx cipherscope --help', () =>
      runNpm(['exec', '--no', '--', 'cipherscope', '--help'], { cwd: user }),
    );
    await check('package: --help loads nothing heavy', () => helpIsLight(user));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `[text](place)` of every page that is shipped, where the place is a file of ours. */
function linksHold(folder) {
  const faults = [];
  let links = 0;
  for (const page of readdirSync(folder, { recursive: true }).filter(isOwnPage)) {
    for (const [, place] of readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(?:#|[a-z]+:)/.test(place)) continue;
      links += 1;
      if (!existsSync(join(folder, dirname(page), place.split('#')[0]))) faults.push(`${page}: ${place}`);
    }
  }
  if (links === 0) faults.push('no links were found');
  return { code: faults.length === 0 ? 0 : 1, output: faults.join('\n') };
}

/** npm may put what we depend on into our folder. */
function isOwnPage(path) {
  return path.endsWith('.md') && !path.startsWith('node_modules');
}

function importIt(user) {
  const script = `
    const api = Object.keys(await import('cipherscope'));
    if (api.length === 0 || api.includes('default')) throw new Error('exports: ' + api.join(', '));
    const { createRequire } = await import('node:module');
    createRequire(import.meta.url)('cipherscope/package.json');
  `;
  writeFileSync(join(user, 'import.js'), script);
  return runNode(['import.js'], { cwd: user });
}

async function helpIsLight(user) {
  const packageFolder = join(user, 'node_modules', 'cipherscope');
  const modules = await listModules([join(packageFolder, 'dist/cli/main.js'), '--help'], user);
  const { dependencies } = readJson(join(packageFolder, 'package.json'));
  const heavy = Object.keys(dependencies).filter((name) => name !== 'yargs');
  const faults = modules.filter((module) => {
    if (heavy.some((name) => module.includes(`/node_modules/${name}/`))) return true;
    return module.startsWith(pathToFileURL(packageFolder).href) && statSync(fileURLToPath(module)).size > LIGHT_BYTES;
  });
  // A list without yargs was not the list of a run.
  if (!modules.some((module) => module.includes('/node_modules/yargs/'))) faults.push('no list of modules was made');
  return { code: faults.length === 0 ? 0 : 1, output: faults.join('\n') };
}
