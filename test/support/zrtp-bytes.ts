// A ZRTP Hello as RFC 6189 §5.2 has it, with a checksum that is computed bit by bit and shares no table with src/.

/** 100 bytes or so; what a phone would fill in is zero. */
export function zrtpHello(): Uint8Array {
  const packet = Buffer.alloc(12 + 88 + 4);
  packet.writeUInt16BE(0x1000, 0);
  packet.writeUInt16BE(1, 2);
  packet.write('ZRTP', 4, 'latin1');
  packet.writeUInt32BE(0x0a0b0c0d, 8);
  packet.writeUInt16BE(0x505a, 12);
  packet.writeUInt16BE(22, 14);
  packet.write('Hello   1.10', 16, 'latin1');
  packet.writeUInt32BE(checksum(packet.subarray(0, packet.length - 4)), packet.length - 4);
  return Uint8Array.from(packet);
}

function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
