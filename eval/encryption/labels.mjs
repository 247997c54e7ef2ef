// Which group each flow of the corpora belongs to, and why: nDPI's published names where it looked at bytes, tshark's for the other sources,
// both read through label-names.tsv, and labels-corrected.tsv over both. What neither names is unscored, and counted.

import { join } from 'node:path';
import { flowKey, keyOfRecord } from './flow-key.mjs';
import { ownTable, readTable } from './tables.mjs';
import { tsharkLabels } from './tshark-labels.mjs';

const NAMES = ownTable('label-names.tsv').flatMap((row) =>
  row.name.split(' ').map((name) => [`${row.vocabulary} ${name}`, row]),
);
const GROUP_OF_NAME = new Map(NAMES);
const CORRECTED = ownTable('labels-corrected.tsv');
const UNSCORED = { group: 'unscored', family: '', origin: 'no label' };

/** `labelled(captures)` needs the corpora at `shared`; `cache`: folder for what tshark says; `version`: tshark's, undefined without it. */
export class CorpusLabels {
  #ndpi = new Map();
  #shared;
  #cache;
  #version;

  constructor(shared, cache, version) {
    this.#shared = shared;
    this.#cache = cache;
    this.#version = version;
    for (const row of readTable(join(shared, 'corpora/labels.tsv'))) {
      const key = `${row.pcap} ${flowKey(row.proto.toLowerCase(), row.ip_a, row.port_a, row.ip_b, row.port_b)}`;
      this.#ndpi.set(key, row);
    }
  }

  /** A function from a flow record of `capture` (a row of manifest.tsv) to `{ group, family, origin, ndpi }`. */
  async of(capture) {
    const isNdpi = capture.path.startsWith('ndpi/');
    const seen = isNdpi || this.#version === undefined ? new Map() : await this.#dissected(capture);
    const corrections = CORRECTED.filter((row) => matches(row.capture, capture.path));
    return (record) => {
      const key = keyOfRecord(record);
      const ndpi = this.#ndpi.get(`${capture.path} ${key}`);
      const label = isNdpi ? ofNdpi(ndpi, record.transport) : ofTshark(seen.get(key), record.transport);
      const corrected = corrections.find((row) => isCorrectedBy(record, row));
      if (corrected === undefined) return { ...label, ndpi };
      return { group: corrected.group, family: corrected.family, origin: 'corrected', ndpi };
    };
  }

  #dissected({ path, md5_uncompressed: md5 }) {
    const file = join(this.#cache, `tshark-${this.#version}`, `${md5}.json`);
    return tsharkLabels(join(this.#shared, 'corpora', path), file);
  }
}

function ofNdpi(row, transport) {
  // A name that nDPI guessed from a port or an address is none.
  if (row === undefined || !row.confidence.startsWith('DPI')) return UNSCORED;
  const origin = `nDPI: ${row.ndpi_protocol}`;
  const base = row.ndpi_protocol.split('.')[0];
  const known = GROUP_OF_NAME.get(`ndpi ${base}/${transport}`);
  if (known !== undefined) return { group: known.group, family: known.family, origin };
  return row.encrypted === 'cleartext' ? { group: 'cleartext', family: base, origin } : { ...UNSCORED, origin };
}

function ofTshark(flow, transport) {
  if (flow === undefined || flow.names.length === 0) return UNSCORED;
  const origin = `tshark: ${flow.names.slice(0, 4).join('+')}`;
  const known = flow.names.map((name) => GROUP_OF_NAME.get(`tshark ${name}`)).filter((row) => row !== undefined);
  const chosen = known.find(({ group }) => group === 'standard') ?? known[0];
  if (chosen !== undefined) return { group: chosen.group, family: chosen.family, origin };
  return { group: 'cleartext', family: `${flow.names[0]}/${transport}`, origin };
}

function isCorrectedBy(record, { transport, endpoint }) {
  if (transport !== '*' && transport !== record.transport) return false;
  if (endpoint === '*') return true;
  return [record.orig, record.resp].some(({ ip, port }) => endpoint === `${ip}:${port}` || endpoint === `*:${port}`);
}

function matches(pattern, path) {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
