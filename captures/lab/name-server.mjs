// The lab's DNS server: answers A and AAAA questions (RFC 1035 §4, RFC 3596) about the plan's hosts, and says NXDOMAIN to everything else.

import { SERVICES } from './plan.mjs';

const TYPE = { A: 1, AAAA: 28 };
const HEADER_BYTES = 12;
const TTL_SECONDS = 20;
const POINTER_TO_QUESTION = 0xc00c;

/** The response to one query about the hosts that are `known`, or undefined where the bytes are no query. */
export function answerQuestion(query, known = Object.values(SERVICES)) {
  if (query.length < HEADER_BYTES || query.readUInt16BE(4) !== 1) return undefined;
  const { name, end } = readName(query);
  const type = query.readUInt16BE(end);
  const services = known.filter(({ host }) => host === name.toLowerCase());
  const isWanted = ({ ip }) => type === (ip.includes(':') ? TYPE.AAAA : TYPE.A);
  const addresses = [...new Set(services.filter(isWanted).map(({ ip }) => ip))];
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(services.length === 0 ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end + 4), ...addresses.map((ip) => record(type, ip))]);
}

function readName(query) {
  const labels = [];
  let offset = HEADER_BYTES;
  while (query[offset] > 0) {
    labels.push(query.toString('latin1', offset + 1, offset + 1 + query[offset]));
    offset += 1 + query[offset];
  }
  return { name: labels.join('.'), end: offset + 1 };
}

function record(type, ip) {
  const address = type === TYPE.A ? Buffer.from(ip.split('.').map(Number)) : ipv6Bytes(ip);
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(POINTER_TO_QUESTION, 0);
  fixed.writeUInt16BE(type, 2);
  fixed.writeUInt16BE(1, 4);
  fixed.writeUInt32BE(TTL_SECONDS, 6);
  fixed.writeUInt16BE(address.length, 10);
  return Buffer.concat([fixed, address]);
}

function ipv6Bytes(ip) {
  const [head, tail = ''] = ip.split('::');
  const groups = (part) => part.split(':').filter(Boolean);
  const zeros = Array(8 - groups(head).length - groups(tail).length).fill('0');
  return Buffer.from(
    [...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  );
}
