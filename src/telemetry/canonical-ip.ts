// Addresses as logs write them → the canonical text of parse/ip-text.ts, zone and decoration removed. Log rows and flows go through the same
// function, so equal text means equal address.

import { ipv4Text, ipv6Text } from '../parse/ip-text.ts';

/** Canonical text, or undefined where `text` is no address. `*` is the IPv4 wildcard. Never throws. */
export function canonicalIp(text: string): string | undefined {
  if (text.length > 128) return undefined;
  const known = cache.get(text);
  if (known !== undefined) return known;
  const bytes = addressBytes(undecorated(text));
  return bytes === undefined ? undefined : remembered(cache, text, textOf(bytes));
}

export function isWildcardIp(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

/** The address with the bytes of every 32-bit word reversed: what a /proc/net line shows when its writer got the byte order wrong. */
export function byteSwappedIp(ip: string): string | undefined {
  const bytes = addressBytes(ip);
  return bytes === undefined ? undefined : textOf(reversedWords(bytes));
}

/** The IPv4 address behind the well-known NAT64 prefix 64:ff9b::/96 (RFC 6052 §2.1); operator prefixes cannot be told. */
export function nat64Ipv4(ip: string): string | undefined {
  if (!ip.startsWith('64:ff9b::')) return undefined;
  const bytes = ipv6Bytes(ip);
  return bytes === undefined || bytes.subarray(4, 12).some((byte) => byte !== 0) ? undefined : ipv4Text(bytes, 12);
}

/** The address of 8 or 32 hex digits as /proc/net prints them on a little-endian device. */
export function procNetIp(hex: string): string | undefined {
  const known = procNetCache.get(hex);
  if (known !== undefined) return known;
  if ((hex.length !== 8 && hex.length !== 32) || !/^[0-9A-Fa-f]+$/.test(hex)) return undefined;
  return remembered(procNetCache, hex, textOf(reversedWords(Buffer.from(hex, 'hex'))));
}

const CACHE_ENTRIES = 65_536;
const cache = new Map<string, string>();
const procNetCache = new Map<string, string>();

function remembered(map: Map<string, string>, key: string, value: string): string {
  if (map.size >= CACHE_ENTRIES) map.clear();
  map.set(key, value);
  return value;
}

function undecorated(text: string): string {
  let address = text.trim();
  // java.net.InetAddress prints "host/1.2.3.4" or "/1.2.3.4".
  address = address.slice(address.lastIndexOf('/') + 1);
  if (address === '*') return '0.0.0.0';
  if (address.startsWith('[')) address = address.slice(1, address.endsWith(']') ? -1 : 1);
  const zone = address.indexOf('%');
  return zone < 0 ? address : address.slice(0, zone);
}

function textOf(bytes: Uint8Array): string {
  return bytes.length === 4 ? ipv4Text(bytes, 0) : ipv6Text(bytes, 0);
}

function reversedWords(bytes: Uint8Array): Uint8Array {
  return bytes.map((_, i) => bytes[i ^ 3]);
}

function addressBytes(text: string): Uint8Array | undefined {
  return ipv4Bytes(text) ?? ipv6Bytes(text);
}

function ipv4Bytes(text: string): Uint8Array | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  const bytes = new Uint8Array(4);
  let octet = 0;
  let digits = 0;
  let octets = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = i < text.length ? text.charCodeAt(i) : 0x2e;
    if (char >= 0x30 && char <= 0x39 && digits < 3) {
      octet = octet * 10 + char - 0x30;
      digits++;
    } else if (char === 0x2e && digits > 0 && octet <= 255 && octets < 4) {
      bytes[octets++] = octet;
      octet = 0;
      digits = 0;
    } else return undefined;
  }
  return octets === 4 ? bytes : undefined;
}

function ipv6Bytes(text: string): Uint8Array | undefined {
  if (text.length < 2 || text.length > 45 || !text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupBytes(halves[0], halves.length === 1);
  const tail = halves.length === 2 ? groupBytes(halves[1], true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  const bytes = new Uint8Array(16);
  bytes.set(head);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

function groupBytes(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    const v4 = mayEndInIpv4 && i === parts.length - 1 ? ipv4Bytes(parts[i]) : undefined;
    if (v4 !== undefined) bytes.push(...v4);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(parts[i])) {
      const group = Number.parseInt(parts[i], 16);
      bytes.push(group >>> 8, group & 0xff);
    } else return undefined;
  }
  return bytes;
}
