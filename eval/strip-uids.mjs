// A capture without the UIDs that its packets carry, all else equal: PCAPdroid's 32-byte trailers cut off, packet options and custom blocks
// of pcapng left out, NFLOG messages reduced to the IP packet inside. Written apart from src/parse, so that a misreading there shows here.

import { isPcapng, PacketBlock, readPcap, rewritePcapng, word, writePcap } from './capture-blocks.mjs';

const LinkType = { ethernet: 1, raw: 101, nflog: 239 };
const TRAILER_BYTES = 32;
const TRAILER_MAGIC = 0x01072021;
const NFLOG_PAYLOAD = 9;
const CUSTOM_BLOCKS = [0x0bad, 0x40000bad];

/** `{ file, removed }`: the new bytes, and what was taken away, in words. */
export function stripUids(file) {
  if (isPcapng(file)) return stripBlocks(file);
  const { little, linkType, records } = readPcap(file);
  if (linkType === LinkType.nflog) {
    const packets = records.map((record) => ({ ...record, data: nflogPayload(record.data, little) }));
    return { file: writePcap(file, LinkType.raw, packets), removed: `${packets.length} NFLOG headers` };
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
  let options = 0;
  let custom = 0;
  const stripped = rewritePcapng(file, ({ type, little, body }) => {
    if (CUSTOM_BLOCKS.includes(type)) {
      custom++;
      return undefined;
    }
    if (type !== PacketBlock.enhanced) return body;
    const end = 20 + ((word(body, 12, little) + 3) & ~3);
    if (end < body.length) options++;
    return body.subarray(0, end);
  });
  return { file: stripped, removed: `options of ${options} packets, ${custom} custom blocks` };
}

/** Attributes follow a header of four bytes: length and type in the byte order of the host, value, padded to four bytes. */
function nflogPayload(message, little) {
  for (let at = 4; at + 4 <= message.length; ) {
    const length = little ? message.readUInt16LE(at) : message.readUInt16BE(at);
    const type = little ? message.readUInt16LE(at + 2) : message.readUInt16BE(at + 2);
    if ((type & 0x7fff) === NFLOG_PAYLOAD) return message.subarray(at + 4, at + length);
    at += Math.max(4, (length + 3) & ~3);
  }
  throw new Error('an NFLOG message has no packet');
}
