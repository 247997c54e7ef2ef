// Cuts a pcapng file into pieces at packet boundaries, each a capture of its own with the section header and the interfaces of the whole.

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;

/** `count` pieces of about as many packets each. One little-endian section, as dumpcap writes it. */
export function splitPcapng(file: Buffer, count: number): Buffer[] {
  const head: Buffer[] = [];
  const packets: Buffer[] = [];
  for (let at = 0; at + 12 <= file.length; ) {
    const type = file.readUInt32LE(at);
    const block = file.subarray(at, at + file.readUInt32LE(at + 4));
    if (type === SECTION_HEADER || type === INTERFACE) head.push(block);
    else if (type === ENHANCED_PACKET) packets.push(block);
    at += block.length;
  }
  const each = Math.ceil(packets.length / count);
  return Array.from({ length: count }, (_, i) => Buffer.concat([...head, ...packets.slice(i * each, (i + 1) * each)]));
}
