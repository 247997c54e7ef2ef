// Runs an unmodified Frida script against a JVM: `node host.mjs SCRIPT PARAMETERS TO-FIFO FROM-FIFO`. What the script logs goes to stdout as lines,
// its errors and what it threw to stderr.

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createContext, runInContext } from 'node:vm';
import { arrayOf } from './java-types.mjs';
import { Jvm } from './jvm.mjs';

const [script, parameters, to, from] = process.argv.slice(2);
const jvm = new Jvm(to, from);
jvm.open();

const timers = [];
const context = createContext({
  console: { log: (text) => process.stdout.write(`${text}\n`), error: (text) => process.stderr.write(`${text}\n`) },
  setInterval: (run) => timers.push(run),
  rpc: {},
  Process: { id: process.pid, getCurrentThreadId: () => jvm.threadId },
  Java: {
    available: true,
    perform: (run) => run(),
    use: (name) => jvm.classes.use(name),
    cast(object, type) {
      if (jvm.ask('is', `L${object.$h}`, type.$n) !== 'z1') throw new Error(`cast to ${type.$n} isn't possible`);
      return jvm.wrap(object.$h, type.$n);
    },
    array: (_type, elements) => arrayOf(elements, jvm),
  },
});
runInContext(readFileSync(script, 'utf8'), context, { filename: script });
// Frida calls init once the script has been loaded.
context.rpc.exports?.init?.('early', JSON.parse(parameters));
jvm.run();
for (const run of timers) run();
for (const failure of jvm.failures) process.stderr.write(`${failure}\n`);
