// A second, naive reader of captures for tests: packets to flows with TCP put in order by sequence number. No tunnels, no fragments, no limits.
// It shares no code with src/, so that the two can disagree.

import { readFileSync } from 'node:fs';
import type { FinishedFlow } from '../../src/flows/finished-flow.ts';
import { finishedFlow, type SentMessage } from './finished-flow.ts';

export interface CapturedFlow {
  protocol: number;
  /** 'address port' of the sender of the first packet. Addresses are hexadecimal. */
  orig: string;
  resp: string;
  messages: SentMessage[];
  startSeen: boolean;
}

interface Packet {
  atSeconds: number;
  linkType: number;
  bytes: Buffer;
}

interface Direction {
  nextSequence: number | undefined;
  waiting: Map<number, Buffer>;
}

interface OpenFlow extends CapturedFlow {
  directions: { orig: Direction; resp: Direction };
  initialSequence: number | undefined;
}

/** The flows of a capture in order of their first packets. */
export function capturedFlows(path: string): CapturedFlow[] {
  const flows: OpenFlow[] = [];
  const open = new Map<string, OpenFlow>();
  for (const packet of packets(readFileSync(path))) addPacket(flows, open, packet);
  return flows;
}

export function asFinishedFlow(flow: CapturedFlow): FinishedFlow {
  return finishedFlow(flow.messages, {
    protocol: flow.protocol,
    origPort: Number(flow.orig.split(' ')[1]),
    respPort: Number(flow.resp.split(' ')[1]),
    startSeen: flow.startSeen,
  });
}

function addPacket(flows: OpenFlow[], open: Map<string, OpenFlow>, packet: Packet): void {
  const ip = networkLayer(packet);
  if (ip === undefined || (ip.protocol !== 6 && ip.protocol !== 17) || ip.payload.length < 8) return;
  const source = `${ip.source} ${ip.payload.readUInt16BE(0)}`;
  const destination = `${ip.destination} ${ip.payload.readUInt16BE(2)}`;
  const key = [ip.protocol, ...[source, destination].sort()].join(' ');
  const isTcp = ip.protocol === 6;
  if (isTcp && ip.payload.length < 20) return;
  const flags = isTcp ? ip.payload[13] : 0;
  const sequence = isTcp ? ip.payload.readUInt32BE(4) : 0;
  const opens = (flags & 0x12) === 0x02;
  let flow = open.get(key);
  if (flow === undefined || (opens && flow.initialSequence !== sequence)) {
    flow = {
      protocol: ip.protocol,
      orig: source,
      resp: destination,
      messages: [],
      startSeen: !isTcp || opens,
      directions: {
        orig: { nextSequence: undefined, waiting: new Map() },
        resp: { nextSequence: undefined, waiting: new Map() },
      },
      initialSequence: opens ? sequence : undefined,
    };
    open.set(key, flow);
    flows.push(flow);
  }
  const from = source === flow.orig ? 'orig' : 'resp';
  if (!isTcp) {
    const length = Math.min(ip.payload.readUInt16BE(4), ip.payload.length);
    if (length > 8) flow.messages.push({ from, bytes: ip.payload.subarray(8, length), atSeconds: packet.atSeconds });
    return;
  }
  const data = ip.payload.subarray((ip.payload[12] >> 4) * 4);
  addSegment(flow, from, (sequence + ((flags & 0x02) >> 1)) >>> 0, data, packet.atSeconds);
}

function addSegment(flow: OpenFlow, from: 'orig' | 'resp', sequence: number, data: Buffer, atSeconds: number): void {
  const direction = flow.directions[from];
  direction.nextSequence ??= sequence;
  if (data.length > 0 && (direction.waiting.get(sequence)?.length ?? 0) < data.length) {
    direction.waiting.set(sequence, data);
  }
  for (let moved = true; moved; ) {
    moved = false;
    for (const [start, bytes] of direction.waiting) {
      const seen: number = (direction.nextSequence - start) | 0;
      if (seen < 0) continue;
      direction.waiting.delete(start);
      if (seen >= bytes.length) continue;
      flow.messages.push({ from, bytes: bytes.subarray(seen), atSeconds });
      direction.nextSequence = (direction.nextSequence + bytes.length - seen) >>> 0;
      moved = true;
    }
  }
}

function networkLayer(
  packet: Packet,
): { protocol: number; source: string; destination: string; payload: Buffer } | undefined {
  let { bytes } = packet;
  let at = 0;
  switch (packet.linkType) {
    case 0:
      at = 4;
      break;
    case 1:
      at = 14;
      break;
    case 113:
      at = 16;
      break;
    case 276:
      at = 20;
      break;
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      break;
    default:
      return undefined;
  }
  if (packet.linkType === 1) {
    while (bytes.length > at && (bytes.readUInt16BE(at - 2) === 0x8100 || bytes.readUInt16BE(at - 2) === 0x88a8))
      at += 4;
  }
  bytes = bytes.subarray(at);
  if (bytes.length >= 20 && bytes[0] >> 4 === 4) {
    if ((bytes.readUInt16BE(6) & 0x3fff) !== 0) return undefined;
    const total = bytes.readUInt16BE(2) || bytes.length;
    return {
      protocol: bytes[9],
      source: bytes.toString('hex', 12, 16),
      destination: bytes.toString('hex', 16, 20),
      payload: bytes.subarray((bytes[0] & 15) * 4, total),
    };
  }
  if (bytes.length >= 40 && bytes[0] >> 4 === 6) {
    return {
      protocol: bytes[6],
      source: bytes.toString('hex', 8, 24),
      destination: bytes.toString('hex', 24, 40),
      payload: bytes.subarray(40, 40 + bytes.readUInt16BE(4)),
    };
  }
  return undefined;
}

function packets(file: Buffer): Packet[] {
  return file.length >= 4 && file.readUInt32BE(0) === 0x0a0d0d0a ? pcapngPackets(file) : pcapPackets(file);
}

function pcapPackets(file: Buffer): Packet[] {
  const found: Packet[] = [];
  if (file.length < 24) return found;
  const magic = file.readUInt32LE(0);
  const little = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d;
  const u32 = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const perSecond = u32(0) === 0xa1b23c4d ? 1e9 : 1e6;
  const linkType = u32(20) & 0xffff;
  for (let at = 24; at + 16 <= file.length; ) {
    const length = u32(at + 8);
    const bytes = file.subarray(at + 16, at + 16 + length);
    found.push({ atSeconds: u32(at) + u32(at + 4) / perSecond, linkType, bytes });
    at += 16 + length;
  }
  return found;
}

function pcapngPackets(file: Buffer): Packet[] {
  const found: Packet[] = [];
  let little = true;
  let linkTypes: number[] = [];
  const u32 = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const u16 = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at));
  for (let at = 0; at + 12 <= file.length; ) {
    if (file.readUInt32BE(at) === 0x0a0d0d0a) {
      little = file.readUInt32LE(at + 8) === 0x1a2b3c4d;
      linkTypes = [];
    }
    const type = u32(at);
    const length = u32(at + 4);
    if (length < 12) break;
    if (type === 1) linkTypes.push(u16(at + 8));
    if (type === 6) {
      const captured = u32(at + 20);
      const atSeconds = (u32(at + 12) * 2 ** 32 + u32(at + 16)) / 1e6;
      found.push({ atSeconds, linkType: linkTypes[u32(at + 8)], bytes: file.subarray(at + 28, at + 28 + captured) });
    }
    if (type === 3)
      found.push({ atSeconds: 0, linkType: linkTypes[0], bytes: file.subarray(at + 12, at + length - 4) });
    at += length;
  }
  return found;
}
