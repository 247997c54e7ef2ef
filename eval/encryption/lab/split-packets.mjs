// One recording of the whole lab to a capture file for each server address. Of captures "met in mid-flow" every flow loses its first packets.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPcap, writePcap } from '../../capture-blocks.mjs';
import { DEVICE_ADDRESS } from './spaces.mjs';

const ETHERNET_BYTES = 14;
const TCP = 6;
const UDP = 17;
/** Packets that a flow loses when it is met in mid-flow: a handshake of TCP and what the two sides said first. */
const LOST_PACKETS = 8;

/** `recording`: bytes of a classic pcap of Ethernet frames. Writes `folder/NAME.pcap`; returns how many packets each got, by name. */
export function splitPackets(recording, captures, folder) {
  const { linkType, records } = readPcap(recording);
  const byAddress = new Map(captures.map((capture) => [capture.address, { capture, records: [], lost: new Map() }]));
  for (const record of records) {
    const packet = addressed(record.data);
    const of = packet && byAddress.get(packet.server);
    if (of === undefined) continue;
    if (of.capture.midflow && isLost(of.lost, packet.flow)) continue;
    of.records.push(record);
  }
  const counts = new Map();
  for (const { capture, records: kept } of byAddress.values()) {
    counts.set(capture.name, kept.length);
    if (kept.length > 0) writeFileSync(join(folder, `${capture.name}.pcap`), writePcap(recording, linkType, kept));
  }
  return counts;
}

/** `{ server, flow }` of an IPv4 packet between the device and a server. */
function addressed(frame) {
  if (frame.length < ETHERNET_BYTES + 20 || frame.readUInt16BE(12) !== 0x0800) return undefined;
  const ip = frame.subarray(ETHERNET_BYTES);
  const [from, to] = [12, 16].map((at) => ip.subarray(at, at + 4).join('.'));
  const server = from === DEVICE_ADDRESS ? to : to === DEVICE_ADDRESS ? from : undefined;
  if (server === undefined) return undefined;
  const at = (ip[0] & 15) * 4;
  if ((ip[9] !== TCP && ip[9] !== UDP) || ip.length < at + 4) return { server, flow: undefined };
  const ports = [ip.readUInt16BE(at), ip.readUInt16BE(at + 2)];
  return { server, flow: from === DEVICE_ADDRESS ? ports.join(' ') : ports.reverse().join(' ') };
}

function isLost(lost, flow) {
  if (flow === undefined) return false;
  const count = (lost.get(flow) ?? 0) + 1;
  lost.set(flow, count);
  return count <= LOST_PACKETS;
}
