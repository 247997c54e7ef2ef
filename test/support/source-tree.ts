// Reads the source tree for the architecture test: what each file imports, and its code without comments or strings.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** Relative to src/. */
  path: string;
  folder: string;
  text: string;
  lines: number;
  /** Without comments and strings; of templates the expressions are kept. */
  code: string;
  /** Imported files, relative to src/. */
  imports: string[];
  /** Imported modules of Node (without `node:`) and packages. */
  modules: string[];
  /** Whether it re-exports from another file. */
  reExports: boolean;
}

export function sourceFiles(): SourceFile[] {
  return filesBelow(join(root, 'src')).map((path) => readSource(path, readFileSync(join(root, 'src', path), 'utf8')));
}

export function readSource(path: string, text: string): SourceFile {
  const commented = withoutComments(text);
  const specifiers = [...commented.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"\n]+)['"]/g)].map(
    (match) => match[1] as string,
  );
  return {
    path,
    folder: folderOf(path),
    text,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    code: commented.replace(STRING, (string) => (string.startsWith('`') ? expressionsOf(string) : "''")),
    imports: specifiers.filter(isRelative).map((name) => posix.join(posix.dirname(path), name)),
    modules: specifiers.filter((name) => !isRelative(name)).map((name) => name.replace(/^node:/, '')),
    reExports: /\bexport\s+(?:type\s+)?[{*][^;]*?\bfrom\s*['"]/.test(commented),
  };
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

export function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

/** The files along the first cycle, the first one repeated at the end. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (done.has(file)) return undefined;
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    trail.push(file);
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle !== undefined) return cycle;
    }
    trail.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Whether anything is left to test once types and literals are gone: a function, a class, a method. */
export function hasBehaviour(code: string): boolean {
  return /\bfunction\b|\bclass\b|=>|\)\s*(?::[^;{}]*)?\{/.test(withoutTypes(code));
}

/** Without interfaces and type aliases. Both end where their brackets are closed: an interface by that, an alias by a semicolon. */
function withoutTypes(code: string): string {
  let rest = code;
  for (;;) {
    const declaration = /^(?:export\s+)?(interface|type)\s+\w/m.exec(rest);
    if (declaration === null) return rest;
    let end = declaration.index;
    for (let depth = 0; end < rest.length; end++) {
      const character = rest[end] as string;
      if ('{[('.includes(character)) depth += 1;
      if ('}])'.includes(character)) depth -= 1;
      if (depth === 0 && character === (declaration[1] === 'type' ? ';' : '}')) break;
    }
    rest = rest.slice(0, declaration.index) + rest.slice(end + 1);
  }
}

const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** A template may hold a script for a browser: that is text, and what is between its braces is code. */
function expressionsOf(template: string): string {
  const expressions = [...template.matchAll(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g)].map((match) => `(${match[1]})`);
  return `''${expressions.map((expression) => ` + ${expression}`).join('')}`;
}

/** Comments become blanks; strings stay for now, so that the slashes of an address do not start a comment. */
function withoutComments(text: string): string {
  return text.replace(new RegExp(`/\\*[\\s\\S]*?\\*/|//[^\\n]*|${STRING.source}`, 'g'), (match) =>
    match.startsWith('/') ? ' ' : match,
  );
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}
