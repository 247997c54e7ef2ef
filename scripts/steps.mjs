// What the scripts share: the Node version, installing what is missing, running a program and keeping its output.
// No dependencies, and nothing that an old Node could not parse: this runs before anything is installed.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`cipherscope needs Node.js 20.19 or later; this is ${process.versions.node}. See https://nodejs.org`);
  process.exit(1);
}

/** Runs a program; resolves to its exit code and what it printed, which is also shown where `show` is set. */
export function run(command, args, { show = false, cwd = root, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

export function runNode(args, options) {
  return run(process.execPath, args, options);
}

/** Runs npm itself, quietly. The npm that started this script, where one did. */
export function runNpm(args, options) {
  const quiet = [...args, '--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return runNode([script, ...quiet], options);
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', quiet, options);
}

/** The script behind an installed program, for `runNode`: no shell, and the same on every system. */
export function programOf(packageName, program) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = readJson(join(folder, 'package.json'));
  return join(folder, typeof bin === 'string' ? bin : bin[program]);
}

/** Installs what package-lock.json asks for, unless it is there already. */
export async function install() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  console.log(`Installing ${missing.length} packages from npm…`);
  let result = await runNpm(['ci']);
  if (result.code !== 0) result = await runNpm(['install']);
  if (result.code !== 0) {
    console.error(`npm could not install the packages:\n${result.output.trim()}`);
    process.exit(1);
  }
}

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function missingPackages() {
  const { dependencies, devDependencies } = readJson(join(root, 'package.json'));
  const lockPath = join(root, 'package-lock.json');
  const locked = existsSync(lockPath) ? readJson(lockPath).packages : {};
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
    const manifest = join(root, 'node_modules', name, 'package.json');
    if (!existsSync(manifest)) return true;
    const wanted = locked[`node_modules/${name}`];
    return wanted !== undefined && wanted.version !== readJson(manifest).version;
  });
}
