// Who began a flow whose beginning the capture does not show: the first packet's sender, unless it answers or its port is the service's.

import { IpProtocol, type PacketView, TcpFlag } from '../parse/packet-view.ts';

/** Linux and Android hand out ephemeral ports from here (ip_local_port_range 32768–60999). */
const EPHEMERAL = 32_768;
const WELL_KNOWN = 1024;

/** True when the packet's destination is the originator. Called for the first packet of a flow. */
export function isFlipped(view: PacketView): boolean {
  const { sourcePort, destinationPort, protocol } = view;
  if (protocol === IpProtocol.tcp) {
    if ((view.tcpFlags & TcpFlag.syn) !== 0) return (view.tcpFlags & TcpFlag.ack) !== 0;
    if (sourcePort < WELL_KNOWN && destinationPort >= WELL_KNOWN) return true;
    return sourcePort < EPHEMERAL && destinationPort >= EPHEMERAL;
  }
  return protocol === IpProtocol.udp && sourcePort < WELL_KNOWN && destinationPort >= WELL_KNOWN;
}
