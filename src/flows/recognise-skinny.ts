// Cisco's Skinny call control: a length, a header version, a message number, each little-endian, message behind message.

import { u32le } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 12;
const MOST_BYTES = 4096;
/** 0 was the first; later ones count from 0x11. */
const VERSIONS = new Set([0, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a]);
const LAST_MESSAGE = 0x8200;

export const skinnyRecogniser = {
  name: 'skinny',
  transport: 'tcp',
  proves:
    'headers of a known version and a possible message whose lengths lead to the next header or the last byte (chance below 1e-16)',
  recognise({ orig, resp }: FinishedFlow): ServiceFacts | undefined {
    const fromOrig = chained(orig);
    const fromResp = chained(resp);
    if (fromOrig === undefined || fromResp === undefined || fromOrig + fromResp < 2) return undefined;
    return { service: 'skinny', kind: 'cleartext', reason: 'Skinny messages whose lengths chain' };
  },
} as const satisfies ServiceRecogniser;

/** How many messages follow each other; 0 for silence, undefined where the bytes do not chain. */
function chained({ prefix, streamBytes }: FlowSide): number | undefined {
  if (prefix.length === 0) return 0;
  // The high bytes of a small length and of a version are zero.
  if (prefix[2] !== 0 || prefix[3] !== 0 || prefix[7] !== 0) return undefined;
  let count = 0;
  for (let at = 0; at < prefix.length && count < 8; count++) {
    if (at + HEADER_BYTES > prefix.length) return prefix.length < streamBytes ? count : undefined;
    const length = u32le(prefix, at);
    if (
      length < 4 ||
      length > MOST_BYTES ||
      !VERSIONS.has(u32le(prefix, at + 4)) ||
      u32le(prefix, at + 8) > LAST_MESSAGE
    )
      return undefined;
    at += 8 + length;
    if (at > prefix.length && prefix.length === streamBytes) return undefined;
  }
  return count;
}
