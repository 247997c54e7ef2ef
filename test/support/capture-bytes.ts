// Writes capture files byte by byte, sound ones and others: classic pcap in all its variants, pcapng block by block.

export interface PacketBytes {
  bytes: Uint8Array;
  timeUs?: number;
  /** 0..999 ns beyond `timeUs`. */
  timeNs?: number;
  /** By default the length of `bytes`. */
  originalBytes?: number;
}

export interface PcapLayout {
  little?: boolean;
  nano?: boolean;
  /** Kuznetzov's variant: 8 more bytes per record. */
  modified?: boolean;
  linkType?: number;
  snapLength?: number;
  minorVersion?: number;
  /** Puts the original length first, as old versions did. */
  swapLengths?: boolean;
}

/** 2026-01-01. */
export const START_US = 1_767_225_600_000_000;

export function pcapFile(packets: readonly PacketBytes[], layout: PcapLayout = {}): Buffer {
  return Buffer.concat([pcapHeader(layout), ...packets.map((packet) => pcapRecord(packet, layout))]);
}

export function pcapHeader(layout: PcapLayout = {}): Buffer {
  const { little = true, nano = false, modified = false } = layout;
  const magic = modified ? 0xa1b2cd34 : nano ? 0xa1b23c4d : 0xa1b2c3d4;
  return Buffer.concat([
    u32(magic, little),
    u16(2, little),
    u16(layout.minorVersion ?? 4, little),
    Buffer.alloc(8),
    u32(layout.snapLength ?? 262_144, little),
    u32(layout.linkType ?? 1, little),
  ]);
}

export function pcapRecord(packet: PacketBytes, layout: PcapLayout = {}): Buffer {
  const { little = true, nano = false, modified = false, swapLengths = false } = layout;
  const timeUs = packet.timeUs ?? START_US;
  const seconds = Math.floor(timeUs / 1e6);
  const microseconds = timeUs - seconds * 1e6;
  const lengths = [u32(packet.bytes.length, little), u32(packet.originalBytes ?? packet.bytes.length, little)];
  return Buffer.concat([
    u32(seconds, little),
    u32(nano ? microseconds * 1000 + (packet.timeNs ?? 0) : microseconds, little),
    ...(swapLengths ? lengths.reverse() : lengths),
    Buffer.alloc(modified ? 8 : 0, 0xee),
    packet.bytes,
  ]);
}

/** A pcapng option: its code and value. Text is UTF-8, a number 8 bytes. */
export type Option = readonly [code: number, value: string | bigint | Uint8Array];

export interface InterfaceBytes {
  linkType?: number;
  snapLength?: number;
  options?: readonly Option[];
}

/** Blocks are added in order; each section has its own byte order. */
export class PcapngFile {
  /** Offset of the next block. */
  length = 0;
  /** Offsets of the blocks so far. */
  readonly offsets: number[] = [];
  readonly #parts: Buffer[] = [];
  #little = true;

  section(little = true, options: readonly Option[] = [], majorVersion = 1): this {
    this.#little = little;
    const head = [u32(0x1a2b3c4d, little), u16(majorVersion, little), u16(0, little), Buffer.alloc(8, 0xff)];
    return this.block(0x0a0d0d0a, ...head, this.#options(options));
  }

  interface({ linkType = 1, snapLength = 262_144, options = [] }: InterfaceBytes = {}): this {
    return this.block(1, this.u16(linkType), this.u16(0), this.u32(snapLength), this.#options(options));
  }

  /** `ticks` by default those of the packet's time in µs. */
  enhanced(packet: PacketBytes, interfaceId = 0, options: readonly Option[] = [], ticks?: bigint): this {
    return this.block(6, this.u32(interfaceId), ...this.#packet(packet, options, ticks));
  }

  simple(packet: PacketBytes): this {
    return this.block(3, this.u32(packet.originalBytes ?? packet.bytes.length), padded(packet.bytes));
  }

  obsolete(packet: PacketBytes, interfaceId = 0, drops = 0xffff, options: readonly Option[] = []): this {
    return this.block(2, this.u16(interfaceId), this.u16(drops), ...this.#packet(packet, options));
  }

  names(records: readonly Option[]): this {
    return this.block(4, this.#options(records));
  }

  statistics(interfaceId: number, options: readonly Option[]): this {
    return this.block(5, this.u32(interfaceId), Buffer.alloc(8), this.#options(options));
  }

  secrets(type: number, text: string): this {
    return this.block(10, this.u32(type), this.u32(text.length), padded(Buffer.from(text)));
  }

  custom(pen: number, body: Uint8Array, type = 0x0bad): this {
    return this.block(type, this.u32(pen), padded(body));
  }

  /** PCAPdroid's UID mapping, its integers in the byte order of the phone. */
  uidNames(uid: number, packageName: string, label: string, phoneIsLittle: boolean = this.#little): this {
    const names = [Buffer.from(packageName), Buffer.from(label)];
    const head = [u16(1, phoneIsLittle), Buffer.from([1, 0]), u32(uid >>> 0, phoneIsLittle)];
    return this.custom(62652, Buffer.concat([...head, Buffer.from(names.map((name) => name.length)), ...names]));
  }

  block(type: number, ...body: Uint8Array[]): this {
    const content = padded(Buffer.concat(body));
    const length = this.u32(content.length + 12);
    return this.raw(Buffer.concat([this.u32(type), length, content, length]));
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes));
    this.offsets.push(this.length);
    this.length += bytes.length;
    return this;
  }

  u16(value: number): Buffer {
    return u16(value, this.#little);
  }

  u32(value: number): Buffer {
    return u32(value, this.#little);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #packet(packet: PacketBytes, options: readonly Option[], ticks?: bigint): Buffer[] {
    const time = ticks ?? BigInt(packet.timeUs ?? START_US);
    return [
      this.u32(Number(time >> 32n)),
      this.u32(Number(time & 0xffffffffn)),
      this.u32(packet.bytes.length),
      this.u32(packet.originalBytes ?? packet.bytes.length),
      padded(packet.bytes),
      this.#options(options),
    ];
  }

  #options(options: readonly Option[]): Buffer {
    if (options.length === 0) return Buffer.alloc(0);
    const parts = options.flatMap(([code, value]) => {
      const bytes = typeof value === 'bigint' ? u64(value, this.#little) : Buffer.from(value as Uint8Array);
      return [this.u16(code), this.u16(bytes.length), padded(bytes)];
    });
    return Buffer.concat([...parts, Buffer.alloc(4)]);
  }
}

export function u16(value: number, little: boolean): Buffer {
  const bytes = Buffer.alloc(2);
  if (little) bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number, little: boolean): Buffer {
  const bytes = Buffer.alloc(4);
  if (little) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

function u64(value: bigint, little: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  if (little) bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  else bytes.writeBigUInt64BE(BigInt.asUintN(64, value));
  return bytes;
}

function padded(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
