// From a flow to its packets: a Wireshark display filter, a tshark line to copy, and a line that shows the flow's record.
// Addresses and numbers only stand in the filter; the file name is quoted for a POSIX shell.

import type { RowView } from './flow-rows.ts';

/** Transports whose ports Wireshark can filter by. */
const WITH_PORTS = ['tcp', 'udp', 'sctp'];

export function wiresharkFilter(flow: RowView): string {
  const address = flow.origIp.includes(':') ? 'ipv6.addr' : 'ip.addr';
  const parts = [`${address} == ${flow.origIp}`, `${address} == ${flow.respIp}`];
  if (WITH_PORTS.includes(flow.transport)) {
    parts.push(`${flow.transport}.port == ${flow.origPort}`, `${flow.transport}.port == ${flow.respPort}`);
  }
  parts.push(`frame.number >= ${flow.firstFrame}`, `frame.number <= ${flow.lastFrame}`);
  return parts.join(' && ');
}

export function tsharkLine(flow: RowView): string {
  return `tshark -r ${shellQuoted(flow.capture || 'CAPTURE')} -Y ${shellQuoted(wiresharkFilter(flow))}`;
}

/** `'` cannot stand in single quotes: it is closed, escaped, opened again. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
