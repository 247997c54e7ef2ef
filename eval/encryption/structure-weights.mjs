// `node eval/encryption/structure-weights.mjs [--no-lab]`: how much each structure tells channels of made-up ciphertext from all others, on the design part
// alone: the one-sided 95 % lower bound of log2 of the ratio of the shares that show it (Wilson's of each share), and what it could be at most
// if every hidden channel showed it. Caps of src/models/structure-formulas.ts quote these.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANNEL_MEASURES } from '../../dist/features/channel-measures.js';
import { isUsualOpening, structureBits, structureOfFlow } from '../../dist/models/structure-formulas.js';
import { analysed } from '../analysed.mjs';
import { markdownTable } from '../markdown-table.mjs';
import { wilsonLower, wilsonUpper } from '../proportion.mjs';
import { recordedLab } from './lab/record-lab.mjs';
import { CorpusLabels } from './labels.mjs';
import { splitCaptures } from './split.mjs';
import { tsharkVersion } from './tshark-labels.mjs';

const CACHE = fileURLToPath(new URL('../.cache/encryption', import.meta.url));
const SHARED = process.env.CIPHERSCOPE_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const LABS = ['design', 'design-2'];
/** Where nothing else is configured. */
const SIZE_VARIANCE = 0.15;
const KINDS = ['key_exchange', 'bare_keys', 'framing', 'fixed_sizes', 'block_sizes', 'repeated_blocks', 'rsa_units'];
/** What key_exchange counts apart. */
const EXCHANGES = ['keys', 'shape', 'opening'];

const channels = [];
if (existsSync(join(SHARED, 'corpora/manifest.tsv'))) await addCorpora();
if (!process.argv.includes('--no-lab')) for (const name of LABS) await addLab(name);
console.log(weightsTable(channels));

async function addCorpora() {
  const labels = new CorpusLabels(SHARED, CACHE, tsharkVersion());
  const seen = new Set();
  for (const capture of splitCaptures(SHARED).filter(({ part }) => part === 'design')) {
    if (seen.has(capture.md5_uncompressed)) continue;
    seen.add(capture.md5_uncompressed);
    await addCapture(join(SHARED, 'corpora', capture.path), capture.path, await labels.of(capture));
  }
}

async function addLab(name) {
  const { folder, captures } = await recordedLab(name, CACHE);
  for (const { name: capture, address, port, group, family } of captures) {
    const isMain = ({ orig, resp }) => [orig, resp].some((end) => end.ip === address && end.port === port);
    const labelOf = (flow) => (isMain(flow) ? { group, family } : { group: 'unscored' });
    await addCapture(join(folder, `${capture}.pcap`), capture, labelOf);
  }
}

/** Flows to one responder are a channel; the label is that of its first flow. */
async function addCapture(path, capture, labelOf) {
  let flows;
  try {
    ({ flows } = await analysed([path], [], { proprietaryRecognisers: false }));
  } catch (error) {
    console.error(`${capture}: left out: ${error.message}`);
    return;
  }
  const byChannel = new Map();
  for (const flow of flows) {
    const { group, family } = labelOf(flow);
    // Structure is asked for where no standard explains the bytes; what is recognised as one has no such numbers.
    if (group === 'unscored' || flow.encryption.class === 'standard') continue;
    const key = `${flow.transport} ${flow.resp.ip} ${flow.resp.port} ${group}`;
    byChannel.set(key, [...(byChannel.get(key) ?? []), { ...measuredFlow(flow), group, family }]);
  }
  for (const own of byChannel.values()) {
    const { group, family } = own[0];
    channels.push({ capture, isCustom: group === 'custom', family, shows: shownBy(own) });
  }
}

function measuredFlow({ features }) {
  return { measure: (position) => features[CHANNEL_MEASURES[position]] ?? Number.NaN };
}

/** Names of KINDS and EXCHANGES that the flows show, one or all together. */
function shownBy(flows) {
  const shown = new Set();
  const pooled = { bare_keys: 0, tried: 0 };
  const openings = new Map();
  for (const flow of flows) {
    for (const kind of KINDS) {
      const numbers = structureOfFlow(kind, flow, SIZE_VARIANCE);
      if (kind === 'bare_keys') {
        pooled.bare_keys += numbers.bare_keys;
        pooled.tried += numbers.tried;
      } else if (structureBits(kind, numbers) > 0) {
        shown.add(kind);
        if (kind === 'key_exchange')
          shown.add(numbers.keys > 0 ? 'keys' : numbers.shape_bits > 0 ? 'shape' : 'opening');
      }
    }
    const bytes = flow.measure(CHANNEL_MEASURES.indexOf('exchange.first_message_bytes.orig'));
    openings.set(bytes, (openings.get(bytes) ?? 0) + 1);
  }
  if (structureBits('bare_keys', pooled) > 0) shown.add('bare_keys');
  for (const count of openings.values()) if (isUsualOpening(count, flows.length)) shown.add('fixed_sizes');
  return shown;
}

function weightsTable(all) {
  const custom = all.filter(({ isCustom }) => isCustom);
  const others = all.filter(({ isCustom }) => !isCustom);
  const rows = [...KINDS, ...EXCHANGES].map((kind) => {
    const showing = (own) => own.filter(({ shows }) => shows.has(kind)).length;
    const [found, false_] = [showing(custom), showing(others)];
    const families = new Set(custom.filter(({ shows }) => shows.has(kind)).map(({ family }) => family)).size;
    const bound = Math.log2(wilsonLower(found, custom.length) / wilsonUpper(false_, others.length));
    const most = -Math.log2(wilsonUpper(false_, others.length));
    const share = `${found} of ${custom.length} (${families} families)`;
    return [kind, share, `${false_} of ${others.length}`, bound.toFixed(2), most.toFixed(2)];
  });
  const captures = new Set(all.map(({ capture }) => capture)).size;
  console.log(`${all.length} channels of ${captures} captures.\n`);
  return markdownTable(
    ['structure', 'channels of made-up ciphertext', 'others', 'bits, at least', 'bits, at most'],
    rows,
  );
}
