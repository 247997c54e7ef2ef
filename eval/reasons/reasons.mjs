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
import { enclosed } from './enclosed.mjs';
import { bodiesBetween, leadsThrough, lengthField } from './frames.mjs';
import { citesNeighbours } from './neighbours.mjs';
import { pooledBytes } from './pooled.mjs';
import { isKey, randomness } from './second-opinion.mjs';
import { sizeClaims } from './sizes.mjs';
import { tsharkFrames, tsharkStreams } from './tshark-streams.mjs';

const CACHE = fileURLToPath(new URL('../.cache/encryption', import.meta.url));
const LABS = ['design', 'design-2'];
const ENCLOSING = /and offsets are in (?:that|those)/;
const UNIFORMITY =
  /(originator|responder|both sides together): (\d+) bytes of stream offsets (\d+) to (\d+)(?: \(([^)]*)\))? are (?:not )?uniform: entropy ([-\d.]+) bits \(z ([-\d.]+)\), chi-square z ([-\d.]+), popcount z ([-\d.]+)/;
const REPEAT = /(originator|responder): \d+ of \d+ blocks of (\d+) bytes .*stream offset (\d+) again at (\d+)/;
const HIDDEN = /^the (\d+) bytes that it hides are few/;
const BODY =
  /^the (request|response) body .* but its first (\d+) bytes are uniform \(entropy ([-\d.]+) bits, z ([-\d.]+)\)/;
const SKIPPED =
  /^(bodies of its frames)?(?:(?:, )?behind \d+ clear messages)?(?:(?:, )?(\d+) skipped in each (?:message|frame))?(?:(?:, )?(\d+) left out at its end)?$/;
/** Where channels are looked at for structure. */
const UNEXPLAINED = new Set(['custom', 'embedded']);
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
    ({ keys, encryption: { class: name, reasons } }) =>
      keys !== undefined || UNEXPLAINED.has(name) || / stream offset|same address and port|same port of/.test(reasons),
  );
  if (wanted.length === 0) return;
  const frames = tsharkFrames(path);
  const streams = tsharkStreams(path, wanted, frames);
  for (const flow of wanted) {
    const where = { capture: path.split('/').slice(-2).join('/'), frame: flow.first_frame };
    const { class: name, reasons } = flow.encryption;
    for (const reason of reasons) {
      const isRight = citesNeighbours(reason, flow, frames);
      if (isRight !== undefined) note('flows beside it', isRight, { ...where, reason });
    }
    for (const [i, reason] of reasons.entries()) {
      const pooled = reasons
        .slice(0, i)
        .map((opening) => pooledBytes(reason, opening, flow, frames))
        .find(Boolean);
      if (pooled === undefined) continue;
      note('numbers of flows together', isSame(pooled.bytes, pooled.count, pooled.numbers), { ...where, reason });
    }
    const sides = streams.get(flow);
    // Transports without ports, and flows inside a tunnel, have no stream that tshark would show.
    if (sides === undefined) continue;
    if (UNEXPLAINED.has(name)) checkStructure(flow, sides, note, where);
    const enclosing = reasons.find((reason) => ENCLOSING.test(reason));
    const shown = enclosing === undefined ? sides : enclosed(enclosing, sides);
    const inside = enclosing === undefined ? '' : `, inside ${/WebSocket|MQTT/.exec(enclosing)?.[0] ?? 'an imitation'}`;
    if (shown !== undefined)
      for (const reason of reasons) checkReason(reason, shown, inside, flow.features, note, where);
    for (const { from, offset, bytes, form, algorithm } of flow.keys ?? []) {
      const key = sides[from].bytes.subarray(offset, offset + bytes);
      note(`a key: ${form}`, key.length === bytes && isKey(form, algorithm, key), where);
    }
  }
}

function checkStructure({ features, transport }, sides, note, where) {
  for (const side of ['orig', 'resp']) {
    const field = lengthField(features, side);
    const place = { ...where, reason: `${side}: ${JSON.stringify(field)}` };
    if (field !== undefined)
      note('a length field that leads from frame to frame', leadsThrough(sides[side], field), place);
    if (transport !== 'udp') continue;
    for (const [claim, isTrue] of sizeClaims(features, side, sides[side].ends))
      note(claim, isTrue, { ...where, reason: side });
  }
}

function checkReason(reason, sides, inside, features, note, where) {
  const place = { ...where, reason };
  const uniformity = UNIFORMITY.exec(reason);
  if (uniformity !== null) {
    const [, name, count, from, to, what = '', ...numbers] = uniformity;
    const side = sideNamed(name, sides);
    note(`offsets that the stream has${inside}`, Number(to) < side.bytes.length, place);
    const field = name === 'originator' ? lengthField(features, 'orig') : lengthField(features, 'resp');
    const tested = testedBytes(side, field, Number(count), Number(from), Number(to) + 1, what);
    if (tested !== undefined)
      note(
        `${tested.claim}${inside}`,
        tested.readings.some((bytes) => isSame(bytes, count, numbers)),
        place,
      );
  }
  const repeat = REPEAT.exec(reason);
  if (repeat !== null) {
    const { bytes } = sideNamed(repeat[1], sides);
    const [size, first, again] = repeat.slice(2).map(Number);
    const block = (at) => bytes.subarray(at, at + size);
    const isThere = again > first && block(again).length === size && block(first).equals(block(again));
    note('a block that comes again', isThere, place);
  }
  const hidden = HIDDEN.exec(reason);
  if (hidden !== null) {
    const bytes = sides.orig.bytes.length + sides.resp.bytes.length;
    note(`bytes that are hidden${inside}`, bytes === Number(hidden[1]), place);
  }
  const body = BODY.exec(reason);
  if (body !== null) {
    const { bytes } = body[1] === 'request' ? sides.orig : sides.resp;
    const start = bytes.indexOf('\r\n\r\n') + 4;
    const [entropy, z] = randomness(bytes.subarray(start, start + Number(body[2])));
    const isNear = Math.abs(entropy - body[3]) <= HALF_PLACES[0] && Math.abs(z - body[4]) <= HALF_PLACES[1];
    note('numbers of a body of HTTP', isNear, place);
  }
}

function sideNamed(name, { orig, resp }) {
  if (name === 'both sides together') return { bytes: Buffer.concat([orig.bytes, resp.bytes]), ends: [] };
  return name === 'originator' ? orig : resp;
}

function isSame(bytes, count, numbers) {
  if (bytes.length !== Number(count)) return false;
  return randomness(bytes).every((value, i) => Math.abs(value - Number(numbers[i])) <= HALF_PLACES[i]);
}

/**
 * What may have been tested, in as many readings as the reason leaves open; undefined where it does not say all that was left out (kinds, cut keys), or
 * where it was left out of messages of a stream that tshark tells otherwise.
 */
function testedBytes(side, field, count, from, to, what) {
  const left = SKIPPED.exec(what);
  if (left === null) return undefined;
  const [skipped, trailer] = [Number(left[2] ?? 0), Number(left[3] ?? 0)];
  if (left[1] !== undefined) {
    if (field === undefined) return undefined;
    return {
      claim: 'numbers of bodies of frames',
      readings: bodiesBetween(side.bytes, field, from, to, skipped, trailer),
    };
  }
  if (skipped + trailer === 0 && count === to - from)
    return { claim: 'numbers of a run of bytes', readings: [side.bytes.subarray(from, to)] };
  const isExact = side.turns === undefined;
  const readings = (isExact ? [side.ends] : [side.ends, side.turns])
    .map((ends) => behindHeaders(side.bytes, ends, from, to, skipped, trailer))
    .filter((bytes) => isExact || bytes.length === count);
  return readings.length === 0 ? undefined : { claim: 'numbers of bytes behind headers', readings };
}

function behindHeaders(bytes, ends, from, to, skipped, trailer) {
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
