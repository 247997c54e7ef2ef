// Compiles src/ to dist/, from nothing, so that no file of a module that is gone stays behind; then joins the modules of each entry, because
// a thread that loads some hundred files one by one takes a fifth of a second to start; then makes what the report's page carries: its
// script in one piece, its style sheet, its fonts.

import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { programOf, root, runNode } from './steps.mjs';

const STYLES = ['report.css', 'report-tables.css', 'report-phone.css'];
const FONTS = [
  ['ibm-plex-sans', 400],
  ['ibm-plex-sans', 600],
  ['ibm-plex-mono', 400],
];

/** What starts a process or a thread, or is imported by users: name in dist/ and source. Shared modules become files in dist/bundle. */
const ENTRIES = {
  'cli/main': 'src/cli/main.ts',
  index: 'src/index.ts',
  'bundle/shard-worker': 'src/run/shard-worker.ts',
  'bundle/rhythm-worker': 'src/run/rhythm-worker.ts',
  'bundle/report-worker': 'src/run/report-worker.ts',
  'bundle/batch-worker': 'src/run/batch-worker.ts',
};

export async function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiled = await runNode([programOf('typescript', 'tsc'), '-p', 'tsconfig.json', '--pretty', 'false']);
  if (compiled.code !== 0) return compiled;
  await joinModules();
  const page = join(root, 'dist', 'page');
  mkdirSync(page, { recursive: true });
  for (const [family, weight] of FONTS) {
    const file = `${family}-latin-${weight}-normal.woff2`;
    cpSync(join(root, 'node_modules', '@fontsource', family, 'files', file), join(page, file));
  }
  const styles = STYLES.map((name) => readFileSync(join(root, 'src', 'report', 'page', name), 'utf8'));
  writeFileSync(join(page, 'report.css'), styles.join('\n'));
  const bundled = await bundle(join(page, 'report.js'));
  return { code: bundled.code, output: compiled.output + (bundled.code === 0 ? '' : bundled.output) };
}

/** Packages stay packages, what is loaded lazily stays a file of its own. One level deep like the modules, for what they find beside them. */
async function joinModules() {
  const { rolldown } = await import('rolldown');
  const joined = await rolldown({
    cwd: root,
    platform: 'node',
    input: ENTRIES,
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[a-z]:/i.test(id) && !id.startsWith('src/'),
    logLevel: 'warn',
  });
  await joined.write({
    dir: 'dist',
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'bundle/[name]-[hash].js',
    sourcemap: true,
  });
  await joined.close();
  // npm does that when it installs the package; in a checkout `npx cipherscope` runs the file as it stands.
  chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);
}

function bundle(file) {
  const entry = join('src', 'report', 'page', 'main.ts');
  if (!existsSync(join(root, entry))) return { code: 1, output: `${entry} is missing` };
  const options = ['--format', 'iife', '--minify', '--platform', 'browser', '--log-level', 'warn'];
  return runNode([programOf('rolldown', 'rolldown'), entry, ...options, '--file', file]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { code, output } = await build();
  process.stdout.write(output);
  process.exitCode = code;
}
