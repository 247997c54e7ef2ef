// The captures of one part of the lab: families × parameters, drawn once by a seed and committed as plan-PART.json. design and design-2 are for
// rules to be designed on, report and fresh for reporting. `node eval/encryption/lab/plan.mjs PART` draws one again. Each capture has a server
// address of its own; that is how packets find their capture.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHANNEL_FAMILIES } from './families-channels.mjs';
import { PLAIN_FAMILIES } from './families-plain.mjs';
import { SEALED_FAMILIES } from './families-sealed.mjs';
import { seededDraw } from './random.mjs';

const FIRST_FAMILIES = { ...SEALED_FAMILIES, ...PLAIN_FAMILIES };
const ALL_FAMILIES = { ...FIRST_FAMILIES, ...CHANNEL_FAMILIES };
/** `captures`: of each family, where it does not ask for more. */
const PARTS = {
  design: { seed: 'cipherscope lab design 1', captures: 4, families: FIRST_FAMILIES },
  report: { seed: 'cipherscope lab report 1', captures: 6, families: FIRST_FAMILIES },
  'design-2': { seed: 'cipherscope lab design 2', captures: 3, families: ALL_FAMILIES },
  fresh: { seed: 'cipherscope lab fresh 2', captures: 6, families: ALL_FAMILIES },
};
const FIRST_LOCAL_PORT = 21_000;
const FIRST_WIREGUARD_PORT = 62_000;
/** Of captures of TCP, how many are met in mid-flow: their flows lose their first packets. */
const MIDFLOW_SHARE = 0.15;
const COMMON_PORTS = [80, 443, 8080, 8443, 5222];

export function plannedCaptures(part) {
  return JSON.parse(readFileSync(new URL(`plan-${part}.json`, import.meta.url), 'utf8'));
}

function drawPlan(part) {
  const { seed, captures: most, families } = PARTS[part];
  const draw = seededDraw(seed);
  const captures = [];
  for (const [
    family,
    { group, protocol, program, transport, vary, captures: least, connections, midflow = MIDFLOW_SHARE },
  ] of Object.entries(families)) {
    const offset = draw.whole(0, 1000) * 2;
    const count = Math.max(most, least);
    for (let i = 0; i < count; i++) {
      const number = captures.length + 1;
      captures.push({
        name: `${part}-${family}-${i + 1}`,
        number,
        family,
        group,
        ...(protocol === undefined ? { program, transport } : { protocol }),
        address: `10.77.${number >> 7}.${(number & 127) + 1}`,
        // WireGuard listens on every address, so its ports must differ.
        port:
          program === 'wireguard'
            ? FIRST_WIREGUARD_PORT + number
            : draw.share() < 0.3
              ? draw.pick(COMMON_PORTS)
              : draw.whole(4000, 60_000),
        localPort: FIRST_LOCAL_PORT + number,
        connections,
        midflow: draw.share() < midflow,
        seed: draw.whole(1, 1e9),
        params: vary(draw, part === 'design' ? i : i + offset),
      });
    }
  }
  return captures;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const part of process.argv.slice(2)) {
    const lines = drawPlan(part).map((capture) => JSON.stringify(capture));
    writeFileSync(new URL(`plan-${part}.json`, import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
  }
}
