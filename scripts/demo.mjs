// `npm run demo`: analyses the capture in captures/demo and says where the report is.

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { install, requireNode, root, runNode } from './steps.mjs';

requireNode();
await install();
console.log('Building…');
const built = await build();
if (built.code !== 0) fail(`The build failed:\n${built.output.trimEnd()}`);

const report = join('out', 'demo', 'report.html');
// What is announced below must come from this run.
rmSync(join(root, report), { force: true });
const { code } = await runNode(
  ['dist/cli/main.js', 'analyze', 'captures/demo/demo.pcapng', '-t', 'captures/demo/logs', '-o', 'out/demo'],
  { show: true },
);
if (code !== 0) fail(`The analysis ended with ${code}.`);
if (!existsSync(join(root, report))) fail(`The analysis ended well but wrote no ${report}.`);
console.log(`\nThe report: ${join(root, report)}`);

function fail(message) {
  console.error(message);
  process.exit(1);
}
