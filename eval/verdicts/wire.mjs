// The capture of a scenario as real pcap bytes (link type RAW): TCP connections with handshake, acknowledgements and end, UDP datagrams, DNS.

const RAW = 101;
const MSS = 1400;
const TCP = 6;
const UDP = 17;

/** Packets of `flows`, in order of time, as one classic pcap; `snapLength` cuts each. */
export function pcapOf(flows, { snapLength = 262_144, device = '10.0.2.15' } = {}) {
  const packets = flows.flatMap((flow) =>
    flow.transport === 'tcp' ? tcpPackets(flow, device) : udpPackets(flow, device),
  );
  packets.sort((a, b) => a.atUs - b.atUs);
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snapLength, 16);
  header.writeUInt32LE(RAW, 20);
  const parts = [header];
  for (const { atUs, bytes } of packets) {
    const record = Buffer.alloc(16);
    const kept = Math.min(bytes.length, snapLength);
    record.writeUInt32LE(Math.floor(atUs / 1e6), 0);
    record.writeUInt32LE(Math.floor(atUs % 1e6), 4);
    record.writeUInt32LE(kept, 8);
    record.writeUInt32LE(bytes.length, 12);
    parts.push(record, bytes.subarray(0, kept));
  }
  return Buffer.concat(parts);
}

function tcpPackets({ startUs, localPort, remoteIp, remotePort, messages, rttUs }, device) {
  const packets = [];
  const next = { up: 1000, down: 5000 };
  let atUs = startUs;
  const push = (from, flags, payload = Buffer.alloc(0)) => {
    const [source, destination] = from === 'up' ? [device, remoteIp] : [remoteIp, device];
    const ports = from === 'up' ? [localPort, remotePort] : [remotePort, localPort];
    const acknowledgment = flags === 2 ? 0 : next[from === 'up' ? 'down' : 'up'];
    packets.push({ atUs, bytes: ip(source, destination, TCP, tcp(ports, next[from], acknowledgment, flags, payload)) });
    next[from] += payload.length + (flags & 3 ? 1 : 0);
  };
  push('up', 2);
  atUs += rttUs;
  push('down', 0x12);
  atUs += 200;
  push('up', 0x10);
  for (const { atUs: sentUs, from, bytes } of messages) {
    atUs = Math.max(atUs + 300, sentUs);
    for (let offset = 0; offset < bytes.length; offset += MSS) {
      push(from, 0x18, bytes.subarray(offset, offset + MSS));
      atUs += 40;
    }
    atUs += rttUs / 2;
    push(from === 'up' ? 'down' : 'up', 0x10);
  }
  atUs += 2000;
  push('up', 0x11);
  atUs += rttUs;
  push('down', 0x11);
  atUs += 200;
  push('up', 0x10);
  return packets;
}

function udpPackets({ localPort, remoteIp, remotePort, messages }, device) {
  return messages.map(({ atUs, from, bytes }) => {
    const [source, destination] = from === 'up' ? [device, remoteIp] : [remoteIp, device];
    const ports = from === 'up' ? [localPort, remotePort] : [remotePort, localPort];
    const header = Buffer.alloc(8);
    header.writeUInt16BE(ports[0], 0);
    header.writeUInt16BE(ports[1], 2);
    header.writeUInt16BE(8 + bytes.length, 4);
    return { atUs, bytes: ip(source, destination, UDP, Buffer.concat([header, bytes])) };
  });
}

function tcp([source, destination], sequence, acknowledgment, flags, payload) {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(source, 0);
  header.writeUInt16BE(destination, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header.writeUInt32BE(acknowledgment >>> 0, 8);
  header[12] = 0x50;
  header[13] = flags;
  header.writeUInt16BE(65_000, 14);
  return Buffer.concat([header, payload]);
}

function ip(source, destination, protocol, payload) {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + payload.length, 2);
  header[8] = 64;
  header[9] = protocol;
  source.split('.').forEach((part, i) => {
    header[12 + i] = Number(part);
  });
  destination.split('.').forEach((part, i) => {
    header[16 + i] = Number(part);
  });
  return Buffer.concat([header, payload]);
}
