// The names and numbers that logs give to transports → the four that have socket owners.

import type { SocketTransport } from './telemetry-event.ts';

export const TRANSPORT_NAMES: ReadonlyMap<string, SocketTransport> = new Map([
  ['tcp', 'tcp'],
  ['tcp4', 'tcp'],
  ['tcp6', 'tcp'],
  ['6', 'tcp'],
  ['udp', 'udp'],
  ['udp4', 'udp'],
  ['udp6', 'udp'],
  ['17', 'udp'],
  ['icmp', 'icmp'],
  ['1', 'icmp'],
  ['ipv6-icmp', 'ipv6-icmp'],
  ['icmpv6', 'ipv6-icmp'],
  ['icmp6', 'ipv6-icmp'],
  ['58', 'ipv6-icmp'],
]);
