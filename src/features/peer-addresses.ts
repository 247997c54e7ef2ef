// Do bytes that look random hold a list of IPv4 addresses with ports, as peers tell each other? None begins with 0 or with 224 and more (RFC 1122 §3.2.1.3,
// RFC 1112 §4), and no port is below 1024 where apps listen; of random ones one in seven is no such address.

import type { PayloadPool } from './payload-pool.ts';

const ADDRESS_BYTES = 6;
const FIRST_MULTICAST = 224;
/** High byte of port 1024 (RFC 6335 §6). */
const FIRST_USER_PORT = 4;
/** −log2 of the chance that six random bytes are an address and a port of this kind. */
const BITS_EACH = -Math.log2(((FIRST_MULTICAST - 1) / 256) * ((256 - FIRST_USER_PORT) / 256));
/** At one of six places: of random bytes one pool in 2^26. */
const MIN_BITS = 29;

/** The stretches of `pool` without their first `skip` bytes. In each the list begins as far from the beginning, but for whole addresses. */
export function hasPeerAddresses(pool: PayloadPool, bytes: Uint8Array, skip: number): boolean {
  for (let place = 0; place < ADDRESS_BYTES; place++) {
    let bits = 0;
    for (let m = 0; m < pool.count; m++) bits += listBits(bytes, pool.starts[m] + skip + place, pool.ends[m]);
    if (bits >= MIN_BITS) return true;
  }
  return false;
}

/** Of the longest list in a message: it may begin at so many places. */
function listBits(bytes: Uint8Array, start: number, end: number): number {
  let run = 0;
  let longest = 0;
  let tried = 0;
  for (let at = start; at + ADDRESS_BYTES <= end; at += ADDRESS_BYTES, tried++) {
    run = isPeer(bytes, at) ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest === 0 ? 0 : Math.max(0, longest * BITS_EACH - Math.log2(tried - longest + 1));
}

function isPeer(bytes: Uint8Array, at: number): boolean {
  return bytes[at] > 0 && bytes[at] < FIRST_MULTICAST && bytes[at + 4] >= FIRST_USER_PORT;
}
