// QUIC version 1 without its handshake: packets with short headers (RFC 9000 §17.3.1), whose first two bits are fixed, whose next bits are protected
// and therefore vary, and which repeat the connection id that the other side chose.

import type { FinishedFlow } from './finished-flow.ts';

const FORM_AND_FIXED_BITS = 0xc0;
const SHORT_FORM = 0x40;
/** Connection ids have up to 20 bytes; shorter ones than four prove too little. */
const ID_BYTES = 4;
const MIN_PACKETS = 5;
const MIN_REPEATED = 3;
const MOST_PACKETS = 12;

/** Datagrams that may hold several packets begin with one. */
export function hasShortHeaders(flow: FinishedFlow): boolean {
  const { messages } = flow;
  let packets = 0;
  let repeats = false;
  for (const fromOriginator of [1, 0]) {
    const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
    let first = -1;
    let count = 0;
    let hasOneId = true;
    let varies = false;
    for (let i = 0; i < messages.count && count < MOST_PACKETS; i++) {
      const at = messages.prefixOffset[i];
      if (messages.fromOriginator[i] !== fromOriginator || messages.bytes[i] === 0) continue;
      if (at + 1 + ID_BYTES > prefix.length) break;
      if ((prefix[at] & FORM_AND_FIXED_BITS) !== SHORT_FORM) return false;
      count++;
      if (first < 0) first = at;
      varies ||= prefix[at] !== prefix[first];
      for (let j = 1; j <= ID_BYTES; j++) hasOneId &&= prefix[at + j] === prefix[first + j];
    }
    packets += count;
    repeats ||= count >= MIN_REPEATED && hasOneId && varies;
  }
  return repeats && packets >= MIN_PACKETS;
}
