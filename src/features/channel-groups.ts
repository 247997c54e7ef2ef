// Flows grouped to channels: positions only, because there may be a million flows. A channel is made each time it is asked for.

import { releaseBuffers } from '../base/columns.ts';
import type { Sequence } from '../base/sequence.ts';
import { TripleNumbers } from '../base/triple-numbers.ts';
import type { AppRecord } from '../flows/flow-record.ts';
import type { Channel, ChannelFlow } from './channel.ts';

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

  /** Those at some positions, which may lie apart: the flows of many are fetched at once. Each is to be read before the next is asked for. */
  *some(positions: readonly number[]): Generator<Channel> {
    const most = this.#ahead?.flows ?? 0;
    for (let from = 0; from < positions.length; ) {
      let flows = 0;
      let to = from;
      do flows += this.#membersOf(positions[to++]).length;
      while (to < positions.length && flows + this.#membersOf(positions[to]).length <= most);
      this.#fetchAll(positions.slice(from, to), flows);
      for (; from < to; from++) yield this.#of(this.#membersOf(positions[from]));
    }
  }

  #made(position: number, ahead: number): Channel | undefined {
    if (!(position >= 0 && position < this.length)) return undefined;
    const members = this.#membersOf(position);
    this.#fetch(members, ahead);
    return this.#of(members);
  }

  #of(members: Uint32Array): Channel {
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

  #fetchAll(positions: readonly number[], flows: number): void {
    if (this.#ahead === undefined) return;
    const places = new Uint32Array(flows);
    let at = 0;
    for (const position of positions) {
      const members = this.#membersOf(position);
      places.set(members, at);
      at += members.length;
    }
    this.#ahead.fetch(places);
    this.#fetchedFrom = 0;
    this.#fetchedTo = 0;
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
