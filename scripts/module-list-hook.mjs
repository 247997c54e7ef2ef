// Given to `node --import`: appends the address of every ES module that is resolved to the file named by MODULE_LIST.
// Node loads this file twice: in the program, where it registers itself, and in the loader thread, where `resolve` runs.

import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  appendFileSync(process.env.MODULE_LIST, `${resolved.url}\n`);
  return resolved;
}
