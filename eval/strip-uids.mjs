// A capture without the UIDs that its packets carry, all else equal: PCAPdroid's 32-byte trailers cut off, packet options and custom blocks
// of pcapng left out, NFLOG messages reduced to the IP packet inside. Written apart from src/parse, so that a misreading there shows here.

import {
  BlockType,
  isPcapng,
  PACKET_HEADER_BYTES,
  readPcap,
  rewritePcapng,
  setWord,
  word,
  writePcap,
} from './capture-blocks.mjs';

const LinkType = { ethernet: 1, raw: 101, nflog: 239 };
const TRAILER_BYTES = 32;
const TRAILER_MAGIC = 0x01072021;
const NFLOG_PAYLOAD = 9;
/** AF_INET and AF_INET6 of Linux. */
const INTERNET_FAMILIES = [2, 10];
const CUSTOM_BLOCKS = [0x0bad, 0x40000bad];

/** `{ file, removed }`: the new bytes, and what was taken away, in words. */
export function stripUids(file) {
  if (isPcapng(file)) return stripBlocks(file);
  const { little, linkType, records } = readPcap(file);
  if (linkType === LinkType.nflog) {
    const packets = records.map((record) => ({ ...record, data: nflogPayload(record.data, little) }));
    const whole = packets.filter(({ data }) => data !== undefined);
    return { file: writePcap(file, LinkType.raw, whole), removed: `${records.length} NFLOG headers` };
  }
  if (linkType !== LinkType.ethernet) return { file, removed: 'nothing' };
  let trailers = 0;
  const packets = records.map((record) => {
    const at = record.data.length - TRAILER_BYTES;
    if (at < 14 || record.data.readUInt32BE(at) !== TRAILER_MAGIC) return record;
    trailers++;
    return { ...record, data: record.data.subarray(0, at) };
  });
  return { file: writePcap(file, linkType, packets), removed: `${trailers} trailers` };
}

function stripBlocks(file) {
  let linkTypes = [];
  const taken = { options: 0, custom: 0, nflog: 0 };
  const stripped = rewritePcapng(file, ({ type, little, body }) => {
    if (CUSTOM_BLOCKS.includes(type)) {
      taken.custom++;
      return undefined;
    }
    if (type === BlockType.section) linkTypes = [];
    if (type === BlockType.interface) {
      linkTypes.push(little ? body.readUInt16LE(0) : body.readUInt16BE(0));
      return linkTypes.at(-1) === LinkType.nflog ? rawInterface(body, little) : body;
    }
    if (type !== BlockType.enhancedPacket) return body;
    const bytes = word(body, 12, little);
    if (((bytes + 3) & ~3) < body.length - PACKET_HEADER_BYTES) taken.options++;
    const head = Buffer.from(body.subarray(0, PACKET_HEADER_BYTES));
    const data = body.subarray(PACKET_HEADER_BYTES, PACKET_HEADER_BYTES + bytes);
    if (linkTypes[word(body, 0, little)] !== LinkType.nflog) return Buffer.concat([head, data]);
    taken.nflog++;
    const packet = nflogPayload(data, little);
    if (packet === undefined) return undefined;
    for (const at of [12, 16]) setWord(head, at, packet.length, little);
    return Buffer.concat([head, packet]);
  });
  const { options, custom, nflog } = taken;
  return { file: stripped, removed: `options of ${options} packets, ${custom} custom blocks, ${nflog} NFLOG headers` };
}

function rawInterface(body, little) {
  const copy = Buffer.from(body);
  if (little) copy.writeUInt16LE(LinkType.raw, 0);
  else copy.writeUInt16BE(LinkType.raw, 0);
  return copy;
}

/**
 * The IP packet of a netfilter log message; undefined where it holds none (ARP, bridge). Attributes follow a header of four bytes whose first
 * is the family: length and type in the byte order of the host, value, padded to four bytes.
 */
function nflogPayload(message, little) {
  if (!INTERNET_FAMILIES.includes(message[0])) return undefined;
  for (let at = 4; at + 4 <= message.length; ) {
    const length = little ? message.readUInt16LE(at) : message.readUInt16BE(at);
    const type = little ? message.readUInt16LE(at + 2) : message.readUInt16BE(at + 2);
    if ((type & 0x7fff) === NFLOG_PAYLOAD) return message.subarray(at + 4, at + length);
    at += Math.max(4, (length + 3) & ~3);
  }
  return undefined;
}
