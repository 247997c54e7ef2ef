// All flows in output order, with what only the whole capture tells: the device's side, the destination's name, the app, the flow before.

import { rowsOf } from '../base/ascending-rows.ts';
import { AddressTable } from '../flows/address-table.ts';
import type { DnsHint, DnsNameLookup } from '../flows/dns-names.ts';
import { BATCH_BITS, BatchFlag, CLASSES, END_REASONS, type FlowBatch } from '../flows/flow-batch.ts';
import { flowBeginning, flowId } from '../flows/flow-id.ts';
import type { FlowIndex } from '../flows/flow-index.ts';
import { KEY_WORDS } from '../flows/flow-key.ts';
import type { EncryptionClass, EndReason } from '../flows/flow-record.ts';
import type { LocalSide } from '../flows/local-side.ts';
import { StringTable } from '../flows/string-table.ts';
import { transportName } from '../flows/transport-name.ts';
import type { AttributableFlow } from '../telemetry/attribution.ts';
import { JudgedAnew } from './judged-anew.ts';

/** A flow is named by its rank: its place in the output. */
export class ResolvedFlows {
  readonly index: FlowIndex;
  readonly order: Uint32Array;
  /** 0 unknown, 1 originator, 2 responder. */
  readonly #local: Uint8Array;
  readonly #names: DnsNameLookup;
  readonly #addresses = new AddressTable();
  /** Numbers of the originator's and the responder's address. */
  readonly #address2: Uint32Array;
  readonly #domains = new StringTable();
  /** 0 for none. */
  readonly #domain: Uint32Array;
  readonly #keep: ReadonlySet<number> | undefined;
  readonly anew = new JudgedAnew();

  /** `keep`: the flows that have lines, by `beginning`; undefined: all. */
  constructor(index: FlowIndex, names: DnsNameLookup, keep?: ReadonlySet<number>) {
    this.#keep = keep;
    this.index = index;
    this.order = index.order();
    this.#names = names;
    this.#local = new Uint8Array(index.count);
    this.#domain = new Uint32Array(index.count);
    this.#address2 = new Uint32Array(index.count * 2);
    for (let rank = 0; rank < this.count; rank++) {
      const { key } = this.batch(rank);
      const at = this.row(rank) * KEY_WORDS;
      this.#address2[rank * 2] = this.#addresses.number(key, at);
      this.#address2[rank * 2 + 1] = this.#addresses.number(key, at + 4);
    }
  }

  get count(): number {
    return this.order.length;
  }

  /** Must run before anything that asks for the device's side or the destination's name. */
  resolveSides(localSide: LocalSide): void {
    for (let rank = 0; rank < this.count; rank++) {
      const position = this.order[rank];
      const { index } = this;
      const marked = index.hasFlag(position, BatchFlag.localOriginator)
        ? 'orig'
        : index.hasFlag(position, BatchFlag.localResponder)
          ? 'resp'
          : undefined;
      const side = localSide.of({
        origIp: this.address(rank, 0),
        origPort: index.port(position, 0),
        respIp: this.address(rank, 1),
        respPort: index.port(position, 1),
        marked,
        synSeen: index.hasFlag(position, BatchFlag.syn),
      });
      this.#local[rank] = side === 'orig' ? 1 : side === 'resp' ? 2 : 0;
      this.#domain[rank] = this.#domains.id(this.#nameOf(rank));
    }
  }

  batch(rank: number): FlowBatch {
    return this.index.batchOf(this.order[rank]);
  }

  /** Whose spill file holds the flow's line. */
  worker(rank: number): number {
    return this.index.workers[this.order[rank] >>> BATCH_BITS];
  }

  row(rank: number): number {
    return this.index.rowOf(this.order[rank]);
  }

  local(rank: number): 'orig' | 'resp' | undefined {
    const side = this.#local[rank];
    return side === 1 ? 'orig' : side === 2 ? 'resp' : undefined;
  }

  /** 0 or 1: the side that is not the device; the responder where the device's side is unknown. */
  remoteSide(rank: number): 0 | 1 {
    return this.#local[rank] === 2 ? 0 : 1;
  }

  address(rank: number, side: number): string {
    return this.#addresses.text(this.addressId(rank, side));
  }

  /** The same number for the same address. */
  addressId(rank: number, side: number): number {
    return this.#address2[rank * 2 + side];
  }

  /** The same number for the same name of the destination; 0 where it has none. */
  domainId(rank: number): number {
    return this.#domain[rank];
  }

  port(rank: number, side: number): number {
    return this.index.port(this.order[rank], side);
  }

  transport(rank: number): string {
    return transportName(this.index.protocol(this.order[rank]));
  }

  service(rank: number): string | undefined {
    return this.index.text(this.order[rank], this.batch(rank).service[this.row(rank)]);
  }

  scheme(rank: number): string | undefined {
    const anew = this.anew.of(rank);
    if (anew !== undefined) return anew.scheme;
    return this.index.text(this.order[rank], this.batch(rank).scheme[this.row(rank)]);
  }

  crypto(rank: number): string | undefined {
    return this.index.text(this.order[rank], this.batch(rank).crypto[this.row(rank)]);
  }

  /** The name that a DNS flow asked for first. */
  query(rank: number): string | undefined {
    return this.index.text(this.order[rank], this.batch(rank).query[this.row(rank)]);
  }

  tlsVersion(rank: number): string | undefined {
    return this.index.text(this.order[rank], this.batch(rank).tlsVersion[this.row(rank)]);
  }

  encryptionClass(rank: number): EncryptionClass {
    return this.anew.of(rank)?.class ?? CLASSES[this.batch(rank).class[this.row(rank)]];
  }

  /** Of the encryption class, 0..1. */
  confidence(rank: number): number {
    return this.anew.of(rank)?.confidence ?? this.batch(rank).confidence[this.row(rank)];
  }

  endReason(rank: number): EndReason {
    return END_REASONS[this.batch(rank).endReason[this.row(rank)]];
  }

  has(rank: number, flag: (typeof BatchFlag)[keyof typeof BatchFlag]): boolean {
    return this.index.hasFlag(this.order[rank], flag);
  }

  bytes(rank: number, side: number): number {
    return this.batch(rank).bytes2[this.row(rank) * 2 + side];
  }

  packets(rank: number): number {
    const cell = this.row(rank) * 2;
    const { packets2 } = this.batch(rank);
    return packets2[cell] + packets2[cell + 1];
  }

  id(rank: number): string {
    const batch = this.batch(rank);
    const row = this.row(rank);
    return flowId(
      batch.key,
      row * KEY_WORDS,
      batch.startUs[row],
      batch.startNs[row],
      batch.capture[row],
      batch.firstFrame[row],
    );
  }

  /** False for a flow that no line was made of. */
  hasLine(rank: number): boolean {
    return this.#keep?.has(this.beginning(rank)) ?? true;
  }

  /** The same number for the same flow in every reading of a capture. */
  beginning(rank: number): number {
    const batch = this.batch(rank);
    const row = this.row(rank);
    return flowBeginning(batch.capture[row], batch.firstFrame[row]);
  }

  /** Name of the destination: what the flow itself says, else what DNS called the address before. */
  domain(rank: number): { name: string; source: 'sni' | 'host' | 'dns' } | undefined {
    const name = this.#domains.text(this.#domain[rank]);
    if (name === undefined) return undefined;
    if (this.batch(rank).domain[this.row(rank)] === 0) return { name, source: 'dns' };
    return { name, source: this.has(rank, BatchFlag.sniName) ? 'sni' : 'host' };
  }

  /** What DNS last called the destination's address before the flow began. */
  dnsHint(rank: number): DnsHint | undefined {
    return this.#names.hintOf(this.address(rank, this.remoteSide(rank)), this.batch(rank).startUs[this.row(rank)]);
  }

  /** The flow as the join sees it. */
  attributable(rank: number): AttributableFlow {
    const batch = this.batch(rank);
    const row = this.row(rank);
    return {
      transport: this.transport(rank),
      orig: { ip: this.address(rank, 0), port: this.port(rank, 0) },
      resp: { ip: this.address(rank, 1), port: this.port(rank, 1) },
      local: this.local(rank),
      startUs: batch.startUs[row],
      endUs: batch.endUs[row],
      synSeen: this.has(rank, BatchFlag.syn),
      ended: END_REASONS[batch.endReason[row]] === 'ended',
      service: this.service(rank),
      packets: batch.packets2[row * 2] + batch.packets2[row * 2 + 1],
      packetUids: this.#packetUids(rank),
      device: undefined,
    };
  }

  #nameOf(rank: number): string | undefined {
    const own = this.index.text(this.order[rank], this.batch(rank).domain[this.row(rank)]);
    if (own !== undefined) return own;
    return this.#names.nameOf(this.address(rank, this.remoteSide(rank)), this.batch(rank).startUs[this.row(rank)]);
  }

  #packetUids(rank: number): AttributableFlow['packetUids'] {
    const batch = this.batch(rank);
    const row = this.row(rank);
    if (batch.uidPackets[row] === 0) return [];
    const uids = [{ uid: batch.uid[row], packets: batch.uidPackets[row], frame: batch.uidFrame[row] }];
    if (!this.has(rank, BatchFlag.uidMixed)) return uids;
    for (const { uid, packets, frame } of rowsOf(batch.mixedUids, row)) uids.push({ uid, packets, frame });
    return uids;
  }
}
