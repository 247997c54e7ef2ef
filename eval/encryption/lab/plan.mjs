// The captures of one part of the lab: families × parameters, drawn once by a seed and committed as plan-design.json and plan-report.json.
// `node eval/encryption/lab/plan.mjs` draws both again. Each capture has a server address of its own; that is how packets find their capture.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PLAIN_FAMILIES } from './families-plain.mjs';
import { SEALED_FAMILIES } from './families-sealed.mjs';
import { seededDraw } from './random.mjs';

const SEEDS = { design: 'cipherscope lab design 1', report: 'cipherscope lab report 1' };
const CAPTURES = { design: 4, report: 6 };
const FIRST_LOCAL_PORT = 21_000;
const FIRST_WIREGUARD_PORT = 62_000;
/** Of captures of TCP, how many are met in mid-flow: their flows lose their first packets. */
const MIDFLOW_SHARE = 0.15;
const COMMON_PORTS = [80, 443, 8080, 8443, 5222];

export function plannedCaptures(part) {
  return JSON.parse(readFileSync(new URL(`plan-${part}.json`, import.meta.url), 'utf8'));
}

function drawPlan(part) {
  const draw = seededDraw(SEEDS[part]);
  const captures = [];
  for (const [family, { group, protocol, program, transport, vary, captures: least, connections }] of Object.entries({
    ...SEALED_FAMILIES,
    ...PLAIN_FAMILIES,
  })) {
    const offset = draw.whole(0, 1000) * 2;
    const count = Math.max(CAPTURES[part], least);
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
        midflow: draw.share() < MIDFLOW_SHARE,
        seed: draw.whole(1, 1e9),
        params: vary(draw, part === 'design' ? i : i + offset),
      });
    }
  }
  return captures;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const part of Object.keys(SEEDS)) {
    const lines = drawPlan(part).map((capture) => JSON.stringify(capture));
    writeFileSync(new URL(`plan-${part}.json`, import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
  }
}
