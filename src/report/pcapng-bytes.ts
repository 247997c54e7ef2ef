// Packets as pcapng (draft-ietf-opsawg-pcapng): one section, an interface for each link type, times in nanoseconds. For what is cut out of a capture.

export interface CutPacket {
  readonly linkType: number;
  readonly timeUs: number;
  /** 0..999 beyond `timeUs`. */
  readonly timeNs: number;
  readonly originalBytes: number;
  readonly bytes: Uint8Array;
  /** 'frame 12 of demo.pcapng'. */
  readonly comment: string;
}

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const OPTION_COMMENT = 1;
const OPTION_APPLICATION = 4;
const OPTION_RESOLUTION = 9;

export function pcapngBytes(packets: readonly CutPacket[], application: string): Buffer {
  const linkTypes = [...new Set(packets.map(({ linkType }) => linkType))];
  const section = Buffer.alloc(16);
  section.writeUInt32LE(0x1a2b3c4d, 0);
  section.writeUInt16LE(1, 4);
  section.writeBigInt64LE(-1n, 8);
  return Buffer.concat([
    block(SECTION, section, options([[OPTION_APPLICATION, Buffer.from(application)]])),
    ...linkTypes.map(interfaceBlock),
    ...packets.map((packet) => packetBlock(packet, linkTypes.indexOf(packet.linkType))),
  ]);
}

/** What wrote a file of pcapngBytes(), by its beginning; undefined of any other file. */
export function pcapngApplication(head: Buffer): string | undefined {
  if (head.length < 28 || head.readUInt32LE(0) !== SECTION || head.readUInt32LE(8) !== 0x1a2b3c4d) return undefined;
  if (head.readUInt16LE(24) !== OPTION_APPLICATION) return undefined;
  return head.toString('utf8', 28, 28 + head.readUInt16LE(26));
}

function interfaceBlock(linkType: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linkType, 0);
  return block(INTERFACE, body, options([[OPTION_RESOLUTION, Buffer.from([9])]]));
}

function packetBlock({ timeUs, timeNs, originalBytes, bytes, comment }: CutPacket, interfaceId: number): Buffer {
  const time = BigInt(Math.floor(timeUs)) * 1000n + BigInt(timeNs);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(interfaceId, 0);
  head.writeUInt32LE(Number(time >> 32n), 4);
  head.writeUInt32LE(Number(time & 0xffff_ffffn), 8);
  head.writeUInt32LE(bytes.length, 12);
  head.writeUInt32LE(originalBytes, 16);
  return block(
    ENHANCED_PACKET,
    Buffer.concat([head, padded(bytes)]),
    options([[OPTION_COMMENT, Buffer.from(comment)]]),
  );
}

function block(type: number, body: Buffer, trailer: Buffer): Buffer {
  const length = 12 + body.length + trailer.length;
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(length, 0);
  return Buffer.concat([head, body, trailer, tail]);
}

function options(list: readonly (readonly [number, Buffer])[]): Buffer {
  const parts = list.map(([code, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(value.length, 2);
    return Buffer.concat([head, padded(value)]);
  });
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
