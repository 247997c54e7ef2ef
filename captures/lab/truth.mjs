// Who owned which socket, from the kernel: reads the NFLOG capture (LINKTYPE_NFLOG, one record per outgoing packet with the owner's UID)
// and joins it with the plan. Independent of the socket polls. A tuple used again by a new connection is a new row; disagreement is an error.

import { readFileSync } from 'node:fs';
import { APPS, SERVICES } from './plan.mjs';

const PCAP_HEADER = 24;
const RECORD_HEADER = 16;
const LINKTYPE_NFLOG = 239;
const NFULA_PAYLOAD = 9;
const NFULA_UID = 11;
const PROTOCOL = { 6: 'tcp', 17: 'udp' };
const COLUMNS = 'transport local_ip local_port remote_ip remote_port first last uid package program class'.split(' ');

/** The rows of truth.tsv, oldest first; every owner must be one that the plan meant to talk there. */
export function truthRows(nflogFile) {
  const rows = ownerRows(nflogFile);
  const torn = rows.find((row) => row.followsOther);
  if (torn !== undefined) throw new Error(`${torn.transport} ${torn.local} ${torn.remote}: more than one UID`);
  return rows.map((row) => ({ ...row, ...intentOf(row) }));
}

/** What the kernel says alone: one row for each connection, and for each owner of a tuple that has no connections (`followsOther` from the second on). */
export function ownerRows(nflogFile) {
  const open = new Map();
  const rows = [];
  for (const packet of packetsOf(readFileSync(nflogFile))) {
    const key = `${packet.transport} ${packet.local} ${packet.remote}`;
    let row = open.get(key);
    const isNew = packet.synSequence !== undefined && packet.synSequence !== row?.synSequence;
    // Packets that the kernel sends on after close() have no owner any more; those that have one must all name the same.
    const isOthers = packet.uid !== undefined && row?.uid !== undefined && packet.uid !== row.uid;
    if (row === undefined || isNew || isOthers) {
      row = { ...packet, firstUs: packet.timeUs, followsOther: isOthers && !isNew };
      rows.push(row);
      open.set(key, row);
    }
    row.lastUs = packet.timeUs;
    row.uid ??= packet.uid;
  }
  return rows.map((row) => ({
    ...row,
    local_ip: row.localIp,
    local_port: row.localPort,
    remote_ip: row.remoteIp,
    remote_port: row.remotePort,
    first: instant(row.firstUs),
    last: instant(row.lastUs),
  }));
}

export function truthTable(rows) {
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))]
    .map((cells) => `${cells.join('\t')}\n`)
    .join('');
}

function intentOf(row) {
  const app = APPS.find(({ uid }) => uid === row.uid);
  const isMeant = (name) => {
    const { ip, port, transport } = SERVICES[name];
    return transport === row.transport && ip === row.remoteIp && port === row.remotePort;
  };
  const service = Object.keys(app?.intends ?? {}).find(isMeant);
  if (service === undefined) throw new Error(`UID ${row.uid} was not meant to talk to ${row.remote}`);
  return { package: app.package ?? '-', program: app.program, class: app.intends[service] };
}

function instant(us) {
  return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`;
}

function* packetsOf(file) {
  if (file.readUInt32LE(0) !== 0xa1b2c3d4 || file.readUInt32LE(20) !== LINKTYPE_NFLOG) {
    throw new Error('the NFLOG capture is not a little-endian pcap file of link type 239 in microseconds');
  }
  for (let at = PCAP_HEADER; at + RECORD_HEADER <= file.length; ) {
    const timeUs = file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4);
    const end = at + RECORD_HEADER + file.readUInt32LE(at + 8);
    const attributes = attributesOf(file.subarray(at + RECORD_HEADER, end));
    const uid = attributes.get(NFULA_UID)?.readUInt32BE(0);
    yield { timeUs, uid, ...tupleOf(attributes.get(NFULA_PAYLOAD)) };
    at = end;
  }
}

// Four bytes of header (family, version, resource id), then TLVs with host-order headers, each padded to four bytes.
function attributesOf(record) {
  const attributes = new Map();
  for (let at = 4; at + 4 <= record.length; ) {
    const length = record.readUInt16LE(at);
    attributes.set(record.readUInt16LE(at + 2) & 0x7fff, record.subarray(at + 4, at + length));
    at += Math.max(4, (length + 3) & ~3);
  }
  return attributes;
}

function tupleOf(packet) {
  const isIpv6 = packet[0] >> 4 === 6;
  const segment = packet.subarray(isIpv6 ? 40 : (packet[0] & 0x0f) * 4);
  const transport = PROTOCOL[packet[isIpv6 ? 6 : 9]];
  const localIp = isIpv6 ? ipv6Text(packet.subarray(8, 24)) : packet.subarray(12, 16).join('.');
  const remoteIp = isIpv6 ? ipv6Text(packet.subarray(24, 40)) : packet.subarray(16, 20).join('.');
  const [localPort, remotePort] = [segment.readUInt16BE(0), segment.readUInt16BE(2)];
  const isSyn = transport === 'tcp' && (segment[13] & 0x12) === 0x02;
  return {
    ...{ transport, localIp, localPort, remoteIp, remotePort },
    local: `${localIp}:${localPort}`,
    remote: `${remoteIp}:${remotePort}`,
    synSequence: isSyn ? segment.readUInt32BE(4) : undefined,
  };
}

/** RFC 5952, by way of the URL parser. */
function ipv6Text(bytes) {
  return new URL(`http://[${bytes.toString('hex').match(/.{4}/g).join(':')}]`).hostname.slice(1, -1);
}
