// Which modules a Node program loads: the addresses of all ES modules that were resolved, in order, each once.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './steps.mjs';

/** Rejects when the program does not end with 0. */
export async function listModules(args, cwd) {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-modules-'));
  const list = join(folder, 'list');
  writeFileSync(list, '');
  const hook = new URL('./module-list-hook.mjs', import.meta.url).href;
  try {
    const { code, output } = await runNode(['--import', hook, ...args], { cwd, env: { MODULE_LIST: list } });
    if (code !== 0) throw new Error(`ended with ${code}: ${output}`);
    return [...new Set(readFileSync(list, 'utf8').split('\n'))].filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
