// IP addresses as text in one canonical form: RFC 5952, IPv4-mapped IPv6 (RFC 4291 §2.5.5.2) folded to IPv4, zone and decoration removed.
// Log rows and flows go through the same function, so equal text means equal address.

/** Canonical text, or undefined where `text` is no address. `*` is the IPv4 wildcard. Never throws. */
export function canonicalIp(text: string): string | undefined {
  if (text.length > 128) return undefined;
  const known = cache.get(text);
  if (known !== undefined) return known;
  const canonical = canonicalise(text);
  if (canonical !== undefined) {
    if (cache.size >= CACHE_ENTRIES) cache.clear();
    cache.set(text, canonical);
  }
  return canonical;
}

export function isWildcardIp(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

/** The address with the bytes of every 32-bit word reversed: what a /proc/net line shows when its writer got the byte order wrong. */
export function byteSwappedIp(ip: string): string | undefined {
  const v4 = parseIpv4(ip);
  if (v4 !== undefined) return `${v4 & 255}.${(v4 >>> 8) & 255}.${(v4 >>> 16) & 255}.${v4 >>> 24}`;
  const groups = parseIpv6(ip);
  if (groups === undefined) return undefined;
  const swapped: number[] = [];
  for (let i = 0; i < 8; i += 2) swapped.push(swap16(groups[i + 1]), swap16(groups[i]));
  return formatIpv6(swapped);
}

/** The IPv4 address behind the well-known NAT64 prefix 64:ff9b::/96 (RFC 6052 §2.1); operator prefixes cannot be told. */
export function nat64Ipv4(ip: string): string | undefined {
  if (!ip.startsWith('64:ff9b::')) return undefined;
  const groups = parseIpv6(ip);
  if (groups === undefined || groups.slice(2, 6).some((group) => group !== 0)) return undefined;
  return formatIpv4(groups[6], groups[7]);
}

/** The address of 8 or 32 hex digits as /proc/net prints them on a little-endian device. */
export function procNetIp(hex: string): string | undefined {
  const known = procNetCache.get(hex);
  if (known !== undefined) return known;
  if ((hex.length !== 8 && hex.length !== 32) || !/^[0-9A-Fa-f]+$/.test(hex)) return undefined;
  const groups: number[] = [];
  for (let word = 0; word < hex.length; word += 8) {
    const value = Number.parseInt(hex.slice(word, word + 8), 16);
    groups.push(swap16(value & 0xffff), swap16(value >>> 16));
  }
  const ip = groups.length === 2 ? formatIpv4(groups[0], groups[1]) : formatIpv6(groups);
  if (procNetCache.size >= CACHE_ENTRIES) procNetCache.clear();
  procNetCache.set(hex, ip);
  return ip;
}

const CACHE_ENTRIES = 65_536;
const cache = new Map<string, string>();
const procNetCache = new Map<string, string>();

function canonicalise(text: string): string | undefined {
  let address = text.trim();
  // java.net.InetAddress prints "host/1.2.3.4" or "/1.2.3.4".
  address = address.slice(address.lastIndexOf('/') + 1);
  if (address === '*') return '0.0.0.0';
  if (address.startsWith('[')) {
    const close = address.indexOf(']');
    if (close < 0) return undefined;
    address = address.slice(1, close);
  }
  const zone = address.indexOf('%');
  if (zone >= 0) address = address.slice(0, zone);
  const v4 = parseIpv4(address);
  if (v4 !== undefined) return formatIpv4(v4 >>> 16, v4 & 0xffff);
  const groups = parseIpv6(address);
  return groups === undefined ? undefined : formatIpv6(groups);
}

function parseIpv4(text: string): number | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  let value = 0;
  let octet = 0;
  let digits = 0;
  let octets = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = i < text.length ? text.charCodeAt(i) : 0x2e;
    if (char >= 0x30 && char <= 0x39 && digits < 3) {
      octet = octet * 10 + char - 0x30;
      digits++;
    } else if (char === 0x2e && digits > 0 && octet <= 255 && octets < 4) {
      value = value * 256 + octet;
      octets++;
      octet = 0;
      digits = 0;
    } else return undefined;
  }
  return octets === 4 ? value >>> 0 : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  if (text.length < 2 || text.length > 45 || !text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0], halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1], true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    const v4 = mayEndInIpv4 && i === parts.length - 1 ? parseIpv4(parts[i]) : undefined;
    if (v4 !== undefined) groups.push(v4 >>> 16, v4 & 0xffff);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(parts[i])) groups.push(Number.parseInt(parts[i], 16));
    else return undefined;
  }
  return groups;
}

function formatIpv4(high: number, low: number): string {
  return `${high >>> 8}.${high & 255}.${low >>> 8}.${low & 255}`;
}

/** RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function formatIpv6(groups: readonly number[]): string {
  if (groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)) return formatIpv4(groups[6], groups[7]);
  let bestStart = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length++;
    if (length > bestLength) {
      bestStart = i;
      bestLength = length;
    }
    if (length > 0) i += length - 1;
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (bestStart < 0) return hex(groups);
  return `${hex(groups.slice(0, bestStart))}::${hex(groups.slice(bestStart + bestLength))}`;
}

function swap16(value: number): number {
  return ((value & 0xff) << 8) | (value >>> 8);
}
