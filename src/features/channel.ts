// Channels: the flows of one app (or one device, where the app is unknown) to one destination, port and transport. Beacons live here.

import { releaseBuffers } from '../base/columns.ts';
import type { Sequence } from '../base/sequence.ts';
import { TripleNumbers } from '../base/triple-numbers.ts';
import type { AppRecord, EncryptionClass } from '../flows/flow-record.ts';
import type { MeasuredFlow } from './channel-measures.ts';
import { stableId } from './stable-id.ts';

/** A public key by its id. */
export interface CarriedKey {
  readonly id: string;
  readonly algorithm: string;
  readonly from: 'orig' | 'resp';
  /** Random bytes show it often enough that it links nothing. */
  readonly isBare: boolean;
  /** A server's certificate holds it. */
  readonly isCertificate: boolean;
}

/** Pieces of an RSA modulus's size in a flow's fields of one name. */
export interface CarriedRsaField {
  readonly name: string;
  readonly from: 'orig' | 'resp';
  readonly unitBytes: number;
  readonly units: number;
  readonly leadingMax: number;
  readonly leadingSum: number;
}

/** What a channel needs of a flow, once its app is known. */
export interface ChannelFlow extends MeasuredFlow {
  /** Position of the flow in the output: breaks ties of time, so that order never depends on workers. */
  readonly index: number;
  /** Asked for cited flows only. */
  readonly flowId: string;
  /** 1-based. */
  readonly firstFrame: number;
  readonly app: AppRecord | undefined;
  /** The observer or device address; used where the app is unknown. */
  readonly device: string | undefined;
  readonly destinationIp: string;
  readonly domain: string | undefined;
  readonly port: number;
  readonly transport: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly packets: number;
  /** IP-layer bytes from and to the device. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly service: string | undefined;
  /** The name that a DNS flow asked for first. */
  readonly query: string | undefined;
  /** When the originator of a long flow wrote; undefined for most. */
  readonly messageTimesUs: Float64Array | undefined;
  /** Public keys of its opening; empty for most. */
  readonly keys: readonly CarriedKey[];
  /** Empty for most. */
  readonly rsaFields: readonly CarriedRsaField[];
  /** The named exchange whose message lengths its opening has. */
  readonly shape: string | undefined;
  readonly tlsVersion: string | undefined;
  /** A CryptoRecord as JSON. */
  readonly crypto: string | undefined;
  readonly encryptionClass: EncryptionClass;
  readonly scheme: string | undefined;
  /** Of the encryption class, 0..1. */
  readonly confidence: number;
  /** Whole numbers, the same for flows of one app (or of one device, where the app is unknown), and for flows to one destination. */
  readonly ownerId: number;
  readonly destinationId: number;
  /** A connection attempt that was refused or not answered. */
  readonly failedConnect: boolean;
  /** False: the flow began before the capture. */
  readonly startSeen: boolean;
}

export interface Channel {
  readonly app: AppRecord | undefined;
  readonly device: string | undefined;
  /** Absent when the domain's flows went to several addresses. */
  readonly ip: string | undefined;
  readonly domain: string | undefined;
  readonly port: number;
  readonly transport: string;
  /** By start, then index. */
  readonly flows: readonly ChannelFlow[];
}

/** Channels in order of their first flow; every flow is in exactly one. */
export function groupChannels(flows: Sequence<ChannelFlow>, ahead?: Ahead): ChannelGroups {
  const transports = new Map<string, number>();
  const groups = new TripleNumbers();
  const groupOf = new Uint32Array(flows.length);
  let at = 0;
  let isInOrder = true;
  let beforeUs = Number.NEGATIVE_INFINITY;
  let beforeIndex = -1;
  for (const { transport, ownerId, destinationId, port, startUs, index } of flows) {
    if (startUs < beforeUs || (startUs === beforeUs && index < beforeIndex)) isInOrder = false;
    beforeUs = startUs;
    beforeIndex = index;
    let number = transports.get(transport);
    if (number === undefined) {
      number = transports.size;
      transports.set(transport, number);
    }
    groupOf[at++] = groups.of(ownerId, destinationId, number * MAX_PORTS + port);
  }
  groups.release();
  const channels = new ChannelGroups(flows, groupOf, groups.count, isInOrder, ahead);
  releaseBuffers([groupOf.buffer]);
  return channels;
}

const MAX_PORTS = 2 ** 16;

/** Where flows are not in memory: those of many channels are fetched at once where they are asked for in turn, else those of one. */
export interface Ahead {
  /** How many are fetched for channels in turn; more where one has more. */
  readonly flows: number;
  /** By their places in the list of flows; these are only lent. */
  fetch(places: Uint32Array): void;
}

/** Four bytes a flow and eight a channel: a channel with its flows is made each time it is asked for. */
export class ChannelGroups implements Sequence<Channel> {
  readonly flows: Sequence<ChannelFlow>;
  readonly length: number;
  /** Positions of the flows of the first group, by start, then those of the second… */
  readonly #members: Uint32Array;
  /** Where the members of each group end. */
  readonly #ends: Uint32Array;
  readonly #ahead: Ahead | undefined;
  /** The members that were fetched last: from, and up to. */
  #fetchedFrom = 0;
  #fetchedTo = 0;
  /** Groups by their first flow; undefined where they are in that order. */
  readonly #order: Uint32Array | undefined;

  /** `isInOrder`: flows come by start, and so do the groups, which are numbered as they come. */
  constructor(flows: Sequence<ChannelFlow>, groupOf: Uint32Array, count: number, isInOrder: boolean, ahead?: Ahead) {
    this.flows = flows;
    this.#ahead = ahead;
    this.length = count;
    this.#ends = endsOf(groupOf, count);
    this.#members = new Uint32Array(groupOf.length);
    const next = new Uint32Array(count);
    next.set(this.#ends.subarray(0, Math.max(0, count - 1)), Math.min(1, count));
    groupOf.forEach((group, at) => {
      this.#members[next[group]++] = at;
    });
    if (!isInOrder) this.#order = this.#sorted();
  }

  at(position: number): Channel | undefined {
    return this.#made(position, 0);
  }

  /** The same, for who asks for channels by ascending position: the flows of those that follow are fetched, too. */
  inTurn(position: number): Channel | undefined {
    return this.#made(position, this.#ahead?.flows ?? 0);
  }

  #made(position: number, ahead: number): Channel | undefined {
    if (!(position >= 0 && position < this.length)) return undefined;
    const members = this.#membersOf(position);
    this.#fetch(members, ahead);
    const flows: ChannelFlow[] = [];
    for (let i = 0; i < members.length; i++) flows.push(this.flows.at(members[i]) as ChannelFlow);
    return toChannel(flows);
  }

  *[Symbol.iterator](): Iterator<Channel> {
    for (let position = 0; position < this.length; position++) yield this.inTurn(position) as Channel;
  }

  /** The app of each channel. */
  *apps(): Generator<AppRecord | undefined> {
    for (let position = 0; position < this.length; position++) {
      yield this.flows.at(this.#membersOf(position)[0])?.app;
    }
  }

  #fetch(members: Uint32Array, flows: number): void {
    const from = members.byteOffset / members.BYTES_PER_ELEMENT;
    const to = from + members.length;
    if (this.#ahead === undefined || (from >= this.#fetchedFrom && to <= this.#fetchedTo)) return;
    this.#fetchedFrom = from;
    this.#fetchedTo = Math.max(to, Math.min(this.#members.length, from + flows));
    this.#ahead.fetch(this.#members.subarray(this.#fetchedFrom, this.#fetchedTo));
  }

  #membersOf(position: number): Uint32Array {
    const group = this.#order?.[position] ?? position;
    return this.#members.subarray(group === 0 ? 0 : this.#ends[group - 1], this.#ends[group]);
  }

  /** Sorts each group's members, and returns the groups by their first flow. */
  #sorted(): Uint32Array {
    const flowAt = (at: number) => this.flows.at(at) as ChannelFlow;
    const byFlow = (a: number, b: number) => byStart(flowAt(a), flowAt(b));
    const order = new Uint32Array(this.length).map((_, group) => group);
    for (const group of order) this.#membersOf(group).sort(byFlow);
    const first = order.map((group) => this.#membersOf(group)[0]);
    return order.sort((a, b) => byFlow(first[a], first[b]));
  }
}

/** Depends on the app (or device), destination, port and transport only. */
export function channelId({ app, device, transport, port, domain, ip }: Channel): string {
  return stableId(['channel', app?.uid, app === undefined ? device : undefined, transport, port, domain ?? ip]);
}

function endsOf(groupOf: Uint32Array, count: number): Uint32Array {
  const ends = new Uint32Array(count);
  for (const group of groupOf) ends[group]++;
  for (let group = 1; group < count; group++) ends[group] += ends[group - 1];
  return ends;
}

function byStart(a: ChannelFlow, b: ChannelFlow): number {
  return a.startUs - b.startUs || a.index - b.index;
}

function toChannel(flows: readonly ChannelFlow[]): Channel {
  const first = flows[0];
  const oneAddress = flows.every((flow) => flow.destinationIp === first.destinationIp);
  return {
    app: first.app,
    device: first.device,
    ip: oneAddress ? first.destinationIp : undefined,
    domain: first.domain,
    port: first.port,
    transport: first.transport,
    flows,
  };
}
