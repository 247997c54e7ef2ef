// `npm test`: installs what is missing, then every check there is, and as the last line what came of it.
// The tests of threads and of the command line run dist/, so the build comes first.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { install, programOf, readJson, requireNode, runNode } from './steps.mjs';

requireNode();
await install();

const total = { passed: 0, failed: 0, skipped: 0 };
await check('build', build);
await check('types of the tests', () =>
  runNode([programOf('typescript', 'tsc'), '-p', 'tsconfig.test.json', '--pretty', 'false']),
);
await check('biome', () =>
  runNode([programOf('@biomejs/biome', 'biome'), 'check', '--error-on-warnings', '--max-diagnostics=50']),
);
await check('knip', () => runNode([programOf('knip', 'knip'), '--no-progress']));
add(await vitest());
// Loaded late: it needs nothing that is not there, but a broken one must not keep the others from running.
const { checkPackage } = await import('./check-package.mjs');
await checkPackage(check);

console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function check(name, work) {
  const begin = Date.now();
  const { code, output } = await Promise.resolve()
    .then(work)
    .catch((error) => ({ code: 1, output: String(error?.stack ?? error) }));
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output.trimEnd());
  add(code === 0 ? { passed: 1 } : { failed: 1 });
}

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

/** Counts from the JSON report; whatever failed without being a test (an import, a hook, the runner) counts as one failure. */
async function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'cipherscope-test-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
    const { code } = await runNode([programOf('vitest', 'vitest'), 'run', ...reporters], { show: true });
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = readJson(report);
    const brokenFiles = testResults.filter(({ status, assertionResults }) => {
      return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
    }).length;
    const failed = numFailedTests + brokenFiles;
    return {
      passed: numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: numPendingTests + numTodoTests,
    };
  } catch (error) {
    console.log(`vitest left no report: ${error.message}`);
    return { failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
