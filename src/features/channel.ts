// Channels: the flows of one app (or one device, where the app is unknown) to one destination, port and transport. Beacons live here.

import { TripleNumbers } from '../base/triple-numbers.ts';
import type { AppRecord, EncryptionClass } from '../flows/flow-record.ts';
import type { MeasuredFlow } from './channel-measures.ts';

/** A public key by its id. */
export interface CarriedKey {
  readonly id: string;
  readonly algorithm: string;
  readonly from: 'orig' | 'resp';
  /** Random bytes show it often enough that it links nothing. */
  readonly isBare: boolean;
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
export function groupChannels(flows: readonly ChannelFlow[]): Channel[] {
  const transports = new Map<string, number>();
  const groups = new TripleNumbers();
  const groupOf = new Uint32Array(flows.length);
  for (let i = 0; i < flows.length; i++) {
    const flow = flows[i];
    let transport = transports.get(flow.transport);
    if (transport === undefined) {
      transport = transports.size;
      transports.set(flow.transport, transport);
    }
    groupOf[i] = groups.of(flow.ownerId, flow.destinationId, transport * MAX_PORTS + flow.port);
  }
  return membersOf(flows, groupOf, groups.count)
    .map(toChannel)
    .sort((a, b) => byStart(a.flows[0], b.flows[0]));
}

/** The flows of each group by start. Sorted by counting, so that no list has room to grow: there may be as many groups as flows. */
function membersOf(flows: readonly ChannelFlow[], groupOf: Uint32Array, count: number): ChannelFlow[][] {
  const ends = new Uint32Array(count);
  for (const group of groupOf) ends[group]++;
  for (let group = 1; group < count; group++) ends[group] += ends[group - 1];
  const next = new Uint32Array(count);
  next.set(ends.subarray(0, Math.max(0, count - 1)), Math.min(1, count));
  const sorted = [...flows];
  for (let i = 0; i < flows.length; i++) sorted[next[groupOf[i]]++] = flows[i];
  const members: ChannelFlow[][] = [];
  for (let group = 0; group < count; group++) {
    const own = sorted.slice(group === 0 ? 0 : ends[group - 1], ends[group]);
    if (!areInOrder(own)) own.sort(byStart);
    members.push(own);
  }
  return members;
}

const MAX_PORTS = 2 ** 16;

/** As they nearly always come. */
function areInOrder(flows: readonly ChannelFlow[]): boolean {
  for (let i = 1; i < flows.length; i++) if (byStart(flows[i - 1], flows[i]) > 0) return false;
  return true;
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
