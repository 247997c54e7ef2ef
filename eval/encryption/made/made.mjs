// Made protocols, in the clear and sealed, as the product sees them: `node eval/encryption/made/made.mjs design` (or `held`; `more`: other clear kinds), after a build.
// Prints for each family how many flows and channels are called ciphertext. The held part is looked at when rules are done, and not to find them.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analysed } from '../../analysed.mjs';
import { markdownTable } from '../../markdown-table.mjs';
import { pcapOf } from '../../verdicts/wire.mjs';
import { madeChannel } from './channels.mjs';
import { CLEAR_BODIES } from './clear-bodies.mjs';
import { MORE_CLEAR_BODIES } from './more-clear-bodies.mjs';
import { SEALED_BODIES } from './sealed-bodies.mjs';

const HALVES = [
  ['in the clear', CLEAR_BODIES],
  ['sealed', SEALED_BODIES],
];
const PARTS = { design: HALVES, held: HALVES, more: [['in the clear', MORE_CLEAR_BODIES]] };
const CHANNELS = 40;
const FLAGGED = new Set(['custom', 'embedded']);
/** Below, nothing is asked of any rule. */
const MIN_BYTES = 40;
const [part = 'design', ...listed] = process.argv.slice(2);
if (PARTS[part] === undefined) {
  console.error(`${part}: give one of ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'cipherscope-made-'));
try {
  for (const [title, bodies] of PARTS[part]) {
    const rows = [];
    const sum = { flows: 0, flagged: 0, channels: 0, touched: 0 };
    for (const [family, body] of Object.entries(bodies)) {
      const row = await scoreFamily(family, body);
      for (const key of Object.keys(sum)) sum[key] += row[key];
      rows.push([family, `${row.flagged} of ${row.flows}`, `${row.touched} of ${row.channels}`]);
    }
    rows.push(['all', `${sum.flagged} of ${sum.flows}`, `${sum.touched} of ${sum.channels}`]);
    console.log(`${markdownTable([title, 'flows called ciphertext', 'channels with one'], rows)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function scoreFamily(family, body) {
  const channelOf = new Map();
  const flows = [];
  for (let index = 0; index < CHANNELS; index++) {
    for (const flow of madeChannel(part, family, body, index)) {
      const remoteIp = `203.0.${index}.${1 + flow.server}`;
      channelOf.set(`${flow.localPort} ${remoteIp}`, index);
      flows.push({ ...flow, remoteIp });
    }
  }
  const path = join(folder, `${family}.pcap`);
  writeFileSync(path, pcapOf(flows));
  const records = (await analysed([path])).flows.filter(
    ({ orig, resp }) => orig.payload_bytes >= MIN_BYTES || resp.payload_bytes >= MIN_BYTES,
  );
  const flagged = records.filter(({ encryption }) => FLAGGED.has(encryption.class));
  const channels = (some) => new Set(some.map(({ orig, resp }) => channelOf.get(`${orig.port} ${resp.ip}`))).size;
  if (listed.includes(family)) {
    for (const record of records) {
      const channel = channelOf.get(`${record.orig.port} ${record.resp.ip}`);
      console.log(
        `${family} ${channel} ${record.transport} ${record.orig.payload_bytes}/${record.resp.payload_bytes} ${record.encryption.class} ${record.encryption.confidence}: ${record.encryption.reasons.join('; ')}`,
      );
    }
  }
  return { flows: records.length, flagged: flagged.length, channels: CHANNELS, touched: channels(flagged) };
}
