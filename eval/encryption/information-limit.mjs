// How many bytes must a flow carry before any test of byte values could call it ciphertext without calling honest flows that? A converse bound:
// a test that finds `POWER` of uniform samples and calls `LEVEL` of honest ones ciphertext needs n bytes with n·D ≥ d(POWER ‖ LEVEL), D being the
// relative entropy of a uniform byte to an honest one, d that of the two decisions (data processing; Cover and Thomas, 2nd ed., §2.8, §11.8).
// Honest bytes are those of the design part's cleartext, protocol by protocol. It is told each protocol's byte values, which no real test is, and
// takes bytes for independent: what is below the bound cannot be seen, what is above it need not be.

import { rounded } from '../proportion.mjs';
import { grouped } from './bootstrap.mjs';

/** The false alarms that the targets allow on datagrams, and the recall that they ask for. */
const LEVEL = 0.003;
const POWER = 0.97;
/** Protocols with fewer bytes are taken together: their counts would be too few. */
const MIN_PROTOCOL_BYTES = 16_384;
const MOST_BYTES = 4096;
const VALUES = 256;
/** Below this many bytes in a direction the product's own tests claim nothing (features/uniformity.ts). */
export const OWN_MIN_BYTES = 48;

/** `flows`: of the design part, with `counts` of byte values. Rows `{ transport, bytes, protocols, honest_flows, honest_bytes }`. */
export function informationLimits(flows) {
  const honest = flows.filter(({ group, counts }) => counts !== undefined && /cleartext/.test(group));
  return ['tcp', 'udp'].flatMap((transport) => {
    const own = honest.filter((flow) => flow.transport === transport);
    if (own.length === 0) return [];
    const protocols = protocolsOf(own);
    return [
      {
        transport,
        bytes: leastBytes(protocols),
        level: LEVEL,
        power: POWER,
        protocols: protocols.length,
        honest_flows: own.length,
        honest_bytes: own.reduce((sum, { counts }) => sum + total(counts), 0),
      },
    ];
  });
}

/** Missed flows of one family and capture: `{ family, capture, missed, payload_bytes, messages, below_limit, below_own }`, numbers as `[least, median, most]`. */
export function missedPayloads(missed, limits) {
  const byKind = grouped(missed, ({ capture, family }) => `${family}\t${capture}`);
  return [...byKind.values()].map((items) => {
    const [{ family, capture, transport }] = items;
    const limit = limits.find((row) => row.transport === transport)?.bytes ?? 0;
    const most = items.map(({ payload }) => Math.max(payload.orig, payload.resp));
    return {
      family,
      capture,
      missed: items.length,
      payload_bytes: spread(items.map(({ payload }) => payload.orig + payload.resp)),
      direction_bytes: spread(most),
      messages: spread(items.map(({ payload }) => payload.messages)),
      below_limit: most.filter((bytes) => bytes < limit).length,
      below_own: most.filter((bytes) => bytes < OWN_MIN_BYTES).length,
    };
  });
}

function protocolsOf(flows) {
  const byService = [...grouped(flows, ({ service }) => service ?? 'unknown').values()];
  const pools = byService.map((items) => ({ flows: items.length, counts: summed(items.map(({ counts }) => counts)) }));
  const large = pools.filter(({ counts }) => total(counts) >= MIN_PROTOCOL_BYTES);
  const small = pools.filter((pool) => !large.includes(pool));
  if (small.length > 0) {
    large.push({
      flows: small.reduce((sum, pool) => sum + pool.flows, 0),
      counts: summed(small.map(({ counts }) => counts)),
    });
  }
  return large.map(({ flows: count, counts }) => ({
    weight: count / flows.length,
    bitsPerByte: relativeEntropy(counts),
  }));
}

/** D(uniform ‖ honest) in bits a byte; half a count is added to each value (Krichevsky and Trofimov). */
function relativeEntropy(counts) {
  const all = total(counts) + VALUES / 2;
  let bits = 0;
  for (const count of counts) bits += Math.log2(all / ((count + 0.5) * VALUES)) / VALUES;
  return bits;
}

/** The least n at which the mean over protocols of the least false alarms that the bound allows is `LEVEL` or less. */
function leastBytes(protocols) {
  const own = -POWER * Math.log2(POWER) - (1 - POWER) * Math.log2(1 - POWER);
  for (let n = 1; n <= MOST_BYTES; n++) {
    let alarms = 0;
    for (const { weight, bitsPerByte } of protocols) alarms += weight * 2 ** (-(n * bitsPerByte + own) / POWER);
    if (alarms <= LEVEL) return n;
  }
  return MOST_BYTES;
}

function summed(all) {
  const sum = new Float64Array(VALUES);
  for (const counts of all) for (let value = 0; value < VALUES; value++) sum[value] += counts[value];
  return sum;
}

function total(counts) {
  return counts.reduce((sum, count) => sum + count, 0);
}

function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map((value) => rounded(value, 0));
}
