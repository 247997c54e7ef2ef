// `npm run demo:renew`: writes captures/demo/expected anew from what the program makes of the demo capture today.
// Read the difference before you commit it: it is what users will see.

import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { install, requireNode, root, runNode } from './steps.mjs';

/** All but the page, which is for people. */
const FILES = ['flows.ndjson', 'channels.ndjson', 'apps.ndjson', 'findings.ndjson', 'coverage.json', 'manifest.json'];

requireNode();
await install();
const built = await build();
if (built.code !== 0) fail(`The build failed:\n${built.output.trimEnd()}`);

const output = mkdtempSync(join(tmpdir(), 'cipherscope-renew-'));
try {
  const { code, output: said } = await runNode(
    ['dist/cli/main.js', 'analyze', 'captures/demo/demo.pcapng', '-t', 'captures/demo/logs', '-o', output],
    // Settings of the person who runs this are not those of the demo.
    {
      env: Object.fromEntries(
        Object.keys(process.env).flatMap((name) => (name.startsWith('CIPHERSCOPE_') ? [[name, undefined]] : [])),
      ),
    },
  );
  if (code !== 0) fail(`The analysis ended with ${code}:\n${said.trimEnd()}`);
  const expected = join(root, 'captures', 'demo', 'expected');
  rmSync(expected, { recursive: true, force: true });
  mkdirSync(expected);
  for (const file of FILES) cpSync(join(output, file), join(expected, file));
  console.log(`Renewed: ${expected}. See what changed: git diff captures/demo/expected`);
} finally {
  rmSync(output, { recursive: true, force: true });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
