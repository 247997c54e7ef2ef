// Can a person check what is said? Frames, offsets, lengths and numbers in the reasons of encryption classes, and the keys of flows, against the bytes that
// tshark puts together and against arithmetic that is not the product's. Captures of the design part alone; every difference is listed.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { analysed } from '../analysed.mjs';
import { recordedLab } from '../encryption/lab/record-lab.mjs';
import { splitCaptures } from '../encryption/split.mjs';
import { tsharkVersion } from '../encryption/tshark-labels.mjs';
import { markdownTable } from '../markdown-table.mjs';
import { isKey, randomness } from './second-opinion.mjs';
import { tsharkStreams } from './tshark-streams.mjs';

const CACHE = fileURLToPath(new URL('../.cache/encryption', import.meta.url));
const LABS = ['design', 'design-2'];
/** What such services enclose is judged alone, and the offsets are in that: not in the stream that tshark shows. */
const ENCLOSING = /and offsets are in (?:that|those)/;
const UNIFORMITY =
  /(originator|responder): (\d+) bytes of stream offsets (\d+) to (\d+)(?: \(([^)]*)\))? are (?:not )?uniform: entropy ([-\d.]+) bits \(z ([-\d.]+)\), chi-square z ([-\d.]+), popcount z ([-\d.]+)/;
const REPEAT = /(originator|responder): \d+ of \d+ blocks of (\d+) bytes .*stream offset (\d+) again at (\d+)/;
const SKIPPED = /^(?:(\d+) skipped in each message)?(?:, )?(?:(\d+) left out at its end)?$/;
/** Rounded as they are written: entropy to two places, the others to one. */
const HALF_PLACES = [0.0051, 0.0501, 0.0501, 0.0501];
const LISTED = 20;

export async function evaluateReasons({ shared }) {
  const counts = new Map();
  const differences = [];
  const note = (claim, isTrue, where) => {
    const count = counts.get(claim) ?? { claims: 0, different: 0 };
    count.claims++;
    if (!isTrue) {
      count.different++;
      differences.push({ claim, ...where });
    }
    counts.set(claim, count);
  };
  const captures = tsharkVersion() === undefined ? [] : await designCaptures(shared);
  for (const path of captures) {
    try {
      await checkCapture(path, note);
    } catch (error) {
      console.error(`${path}: left out: ${error.message}`);
    }
  }
  const rows = [...counts].map(([claim, count]) => ({ claim, ...count }));
  const results = { tshark_version: tsharkVersion(), captures: captures.length, claims: rows, differences };
  return { results, markdown: markdownOf(results) };
}

async function designCaptures(shared) {
  const paths = [];
  if (existsSync(join(shared, 'corpora/manifest.tsv'))) {
    const seen = new Set();
    for (const { path, part, md5_uncompressed: md5 } of splitCaptures(shared)) {
      if (part === 'design' && !seen.has(md5)) paths.push(join(shared, 'corpora', path));
      seen.add(md5);
    }
  }
  for (const lab of LABS) {
    const { folder, captures } = await recordedLab(lab, CACHE);
    for (const { name } of captures) paths.push(join(folder, `${name}.pcap`));
  }
  return paths;
}

async function checkCapture(path, note) {
  const { flows } = await analysed([path]);
  const wanted = flows.filter(
    ({ keys, encryption }) => keys !== undefined || / stream offset/.test(encryption.reasons),
  );
  if (wanted.length === 0) return;
  const streams = tsharkStreams(path, wanted);
  for (const flow of wanted) {
    const where = { capture: path.split('/').slice(-2).join('/'), frame: flow.first_frame };
    const sides = streams.get(flow);
    // Transports without ports, and flows inside a tunnel, have no stream that tshark would show.
    if (sides === undefined) continue;
    const isEnclosed = flow.encryption.reasons.some((reason) => ENCLOSING.test(reason));
    for (const reason of isEnclosed ? [] : flow.encryption.reasons) checkReason(reason, sides, note, where);
    for (const { from, offset, bytes, form, algorithm } of flow.keys ?? []) {
      const key = sides[from].bytes.subarray(offset, offset + bytes);
      note(`a key: ${form}`, key.length === bytes && isKey(form, algorithm, key), where);
    }
  }
}

function checkReason(reason, sides, note, where) {
  const uniformity = UNIFORMITY.exec(reason);
  if (uniformity !== null) {
    const [, name, count, from, to, what = '', ...numbers] = uniformity;
    const side = name === 'originator' ? sides.orig : sides.resp;
    note('offsets that the stream has', Number(to) < side.bytes.length, { ...where, reason });
    const tested = testedBytes(side, Number(from), Number(to) + 1, what);
    if (tested === undefined) return;
    const measured = tested.length === Number(count) ? randomness(tested) : undefined;
    const isSame = measured?.every((value, i) => Math.abs(value - Number(numbers[i])) <= HALF_PLACES[i]) === true;
    note(what === '' ? 'numbers of a run of bytes' : 'numbers of bytes behind headers', isSame, { ...where, reason });
  }
  const repeat = REPEAT.exec(reason);
  if (repeat !== null) {
    const { bytes } = repeat[1] === 'originator' ? sides.orig : sides.resp;
    const [size, first, again] = repeat.slice(2).map(Number);
    const block = (at) => bytes.subarray(at, at + size);
    const isSame = again > first && block(again).length === size && block(first).equals(block(again));
    note('a block that comes again', isSame, { ...where, reason });
  }
}

/** Undefined where the reason does not say all that was left out: bodies of frames, kinds, cut keys. Messages of a stream are not tshark's to tell. */
function testedBytes({ bytes, ends }, from, to, what) {
  if (what === '') return bytes.subarray(from, to);
  const left = SKIPPED.exec(what);
  if (left === null || ends === undefined) return undefined;
  const [skipped, trailer] = [Number(left[1] ?? 0), Number(left[2] ?? 0)];
  const pieces = [];
  let start = 0;
  for (const end of ends) {
    // The last one may have been cut at its end, where there is no trailer then.
    if (start >= from && start < to) pieces.push(bytes.subarray(start + skipped, Math.min(to, end - trailer)));
    start = end;
  }
  return Buffer.concat(pieces);
}

function markdownOf({ tshark_version: tshark, captures, claims, differences }) {
  const rows = claims.map(({ claim, claims: count, different }) => [claim, count, different]);
  const listed = differences
    .slice(0, LISTED)
    .map(({ claim, capture, frame, reason = '' }) => `* ${claim}: ${capture}, frame ${frame}: ${reason.slice(0, 160)}`);
  return `# Reasons\n\n${captures} captures, tshark ${tshark ?? 'is not installed'}.\n\n${markdownTable(['claim', 'checked', 'different'], rows)}\n\n${listed.join('\n')}`;
}
