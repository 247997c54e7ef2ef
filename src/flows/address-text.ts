// Address words of a flow key as canonical text (RFC 5952), IPv4-mapped addresses as IPv4. A small cache, because a capture has few addresses and many flows.

import { ipv6Text } from '../parse/ip-text.ts';

const CACHE_ENTRIES = 1 << 16;
const cache = new Map<number, string>();
const scratch = new Uint8Array(16);

/** `words`: four signed 32-bit words from `at`, network order. */
export function addressText(words: Int32Array, at: number): string {
  const isIpv4 = words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0xffff;
  const last = words[at + 3];
  if (isIpv4) {
    const known = cache.get(last);
    if (known !== undefined) return known;
    const text = `${last >>> 24}.${(last >>> 16) & 255}.${(last >>> 8) & 255}.${last & 255}`;
    if (cache.size >= CACHE_ENTRIES) cache.clear();
    cache.set(last, text);
    return text;
  }
  for (let word = 0; word < 4; word++) {
    const value = words[at + word];
    scratch[word * 4] = value >>> 24;
    scratch[word * 4 + 1] = value >>> 16;
    scratch[word * 4 + 2] = value >>> 8;
    scratch[word * 4 + 3] = value;
  }
  return ipv6Text(scratch, 0);
}
