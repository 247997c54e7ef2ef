// How a destination is written for people: host and port where the transport has ports, else the host alone. What a flow of ICMP keeps in place
// of its ports is type and code (as Zeek has it), and no port.

const WITH_PORTS = new Set(['tcp', 'udp', 'sctp', 'dccp', 'udplite']);

/** 'example.org:443', '[2001:db8::1]:443', 'ff02::2'. An IPv6 address needs its brackets before a port (RFC 3986 §3.2.2). */
export function hostAndPort(host: string, port: number, transport: string): string {
  if (!WITH_PORTS.has(transport)) return host;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
