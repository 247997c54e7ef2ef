// The pcapng blocks that hold a packet: enhanced (§4.3), simple (§4.4) and the obsolete packet block (appendix A).
// Invariant: a block that contradicts itself gives no packet, but its reason; nothing here reads past the block.

import { u16, u32, u64 } from '../base/byte-order.ts';
import type { CaptureInfo } from './capture-info.ts';
import { type CaptureRecord, NO_UID, PacketDirection } from './capture-record.ts';
import { uidOfComment } from './packet-comment.ts';
import type { SectionInterface } from './pcapng-blocks.ts';
import { walkOptions } from './pcapng-options.ts';
import type { SplitTime } from './timestamp-resolution.ts';

const ENHANCED_BYTES = 20;
/** Option codes of both packet blocks. */
const PacketOption = { comment: 1, flags: 2, dropCount: 4 } as const;
/** The obsolete block's drop count when it is not known. */
const DROPS_UNKNOWN = 0xffff;

export class PacketBlocks {
  /** Of the section at hand; undefined is an interface that could not be read. */
  interfaces: (SectionInterface | undefined)[] = [];
  /** Interfaces of the sections before it. */
  #firstInterface = 0;
  #little = true;
  readonly #info: CaptureInfo;
  /** Time of the last packet: a simple packet block has none of its own. */
  readonly #time: SplitTime = { us: 0, ns: 0 };
  #bytes: Uint8Array = new Uint8Array(0);
  #record: CaptureRecord | undefined;
  #source: SectionInterface | undefined;

  constructor(info: CaptureInfo) {
    this.#info = info;
  }

  beginSection(little: boolean): void {
    this.#little = little;
    this.#firstInterface += this.interfaces.length;
    this.interfaces = [];
  }

  /** Each of these fills the record from the block body `at` … `end`, or says why it cannot. */
  enhanced(bytes: Uint8Array, at: number, end: number, record: CaptureRecord): string | undefined {
    if (end - at < ENHANCED_BYTES) return 'enhanced packet block too short';
    const id = u32(bytes, at, this.#little);
    return this.#packet(bytes, at, end, record, id, 'enhanced packet block');
  }

  simple(bytes: Uint8Array, at: number, end: number, record: CaptureRecord): string | undefined {
    const source = this.interfaces[0];
    if (end - at < 4) return 'simple packet block too short';
    if (source === undefined) return 'simple packet block without an interface';
    const original = u32(bytes, at, this.#little);
    const snapLength = source.info.snapLength;
    const captured = snapLength === 0 ? original : Math.min(original, snapLength);
    this.#fill(record, bytes, source, 0, at + 4, Math.min(captured, end - at - 4), original);
    return undefined;
  }

  obsolete(bytes: Uint8Array, at: number, end: number, record: CaptureRecord): string | undefined {
    if (end - at < ENHANCED_BYTES) return 'packet block too short';
    const id = u16(bytes, at, this.#little);
    const damage = this.#packet(bytes, at, end, record, id, 'packet block');
    const drops = u16(bytes, at + 2, this.#little);
    if (damage === undefined && drops !== DROPS_UNKNOWN) this.interfaces[id]?.lost(drops);
    return damage;
  }

  /** The enhanced and the obsolete block differ in how they name the interface only. */
  #packet(
    bytes: Uint8Array,
    at: number,
    end: number,
    record: CaptureRecord,
    id: number,
    block: string,
  ): string | undefined {
    const little = this.#little;
    const captured = u32(bytes, at + 12, little);
    if (captured > end - at - ENHANCED_BYTES) return `${block} shorter than its packet`;
    const source = this.interfaces[id];
    if (source === undefined) return `${block} of an undeclared interface`;
    source.time.split(u32(bytes, at + 4, little), u32(bytes, at + 8, little), this.#time);
    const start = at + ENHANCED_BYTES;
    this.#fill(record, bytes, source, id, start, captured, u32(bytes, at + 16, little));
    const options = start + ((captured + 3) & ~3);
    if (options + 4 <= end) {
      this.#bytes = bytes;
      this.#record = record;
      this.#source = source;
      if (!walkOptions(bytes, options, end, little, this.#visitOption)) this.#info.count('packet options cut short');
    }
    return undefined;
  }

  #fill(
    record: CaptureRecord,
    bytes: Uint8Array,
    source: SectionInterface,
    id: number,
    start: number,
    captured: number,
    original: number,
  ): void {
    record.bytes = bytes;
    record.start = start;
    record.capturedBytes = captured;
    record.originalBytes = Math.max(captured, original);
    record.timeUs = this.#time.us;
    record.timeNs = this.#time.ns;
    record.linkType = source.info.linkType;
    record.interfaceId = (this.#firstInterface + id) & 0xffff;
    record.direction = PacketDirection.unknown;
    record.uid = NO_UID;
    this.#info.packets += 1;
    record.frame = this.#info.packets + this.#info.otherFrames;
  }

  /** A field, not a closure per packet. */
  readonly #visitOption = (code: number, at: number, length: number): void => {
    const record = this.#record as CaptureRecord;
    if (code === PacketOption.comment) {
      if (record.uid === NO_UID) record.uid = uidOfComment(this.#bytes, at, length);
    } else if (code === PacketOption.flags && length === 4) {
      const bits = u32(this.#bytes, at, this.#little) & 3;
      if (bits === 1) record.direction = PacketDirection.inbound;
      else if (bits === 2) record.direction = PacketDirection.outbound;
    } else if (code === PacketOption.dropCount && length === 8) {
      this.#source?.lost(u64(this.#bytes, at, this.#little));
    }
  };
}
