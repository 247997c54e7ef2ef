// Every flow of one capture as this evaluation counts it: its label, what cipherscope says of it with and without the recognisers of
// proprietary protocols, and what simpler rules say.

import { analysed } from '../analysed.mjs';
import { baselineVerdicts } from './baselines.mjs';
import { measureFlowBytes } from './flow-bytes.mjs';
import { keyOfRecord } from './flow-key.mjs';
import { ndpiVerdicts } from './ndpi-reader.mjs';

/** Below this many payload bytes in a direction nothing is asked of any rule. */
export const MIN_BYTES = 40;
const FLAGGED = new Set(['custom', 'embedded']);

/**
 * `path`: the capture; `name`: what tables call it; `labelOf(record)`: `{ group, family, origin, ndpi }`; `ndpiCache`: where ndpiReader's verdicts are kept.
 * Only flows with MIN_BYTES captured bytes in a direction.
 */
export async function flowsOfCapture(path, name, labelOf, ndpiCache) {
  const full = await analysed([path]);
  const generic = await analysed([path], [], { proprietaryRecognisers: false });
  const verdictOf = new Map(generic.flows.map((flow) => [flow.first_frame, flow.encryption]));
  const measured = await measureFlowBytes(path, (bytes) => ({
    startSeen: bytes.startSeen,
    bytes: Math.max(bytes.orig.length, bytes.resp.length),
    messages: bytes.messageCount,
    counts: valueCounts(bytes),
    baselines: baselineVerdicts(bytes),
  }));
  const ndpiSays = ndpiVerdicts(path, ndpiCache);
  return full.flows.flatMap((record) => {
    const seen = measured.get(record.first_frame);
    if (seen === undefined || seen.bytes < MIN_BYTES) return [];
    const { ndpi, ...label } = labelOf(record);
    return [
      {
        capture: name,
        flow: `${record.transport} ${record.orig.ip}:${record.orig.port} ${record.resp.ip}:${record.resp.port}`,
        frame: record.first_frame,
        transport: record.transport,
        start_seen: seen.startSeen,
        ...label,
        generic: verdict(verdictOf.get(record.first_frame), label.family),
        full: verdict(record.encryption, label.family),
        service: record.service,
        payload: { orig: record.orig.payload_bytes, resp: record.resp.payload_bytes, messages: seen.messages },
        ...(label.group.endsWith('cleartext') ? { counts: seen.counts } : {}),
        baselines: { ...seen.baselines, ...ndpiSays.get(keyOfRecord(record)), ...ndpiPublished(ndpi) },
      },
    ];
  });
}

/** Scrambled OpenVPN is also found where it is named as that: the family says what to expect. */
function verdict({ class: name, scheme, confidence, reasons }, family) {
  const isNamed = family.startsWith('openvpn-xor') && scheme?.startsWith('openvpn') === true;
  return { class: name, scheme, confidence, flagged: FLAGGED.has(name) || isNamed, reason: reasons.join('; ') };
}

/** What nDPI's published result file flags; undefined where it has none for the flow. */
function ndpiPublished(row) {
  if (row === undefined) return {};
  const full = row.risks.includes('Fully Encrypted Flow');
  return { ndpi_fully_encrypted: full, ndpi_suspicious_entropy: full || row.risks.includes('Susp Entropy') };
}

function valueCounts({ orig, resp }) {
  const counts = new Uint16Array(256);
  for (const side of [orig, resp]) for (const byte of side) counts[byte]++;
  return counts;
}
