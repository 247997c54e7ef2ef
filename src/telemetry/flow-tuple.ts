// A flow as the socket index sees it: numbers instead of text, the device's side as local. One object is reused for all flows.

import type { AttributableFlow } from './attribution.ts';
import { canonicalIp, nat64Ipv4 } from './canonical-ip.ts';
import { TransportCode } from './socket-columns.ts';
import type { SocketIndex } from './socket-index.ts';

/** An address that no row has. */
const ABSENT = 0xffffffff;

export class FlowTuple {
  transport = 0;
  localIp = 0;
  localPort = 0;
  remoteIp = 0;
  remotePort = 0;
  /** The IPv4 address behind a NAT64 remote, or ABSENT's id, which matches nothing. */
  remoteNat64 = ABSENT;
  startUs = 0;
  endUs = 0;
  synSeen = false;
  /** Of both directions; undefined: not counted. */
  packets: number | undefined;
  /** True when the remote side opened the flow. */
  inbound = false;
  /** Device ids whose rows may match. */
  devices: readonly number[] = [];
  readonly #index: SocketIndex;

  constructor(index: SocketIndex) {
    this.#index = index;
  }

  /** Takes over a flow with the given side as local. False where its transport has no sockets in any log. */
  set(flow: AttributableFlow, local: 'orig' | 'resp'): boolean {
    const code = TRANSPORT_CODES.get(flow.transport);
    if (code === undefined) return false;
    const here = local === 'orig' ? flow.orig : flow.resp;
    const there = local === 'orig' ? flow.resp : flow.orig;
    const hasPorts = code === TransportCode.tcp || code === TransportCode.udp;
    this.transport = code;
    this.localIp = this.#idOf(here.ip);
    this.localPort = hasPorts ? here.port : 0;
    this.remoteIp = this.#idOf(there.ip);
    this.remotePort = hasPorts ? there.port : 0;
    const nat64 = nat64Ipv4(there.ip);
    this.remoteNat64 = nat64 === undefined ? ABSENT : this.#idOf(nat64);
    this.startUs = flow.startUs;
    this.endUs = Math.max(flow.startUs, flow.endUs);
    this.synSeen = flow.synSeen;
    this.packets = flow.packets;
    this.inbound = local === 'resp';
    this.devices = devicesOf(flow, this.#index);
    return true;
  }

  #idOf(ip: string): number {
    return this.#index.log.strings.find(canonicalIp(ip) ?? ip) ?? ABSENT;
  }
}

/** Rows of the flow's own device, and rows that name none; for a flow without a device, all. */
export function devicesOf(flow: AttributableFlow, index: SocketIndex): readonly number[] {
  if (flow.device === undefined) return index.devices;
  const id = index.log.strings.find(flow.device);
  return id === undefined || id === 0 ? NO_DEVICE : [id, 0];
}

const NO_DEVICE: readonly number[] = [0];

/** The side or sides to try as local. */
export function localSides(flow: AttributableFlow): readonly ('orig' | 'resp')[] {
  return flow.local === 'orig' ? ORIG : flow.local === 'resp' ? RESP : BOTH;
}

const ORIG = ['orig'] as const;
const RESP = ['resp'] as const;
const BOTH = ['orig', 'resp'] as const;

const TRANSPORT_CODES: ReadonlyMap<string, number> = new Map([
  ['tcp', TransportCode.tcp],
  ['udp', TransportCode.udp],
  ['icmp', TransportCode.icmp],
  ['ipv6-icmp', TransportCode['ipv6-icmp']],
]);
