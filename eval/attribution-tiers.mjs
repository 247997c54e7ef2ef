// How right the tiers are that a plain log of polls never uses: the same labs, their logs as other tools would have written them. B: the local
// address left open (0.0.0.0). C: an address of a VPN's inside instead. F: connect events as the kernel dates them, without a local port.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analysed } from './analysed.mjs';
import { calibration, judge } from './attribution-score.mjs';

/** 10.0.2.15 as /proc/net prints it. */
const LOCAL = / 0F02000A:/g;
const WILDCARD = ' 00000000:';
/** 10.215.173.1, the inside of PCAPdroid's tunnel. */
const TUNNEL = ' 01ADD70A:';

const VARIANTS = [
  { tier: 'B', file: 'procnet.log', logOf: ({ log }) => log.replace(LOCAL, WILDCARD) },
  { tier: 'C', file: 'procnet.log', logOf: ({ log }) => log.replace(LOCAL, TUNNEL) },
  { tier: 'F', file: 'connects.ndjson', logOf: ({ truth }) => truth.flatMap(connectEvent).join('') },
];

/** A row of the calibration for each of these tiers. */
export async function otherTiers(datasets, folder) {
  const rows = [];
  for (const { tier, file, logOf } of VARIANTS) {
    const judged = [];
    for (const dataset of datasets) {
      const path = join(folder, file);
      writeFileSync(path, logOf(dataset));
      const { flows } = await analysed([dataset.capture], [path]);
      judged.push(...judge(dataset.name, flows, dataset.truth, dataset.log).judged);
    }
    rows.push(...calibration(judged).tiers.filter((row) => row.tier === tier));
  }
  return rows;
}

/** As the network log of a device owner tells of a connection: who, when and where to, in milliseconds. */
function connectEvent({ destination, firstUs, uid }) {
  const [transport, endpoint] = destination.split(' ');
  if (transport !== 'tcp') return [];
  const colon = endpoint.lastIndexOf(':');
  const event = {
    schema: 'cipherscope.socket/1',
    '@timestamp': new Date(firstUs / 1000).toISOString(),
    'event.action': 'connect',
    'destination.ip': endpoint.slice(0, colon),
    'destination.port': Number(endpoint.slice(colon + 1)),
    'android.uid': uid,
  };
  return [`${JSON.stringify(event)}\n`];
}
