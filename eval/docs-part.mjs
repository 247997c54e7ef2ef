// The parts of docs/evaluation.md that an evaluation writes, between `<!-- NAME:begin -->` and `<!-- NAME:end -->`.

import { readFileSync, writeFileSync } from 'node:fs';

export function writeDocsPart(path, name, markdown) {
  const text = readFileSync(path, 'utf8');
  const begin = `<!-- ${name}:begin -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(`<!-- ${name}:end -->`);
  if (from < 0 || to < from) throw new Error(`${path} has no ${begin} … ${name}:end`);
  writeFileSync(path, `${text.slice(0, from)}${begin}\n\n${markdown}\n\n${text.slice(to)}`);
}
