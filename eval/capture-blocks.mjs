// Walks and rewrites small capture files in memory: the records of classic pcap, the blocks of pcapng (draft-ietf-opsawg-pcapng).
// For files that this evaluation trusts: a damaged one throws.

const PCAP_MAGICS = new Map([
  ['d4c3b2a1', true],
  ['4d3cb2a1', true],
  ['a1b2c3d4', false],
  ['a1b23c4d', false],
]);
const PCAP_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
export const BlockType = { section: 0x0a0d0d0a, interface: 1, enhancedPacket: 6 };
/** Of an enhanced packet block's body: interface, time in two words, captured and original length. */
export const PACKET_HEADER_BYTES = 20;
const RESOLUTION_OPTION = 9;

export function isPcapng(file) {
  return file.readUInt32BE(0) === BlockType.section;
}

/** `{ little, linkType, records: [{ header, data }] }` of a classic pcap file; header and data are views. */
export function readPcap(file) {
  const little = PCAP_MAGICS.get(file.toString('hex', 0, 4));
  if (little === undefined) throw new Error('neither pcap nor pcapng');
  const records = [];
  for (let at = PCAP_HEADER_BYTES; at < file.length; ) {
    const header = file.subarray(at, at + RECORD_HEADER_BYTES);
    const end = at + RECORD_HEADER_BYTES + word(file, at + 8, little);
    if (end > file.length) throw new Error('the capture ends inside a record');
    records.push({ header, data: file.subarray(at + RECORD_HEADER_BYTES, end) });
    at = end;
  }
  return { little, linkType: word(file, 20, little), records };
}

/** A copy of a classic pcap file with other packets: `data` of each record, whose wire length shrinks by as much as its captured one. */
export function writePcap(file, linkType, records) {
  const little = PCAP_MAGICS.get(file.toString('hex', 0, 4));
  const head = Buffer.from(file.subarray(0, PCAP_HEADER_BYTES));
  setWord(head, 20, linkType, little);
  const parts = records.flatMap(({ header, data }) => {
    const copy = Buffer.from(header);
    const cut = word(header, 8, little) - data.length;
    setWord(copy, 8, data.length, little);
    setWord(copy, 12, Math.max(data.length, word(header, 12, little) - cut), little);
    return [copy, data];
  });
  return Buffer.concat([head, ...parts]);
}

/** A copy of a pcapng file; `rewrite(block)` returns the block's new body, the body itself, or undefined to leave the block out. */
export function rewritePcapng(file, rewrite) {
  const parts = [];
  let little = true;
  for (let at = 0; at < file.length; ) {
    if (file.readUInt32BE(at) === BlockType.section) little = file.readUInt32LE(at + 8) === 0x1a2b3c4d;
    const type = word(file, at, little);
    const bytes = word(file, at + 4, little);
    if (bytes < 12 || at + bytes > file.length) throw new Error('the capture ends inside a block');
    const body = rewrite({ type, little, body: file.subarray(at + 8, at + bytes - 4) });
    if (body !== undefined) parts.push(block(type, body, little));
    at += bytes;
  }
  return Buffer.concat(parts);
}

/** A pcapng file whose packets are `shiftUs` later. */
export function shiftedPcapng(file, shiftUs) {
  let unitsPerUs = [];
  return rewritePcapng(file, ({ type, little, body }) => {
    if (type === BlockType.section) unitsPerUs = [];
    if (type === BlockType.interface) unitsPerUs.push(unitsOf(body, little));
    if (type !== BlockType.enhancedPacket) return body;
    const copy = Buffer.from(body);
    const units = (BigInt(word(body, 4, little)) << 32n) | BigInt(word(body, 8, little));
    const shifted = units + BigInt(shiftUs) * unitsPerUs[word(body, 0, little)];
    setWord(copy, 4, Number(shifted >> 32n), little);
    setWord(copy, 8, Number(shifted & 0xffffffffn), little);
    return copy;
  });
}

/** if_tsresol: a power of ten, here never coarser than microseconds; without it microseconds. */
export function unitsOf(body, little) {
  for (let at = 8; at + 4 <= body.length; ) {
    const code = little ? body.readUInt16LE(at) : body.readUInt16BE(at);
    const length = little ? body.readUInt16LE(at + 2) : body.readUInt16BE(at + 2);
    if (code === RESOLUTION_OPTION) {
      const digits = body[at + 4];
      if (digits < 6 || digits > 9) throw new Error(`unexpected time resolution ${digits}`);
      return 10n ** BigInt(digits - 6);
    }
    at += 4 + ((length + 3) & ~3);
  }
  return 1n;
}

function block(type, body, little) {
  const padded = (body.length + 3) & ~3;
  const bytes = Buffer.alloc(padded + 12);
  setWord(bytes, 0, type, little);
  setWord(bytes, 4, bytes.length, little);
  body.copy(bytes, 8);
  setWord(bytes, 8 + padded, bytes.length, little);
  return bytes;
}

export function word(bytes, at, little) {
  return little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

export function setWord(bytes, at, value, little) {
  if (little) bytes.writeUInt32LE(value, at);
  else bytes.writeUInt32BE(value, at);
}
