// Channels: the flows of one app (or one device, where the app is unknown) to one destination, port and transport. Beacons live here.

import type { AppRecord, EncryptionClass } from '../flows/flow-record.ts';
import type { MeasuredFlow } from './channel-measures.ts';

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
export function groupChannels(flows: Iterable<ChannelFlow>): Channel[] {
  const owners = new Numbering<number>();
  const transports = new Numbering<string>();
  const ends = new Numbering<number>();
  const groups = new Numbering<number>();
  const members: ChannelFlow[][] = [];
  for (const flow of flows) {
    const end = ends.of(owners.of(flow.ownerId) * MAX_DESTINATIONS + flow.destinationId);
    const group = groups.of((end * MAX_TRANSPORTS + transports.of(flow.transport)) * MAX_PORTS + flow.port);
    if (group === members.length) members.push([flow]);
    else members[group].push(flow);
  }
  const channels: Channel[] = [];
  for (const group of members) {
    if (group.length > 1) group.sort(byStart);
    channels.push(toChannel(group));
  }
  return channels.sort((a, b) => byStart(a.flows[0], b.flows[0]));
}

// Factors of keys that stay whole numbers below 2^53. There are no more flows in an analysis than 2^31, and fewer owners.
const MAX_DESTINATIONS = 2 ** 32;
const MAX_TRANSPORTS = 2 ** 8;
const MAX_PORTS = 2 ** 16;

/** Numbers values in the order in which they come: maps of small keys are several times as fast as maps of long texts (bench). */
class Numbering<T> {
  readonly #numbers = new Map<T, number>();

  of(value: T): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(value, number);
    }
    return number;
  }
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
