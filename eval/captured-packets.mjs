// The TCP and UDP packets of a lab's capture (Ethernet, IPv4 or IPv6 without extension headers), read apart from src/parse.

import { BlockType, PACKET_HEADER_BYTES, rewritePcapng, unitsOf, word } from './capture-blocks.mjs';

const ETHERNET_BYTES = 14;
const TRANSPORTS = { 6: 'tcp', 17: 'udp' };

/** `[{ timeUs, transport, from, to, bytes }]`, endpoints as `ip:port`, IPv6 in the text of RFC 5952. */
export function packetsOf(file) {
  const packets = [];
  let units = [];
  rewritePcapng(file, ({ type, little, body }) => {
    if (type === BlockType.section) units = [];
    if (type === BlockType.interface) units.push(unitsOf(body, little));
    if (type !== BlockType.enhancedPacket) return undefined;
    const ticks = (BigInt(word(body, 4, little)) << 32n) | BigInt(word(body, 8, little));
    const packet = tupleOf(body.subarray(PACKET_HEADER_BYTES, PACKET_HEADER_BYTES + word(body, 12, little)));
    if (packet !== undefined) packets.push({ timeUs: Number(ticks / units[word(body, 0, little)]), ...packet });
    return undefined;
  });
  return packets;
}

function tupleOf(frame) {
  const ip = frame.subarray(ETHERNET_BYTES);
  const version = ip[0] >> 4;
  if (version !== 4 && version !== 6) return undefined;
  const transport = TRANSPORTS[ip[version === 6 ? 6 : 9]];
  if (transport === undefined) return undefined;
  const segment = ip.subarray(version === 6 ? 40 : (ip[0] & 0x0f) * 4);
  const [source, target] =
    version === 6 ? [ip.subarray(8, 24), ip.subarray(24, 40)] : [ip.subarray(12, 16), ip.subarray(16, 20)];
  const from = `${addressText(source)}:${segment.readUInt16BE(0)}`;
  return { transport, from, to: `${addressText(target)}:${segment.readUInt16BE(2)}`, bytes: ip.length };
}

function addressText(bytes) {
  if (bytes.length === 4) return bytes.join('.');
  return new URL(`http://[${bytes.toString('hex').match(/.{4}/g).join(':')}]`).hostname.slice(1, -1);
}
