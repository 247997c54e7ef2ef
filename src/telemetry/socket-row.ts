// One observation → one row of the socket columns: text interned, wildcards folded to 0, times in one form. ICMP has no ports.

import { isWildcardIp } from './canonical-ip.ts';
import { RowKind, type SocketRow, TransportCode } from './socket-columns.ts';
import type { StringPool } from './string-pool.ts';
import type { SocketObservation } from './telemetry-event.ts';
import { columnUid } from './uid.ts';

/** Undefined where the observation names neither a local port nor a remote endpoint. `device` holds where the row names none. */
export function socketRow(
  observation: SocketObservation,
  strings: StringPool,
  file: number,
  device: string | undefined,
): SocketRow | undefined {
  const transport = observation.transport === undefined ? TransportCode.any : TransportCode[observation.transport];
  const isIcmp = transport === TransportCode.icmp || transport === TransportCode['ipv6-icmp'];
  const localPort = isIcmp ? 0 : (observation.localPort ?? 0);
  const remoteIp = endpointId(strings, observation.remoteIp);
  const remotePort = isIcmp ? 0 : (observation.remotePort ?? 0);
  // A packet of which only the ports are known (Perfetto) is told from an unconnected socket by its remote port.
  const hasPortsOnly = observation.action === 'packet' && remoteIp === 0 && localPort !== 0 && remotePort !== 0;
  if (localPort === 0 && (remoteIp === 0 || (remotePort === 0 && !isIcmp))) return undefined;
  const { timeUs, inode } = observation;
  const startUs =
    timeUs === undefined
      ? Number.NEGATIVE_INFINITY
      : (observation.startUs ?? Math.min(timeUs, observation.endUs ?? timeUs));
  const endUs = timeUs === undefined ? Number.POSITIVE_INFINITY : (observation.endUs ?? timeUs);
  const slackUs = observation.slackUs ?? 0;
  return {
    kind: kindOf(observation),
    transport,
    localIp: endpointId(strings, observation.localIp),
    localPort,
    // Unconnected sockets print 0.0.0.0:0; half an endpoint is none.
    remoteIp: remotePort === 0 && !isIcmp ? 0 : remoteIp,
    remotePort: remoteIp === 0 && !hasPortsOnly ? 0 : remotePort,
    uid: columnUid(observation.uid),
    startUs,
    endUs: Math.max(startUs, endUs),
    beforeUs: slackUs,
    afterUs: slackUs,
    inode: inode !== undefined && /^\d{1,15}$/.test(inode) ? Number(inode) : 0,
    file,
    line: observation.line,
    device: strings.add(observation.device ?? device),
    dataset: strings.add(observation.dataset),
    packages: strings.add(observation.packages?.join('|')),
    label: strings.add(observation.label),
    process: strings.add(observation.processName),
    pid: observation.pid ?? 0,
    ownerless: observation.ownerless === true,
    closed: observation.closed === true,
    keptUs: observation.keptUs ?? Number.NaN,
  };
}

function kindOf(observation: SocketObservation): RowKind {
  if (observation.timeUs === undefined) return RowKind.untimed;
  if (observation.action === 'connect') return RowKind.connect;
  if (observation.action === 'packet' || observation.action === 'dns_query') return RowKind.packet;
  return observation.action === 'socket_snapshot' && observation.startUs === undefined
    ? RowKind.poll
    : RowKind.interval;
}

function endpointId(strings: StringPool, ip: string | undefined): number {
  return ip === undefined || isWildcardIp(ip) ? 0 : strings.add(ip);
}
