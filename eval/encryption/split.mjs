// Which captures rules may be designed on and which are only reported: split.tsv, drawn once and committed.
// `node eval/encryption/split.mjs` draws it again: by capture, equal files together, captures of one custom family or else of one source
// taken in turns in an order that the seed fixes. Single captures of a family are reported. Labels that were corrected after the draw do not
// move captures from one part to the other.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownTable, readTable } from './tables.mjs';

export const SPLIT_SEED = 'cipherscope encryption 1';
/** Of three captures in turn, which are for design. */
const TURNS = ['report', 'design', 'report'];
const TURNS_OF_FAMILY = ['report', 'design'];

/** Rows of manifest.tsv with `part`; captures that split.tsv does not name are left out. */
export function splitCaptures(shared) {
  const parts = new Map(ownTable('split.tsv').map(({ capture, part }) => [capture, part]));
  const manifest = readTable(join(shared, 'corpora/manifest.tsv'));
  return manifest.map((row) => ({ ...row, part: parts.get(row.path) })).filter(({ part }) => part !== undefined);
}

function drawSplit(shared) {
  const manifest = readTable(join(shared, 'corpora/manifest.tsv'));
  const families = familiesOfCaptures(shared);
  const strata = new Map();
  for (const { path, md5_uncompressed: md5 } of manifest) {
    const family = families.get(path);
    const stratum = family ?? path.split('/')[0];
    const files = strata.get(stratum) ?? { isFamily: family !== undefined, byMd5: new Map() };
    files.byMd5.set(md5, [...(files.byMd5.get(md5) ?? []), path]);
    strata.set(stratum, files);
  }
  const partOfMd5 = new Map();
  // Families first: a capture that several sources hold stays where its family put it.
  const order = [...strata].sort(([a, x], [b, y]) => Number(y.isFamily) - Number(x.isFamily) || (a < b ? -1 : 1));
  for (const [, { isFamily, byMd5 }] of order) {
    const turns = isFamily ? TURNS_OF_FAMILY : TURNS;
    const drawn = [...byMd5.keys()].filter((md5) => !partOfMd5.has(md5)).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    for (const [i, md5] of drawn.entries()) partOfMd5.set(md5, turns[i % turns.length]);
  }
  return manifest.map(({ path, md5_uncompressed: md5 }) => ({ path, part: partOfMd5.get(md5) }));
}

/** The first custom family of a capture by nDPI's names and the corrections. */
function familiesOfCaptures(shared) {
  const families = new Map();
  for (const { capture, group, family } of ownTable('labels-corrected.tsv')) {
    if (group === 'custom') families.set(capture, family);
  }
  const customs = new Map(
    ownTable('label-names.tsv')
      .filter(({ group }) => group === 'custom')
      .map(({ name, family }) => [name, family]),
  );
  for (const { pcap, ndpi_protocol: name, proto } of readTable(join(shared, 'corpora/labels.tsv'))) {
    const family = customs.get(`${name}/${proto.toLowerCase()}`);
    if (family !== undefined && !families.has(pcap)) families.set(pcap, family);
  }
  return families;
}

function rank(md5) {
  return createHash('sha256').update(`${SPLIT_SEED} ${md5}`).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shared = process.env.CIPHERSCOPE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
  const lines = drawSplit(shared).map(({ path, part }) => `${path}\t${part}\n`);
  writeFileSync(new URL('split.tsv', import.meta.url), `capture\tpart\n${lines.join('')}`);
}
