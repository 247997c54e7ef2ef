// Patterns for the destination of a channel, as allowlist and catalogue write them. What a wildcard covers is spelled out:
// `example.org` that name alone, `*.example.org` every name below it and not itself, `.example.org` both; an address or a CIDR block.

import ipaddr from 'ipaddr.js';

export interface DestinationName {
  readonly kind: 'sni' | 'host' | 'dns' | 'cname' | 'san';
  readonly name: string;
}

/** All that is known of where a channel goes. */
export interface Destination {
  readonly names: readonly DestinationName[];
  readonly addresses: readonly string[];
}

const NAME = /^(?:\*\.|\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** Why a text is no pattern; undefined where it is one. */
export function patternFault(pattern: string): string | undefined {
  const text = normal(pattern);
  if (isAddressPattern(text)) return undefined;
  if (text === '*' || text === '*.' || text === '') return 'would match every destination: leave the key out instead';
  if (/[^\x20-\x7e]/.test(text)) return 'write international names in their xn-- form';
  if (text.includes('://') || text.includes('/')) return 'is no address block; a name has neither scheme nor path';
  if (text.indexOf('*', 1) >= 0) return 'a star stands only before the first dot';
  return NAME.test(text) ? undefined : 'is neither a name, nor an address, nor a CIDR block';
}

/** What of the destination matched, as 'sni chat.example.org'; undefined where nothing does. */
export function matchDestination(pattern: string, { names, addresses }: Destination): string | undefined {
  const text = normal(pattern);
  if (isAddressPattern(text)) {
    const address = addresses.find((candidate) => isInBlock(candidate, text));
    return address === undefined ? undefined : `address ${address}`;
  }
  const found = names.find(({ name }) => matchesName(text, normal(name)));
  return found === undefined ? undefined : `${found.kind} ${found.name}`;
}

/** Where a pattern just misses a name that was seen: how to write it so that it would match. */
export function nearMiss(pattern: string, { names }: Destination): string | undefined {
  const text = normal(pattern);
  if (isAddressPattern(text)) return undefined;
  const bare = text.replace(/^(\*\.|\.)/, '');
  const seen = names.map(({ name }) => normal(name));
  if (text.startsWith('*.') && seen.includes(bare)) return `${bare} itself was seen: write .${bare}`;
  if (!text.startsWith('*.') && !text.startsWith('.')) {
    const below = seen.find((name) => name.endsWith(`.${bare}`));
    if (below !== undefined) return `${below} was seen: write .${bare} or *.${bare}`;
  }
  return undefined;
}

function matchesName(pattern: string, name: string): boolean {
  if (pattern.startsWith('*.')) return name.endsWith(pattern.slice(1)) && name.length > pattern.length - 1;
  if (pattern.startsWith('.')) return name === pattern.slice(1) || name.endsWith(pattern);
  return name === pattern;
}

/** Names compare without case and without the dot of the root. */
function normal(text: string): string {
  const lower = text.trim().toLowerCase();
  return lower.length > 1 && lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

function isAddressPattern(text: string): boolean {
  const [address = '', bits] = text.split('/', 2);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return false;
  return bits === undefined || ipaddr.isValidCIDR(text);
}

function isInBlock(address: string, pattern: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4-mapped address is the IPv4 address.
  const parsed = ipaddr.process(address);
  const [network, bits] = pattern.includes('/')
    ? ipaddr.parseCIDR(pattern)
    : ([ipaddr.process(pattern), undefined] as const);
  if (parsed.kind() !== network.kind()) return false;
  return parsed.match(network, bits ?? (parsed.kind() === 'ipv4' ? 32 : 128));
}
