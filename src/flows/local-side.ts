// Which side of a flow is the device. The ladder: what the capture marks per packet, addresses known to be the device's, who sent the SYN,
// private against public, the higher port.

import ipaddr from 'ipaddr.js';
import { UserError } from '../base/user-error.ts';

/** Tunnel ends of VPN-tap apps, and whose they are. */
export const VPN_TAPS: ReadonlyMap<string, string> = new Map([
  ['10.215.173.1', 'PCAPdroid'],
  ['fd00:2:fd00:1:fd00:1:fd00:1', 'PCAPdroid'],
  ['10.1.10.1', 'NetGuard'],
  ['fd00:1:fd00:1:fd00:1:fd00:1', 'NetGuard'],
  ['10.111.222.1', 'RethinkDNS'],
]);
/** Addresses that are the device wherever they appear: emulator guests and the tunnel ends of VPN-tap apps. */
const FIXED_ADDRESSES = ['10.0.2.15', '10.0.2.16', ...VPN_TAPS.keys()];
/** What a socket is bound to that listens everywhere. */
const UNSPECIFIED = ['0.0.0.0', '::'];
const MAX_KNOWN = 65_536;

export interface FlowEnds {
  readonly origIp: string;
  readonly origPort: number;
  readonly respIp: string;
  readonly respPort: number;
  /** What the packets' own direction marks say, if anything. */
  readonly marked: 'orig' | 'resp' | undefined;
  readonly synSeen: boolean;
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

export class LocalSide {
  readonly #addresses: ReadonlySet<string>;
  readonly #ranges: readonly Range[];
  readonly #known = new Map<string, boolean>();
  #isMet = false;

  /** `given`: addresses and CIDR blocks from the user. `logged`: local addresses of the socket log, canonical text. */
  constructor(given: readonly string[], logged: Iterable<string> = []) {
    const addresses = new Set([...FIXED_ADDRESSES, ...logged]);
    for (const address of UNSPECIFIED) addresses.delete(address);
    this.#addresses = addresses;
    this.#ranges = given.map(readRange);
  }

  /** Addresses were given, and no flow so far has one of them at either end. */
  get isUnmet(): boolean {
    return this.#ranges.length > 0 && !this.#isMet;
  }

  of(flow: FlowEnds): 'orig' | 'resp' | undefined {
    if (this.isUnmet) this.#isMet = this.#isGiven(flow.origIp) || this.#isGiven(flow.respIp);
    if (flow.marked !== undefined) return flow.marked;
    const orig = this.#isLocal(flow.origIp);
    const resp = this.#isLocal(flow.respIp);
    if (orig !== resp) return orig ? 'orig' : 'resp';
    if (flow.synSeen) return 'orig';
    const origPrivate = isPrivate(flow.origIp);
    if (origPrivate !== isPrivate(flow.respIp)) return origPrivate ? 'orig' : 'resp';
    // A group address is nobody's, and its ports tell nothing.
    if (flow.origPort === flow.respPort || isMulticast(flow.respIp)) return undefined;
    return flow.origPort > flow.respPort ? 'orig' : 'resp';
  }

  #isLocal(address: string): boolean {
    return this.#addresses.has(address) || this.#isGiven(address);
  }

  #isGiven(address: string): boolean {
    if (this.#ranges.length === 0) return false;
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const inside = isInside(address, this.#ranges);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(address, inside);
    return inside;
  }
}

/** RFC 1918, RFC 6598 (carrier NAT), RFC 4193, link-local, loopback, and RFC 3879's site-local, which emulators still use. */
function isPrivate(address: string): boolean {
  if (address.includes(':')) return /^(f[cd][0-9a-f]{2}:|fe[89a-f][0-9a-f]:|::1$)/.test(address);
  return /^(10\.|192\.168\.|127\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    address,
  );
}

/** RFC 5771, RFC 4291 §2.7, and the limited broadcast. */
function isMulticast(address: string): boolean {
  return address.includes(':') ? address.startsWith('ff') : /^(22[4-9]|23\d)\.|^255\.255\.255\.255$/.test(address);
}

function isInside(address: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return ranges.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network as never, bits));
}

/** Only the full forms: `10` is an address to some parsers, and a slip to everybody else. */
function readRange(text: string): Range {
  const [address, length, ...rest] = text.split('/');
  if (rest.length === 0 && (ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address))) {
    const network = ipaddr.process(address);
    const widest = network.kind() === 'ipv4' ? 32 : 128;
    if (length === undefined) return [network, widest];
    if (/^\d{1,3}$/.test(length) && Number(length) <= widest) return [network, Number(length)];
  }
  throw new UserError(`--local ${text}: not an address or a CIDR block. Write 10.0.2.15 or 192.168.1.0/24.`);
}
