// Channels: the flows of one app (or one device, where the app is unknown) to one destination, port and transport. Beacons live here.

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

/** Depends on the app (or device), destination, port and transport only. */
export function channelId({ app, device, transport, port, domain, ip }: Channel): string {
  return stableId(['channel', app?.uid, app === undefined ? device : undefined, transport, port, domain ?? ip]);
}
