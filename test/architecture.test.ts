// The rules of the code that no linter knows: which folder may import which, what may touch the outside world, how long a file may be.

import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  filesBelow,
  findCycle,
  folderOf,
  hasBehaviour,
  readSource,
  root,
  type SourceFile,
  sourceFiles,
} from './support/source-tree.ts';

const LAYERS = [
  'base',
  'parse',
  'flows',
  'telemetry',
  'features',
  'models',
  'evidence',
  'lake',
  'report',
  'run',
  'cli',
];
const OUTSIDE_WORLD = ['run', 'cli'];
const FILES_THAT_USE_FILES = ['parse/capture-file.ts', 'telemetry/log-file.ts'];
const FOLDERS_THAT_USE_FILES = ['lake', 'report', 'run', 'cli'];
const MAX_LINES = 250;

const IMPURE_NAME =
  /\bDate\.now\b|\bDate\(\s*\)|\bperformance\b|\bMath\.random\b|\brandom(Bytes|UUID|Int|FillSync)\b|\bgetRandomValues\b|(?<![.\w])process\.|\bset(Timeout|Interval|Immediate)\b/;
const IMPURE_MODULES = [
  'process',
  'worker_threads',
  'child_process',
  'cluster',
  'os',
  'perf_hooks',
  'timers',
  'timers/promises',
];
const OUTSIDE_MODULES = ['fs', 'fs/promises', 'net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns', 'dns/promises'];

const files = sourceFiles();

describe('the source tree', () => {
  it('was found', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(new Set(files.map(({ folder }) => folder))).toContain('base');
  });

  it('has no folder beside the layers', () => {
    expect(files.filter(({ folder, path }) => path !== 'index.ts' && !LAYERS.includes(folder)).map(nameOf)).toEqual([]);
  });

  it('imports to the left only', () => {
    const faults = files.flatMap(({ path, folder, imports }) =>
      imports
        .filter((target) => path !== 'index.ts' && LAYERS.indexOf(folderOf(target)) > LAYERS.indexOf(folder))
        .map((target) => `${path} imports ${target}`),
    );
    expect(faults).toEqual([]);
  });

  it('keeps the public index for users: no source file imports it', () => {
    expect(files.filter(({ imports }) => imports.includes('index.ts')).map(nameOf)).toEqual([]);
  });

  it('imports files that exist, by their .ts name', () => {
    const known = new Set(files.map(nameOf));
    const faults = files.flatMap(({ path, imports }) =>
      imports.filter((target) => !known.has(target)).map((target) => `${path} imports ${target}`),
    );
    expect(faults).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(findCycle(new Map(files.map(({ path, imports }) => [path, imports])))).toBeUndefined();
  });

  it(`has no file over ${MAX_LINES} lines`, () => {
    expect(files.filter(({ lines }) => lines > MAX_LINES).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it('says on the first line of each file what it is', () => {
    const opening = /^(#!.*\n)?\/\/ \S.{20,}/;
    expect(files.filter(({ text }) => !opening.test(text)).map(nameOf)).toEqual([]);
  });

  it('has kebab-case names and none of those that say nothing', () => {
    const named = /^[a-z0-9]+(-[a-z0-9]+)*\.ts$/;
    const empty = /^(utils?|helpers?|common|types|misc|shared|index)\.ts$/;
    const faults = files.filter(({ path }) => {
      const name = posix.basename(path);
      return path !== 'index.ts' && (!named.test(name) || empty.test(name));
    });
    expect(faults.map(nameOf)).toEqual([]);
  });

  it('has named exports only, and re-exports in the public index only', () => {
    const faults = files.filter(({ path, code, reExports }) => {
      return /\bexport\s+default\b/.test(code) || (path !== 'index.ts' && reExports);
    });
    expect(faults.map(nameOf)).toEqual([]);
  });

  it('knows clock, chance, environment, processes and threads in run/ and cli/ only', () => {
    const faults = files
      .filter(({ folder }) => !OUTSIDE_WORLD.includes(folder))
      .flatMap(({ path, code, modules }) => [
        ...linesWith(code, IMPURE_NAME).map((line) => `${path}: ${line}`),
        ...modules.filter((name) => IMPURE_MODULES.includes(name)).map((name) => `${path} imports ${name}`),
      ]);
    expect(faults).toEqual([]);
  });

  it('touches files and the network where it was agreed', () => {
    const faults = files
      .filter(({ path, folder }) => !FOLDERS_THAT_USE_FILES.includes(folder) && !FILES_THAT_USE_FILES.includes(path))
      .flatMap(({ path, modules }) =>
        modules.filter((name) => OUTSIDE_MODULES.includes(name)).map((name) => `${path} imports ${name}`),
      );
    expect(faults).toEqual([]);
  });

  it('has a mirrored test for each file that does something', () => {
    const faults = files.filter(
      ({ path, code }) => path !== 'index.ts' && hasBehaviour(code) && !existsSync(testOf(path)),
    );
    expect(faults.map(nameOf)).toEqual([]);
  });
});

describe('the tests', () => {
  it('mirror a source file each, or stand at the top or in a folder of their own', () => {
    const mirrored = filesBelow(join(root, 'test')).filter(
      (path) => LAYERS.includes(folderOf(path)) && path.endsWith('.test.ts'),
    );
    const faults = mirrored.filter((path) => !existsSync(join(root, 'src', path.replace(/\.test\.ts$/, '.ts'))));
    expect(mirrored.length).toBeGreaterThan(10);
    expect(faults).toEqual([]);
  });
});

describe('the reader of source files used here', () => {
  it('finds static, type-only, dynamic and bare imports, and none in comments or strings', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from '../parse/b.ts';",
      "import './c.ts';",
      "const d = await import('./d.ts');",
      "export { e } from './e.ts';",
      "// import { f } from './f.ts';",
      "/* import { g } from './g.ts'; */",
      'const url = "https://example.org";',
      "import { readFileSync } from 'node:fs';",
      "import yargs from 'yargs';",
    ].join('\n');
    const source = readSource('flows/x.ts', text);
    expect(source.imports).toEqual(['flows/a.ts', 'parse/b.ts', 'flows/c.ts', 'flows/d.ts', 'flows/e.ts']);
    expect(source.modules).toEqual(['fs', 'yargs']);
    expect(source.reExports).toBe(true);
    expect(readSource('a.ts', "import { a } from './a.ts';\nexport const b = a;").reExports).toBe(false);
  });

  it('sees what a line does, not what it says', () => {
    const does = [
      'const a = Date.now();',
      `const b = \`\${process.env.HOME}\`;`,
      'const c = new Date();',
      'setTimeout(f, 1);',
    ];
    const says = ["const a = 'process.pid';", '// process.env', 'const b = new Date(5);', 'const c = row.process.pid;'];
    expect(does.filter((line) => !IMPURE_NAME.test(readSource('a.ts', line).code))).toEqual([]);
    expect(says.filter((line) => IMPURE_NAME.test(readSource('a.ts', line).code))).toEqual([]);
  });

  it('finds a cycle and names its files', () => {
    const cyclic = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(findCycle(cyclic)).toEqual(['b', 'c', 'b']);
    expect(
      findCycle(
        new Map([
          ['a', ['b']],
          ['b', []],
        ]),
      ),
    ).toBeUndefined();
  });

  it('tells types and constants from behaviour', () => {
    expect(hasBehaviour("export const A = { b: 'c' } as const;\nexport type A = (typeof A)['b'];")).toBe(false);
    expect(hasBehaviour('export interface A {\n  run(): void;\n  at: () => number;\n}')).toBe(false);
    expect(hasBehaviour('export type F = (a: number) => void;\nexport interface A<T extends B> { f: F }')).toBe(false);
    expect(
      hasBehaviour('export type U =\n  | { a: string; f(): void }\n  | ((b: number) => void);\nconst c = 1;'),
    ).toBe(false);
    expect(hasBehaviour('export function f(): void {}')).toBe(true);
    expect(hasBehaviour('export const f = (a: number) => a + 1;')).toBe(true);
    expect(hasBehaviour('export class A {}')).toBe(true);
    expect(hasBehaviour('export const registry = { run(x: number) { return x; } };')).toBe(true);
  });
});

function nameOf({ path }: SourceFile): string {
  return path;
}

function testOf(path: string): string {
  return join(root, 'test', path.replace(/\.ts$/, '.test.ts'));
}

function linesWith(code: string, pattern: RegExp): string[] {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => pattern.test(line));
}
