// What the rest of an analysis keeps of ended flows: 4,096 rows of typed columns, made by a shard, handed over whole, never copied.

import { IpProtocol } from '../parse/packet-view.ts';
import { destinationName } from './destination-name.ts';
import { type FlowColumns, FlowFlag } from './flow-columns.ts';
import { KEY_WORDS } from './flow-key.ts';
import type { FlowMeter } from './flow-meter.ts';
import type { EncryptionRecord, EndReason } from './flow-record.ts';
import { EncryptionClass } from './flow-record.ts';
import { createMessageTimes, type MessageTimes } from './message-times.ts';
import { createPackedMeasures, type PackedMeasures } from './packed-measures.ts';
import type { ServiceFacts } from './service-recogniser.ts';
import { createSiblingSamples, type SiblingSamples } from './sibling-samples.ts';
import type { StringTable } from './string-table.ts';

/** Of printable text. */
const TEXT_CONFIDENCE = 0.9;

export const BATCH_BITS = 12;
export const BATCH_ROWS = 1 << BATCH_BITS;

export const END_REASONS: readonly EndReason[] = ['idle', 'active', 'ended', 'forced', 'resources'];
export const CLASSES: readonly EncryptionClass[] = Object.values(EncryptionClass);

/** Bits of `flags`. */
export const BatchFlag = {
  startSeen: 1,
  syn: 2,
  localOriginator: 4,
  localResponder: 8,
  uidMixed: 16,
  sniName: 32,
  hostName: 64,
  synAck: 128,
  /** No payload was on the wire in either direction. */
  empty: 256,
  /** No recogniser named it, and it is no text: its class is that of its bytes. */
  byBytes: 512,
  /** Ciphertext by one kind of its messages only. */
  byKind: 1024,
} as const;

export interface FlowBatch {
  count: number;
  key: Int32Array;
  startUs: Float64Array;
  startNs: Uint16Array;
  endUs: Float64Array;
  capture: Uint32Array;
  firstFrame: Uint32Array;
  packets2: Uint32Array;
  bytes2: Float64Array;
  flags: Uint16Array;
  endReason: Uint8Array;
  class: Uint8Array;
  confidence: Float32Array;
  /** Ids of a StringTable, 0 for none. */
  service: Uint32Array;
  scheme: Uint32Array;
  domain: Uint32Array;
  tlsVersion: Uint32Array;
  /** Fingerprint of ClientHello.random, 0 for none. */
  tlsRandom: Float64Array;
  /** A CryptoRecord as JSON: few are different. */
  crypto: Uint32Array;
  uid: Int32Array;
  uidPackets: Uint32Array;
  uidFrame: Uint32Array;
  /** The features that channels are judged by. */
  measures: PackedMeasures;
  /** When the originators of long flows wrote. */
  messageTimes: MessageTimes;
  /** First messages of flows that are judged with their siblings. */
  siblingSamples: SiblingSamples;
  /** Id of the name that a DNS flow asked for first, 0 for none. */
  query: Uint32Array;
  /** Where the flow's line stands in its shard's spill file. */
  spillOffset: Float64Array;
  spillBytes: Uint32Array;
  /** Id of the named exchange whose message lengths the opening has, 0 for none. */
  shape: Uint32Array;
  /** Public keys of the flows' openings and of servers' certificates, rows ascending; `id` and `algorithm` are ids of a StringTable. */
  flowKeys: {
    row: number;
    id: number;
    algorithm: number;
    fromOriginator: 0 | 1;
    isBare: boolean;
    isCertificate: boolean;
  }[];
  /** Named fields that decode to pieces of an RSA modulus's size, rows ascending; `name` is an id of a StringTable. */
  rsaFields: {
    row: number;
    name: number;
    fromOriginator: 0 | 1;
    unitBytes: number;
    units: number;
    leadingMax: number;
    leadingSum: number;
  }[];
  /** UIDs beyond the first of flows with several: row → [uid, packets, frame]… */
  mixedUids: { row: number; uid: number; packets: number; frame: number }[];
}

/** Lists of entries that few rows have, each with its row. */
export const RARE_LISTS = ['flowKeys', 'rsaFields', 'mixedUids'] as const;

/** With room for `n` rows. */
export function createFlowBatch(n: number = BATCH_ROWS): FlowBatch {
  return {
    count: 0,
    key: new Int32Array(n * KEY_WORDS),
    startUs: new Float64Array(n),
    startNs: new Uint16Array(n),
    endUs: new Float64Array(n),
    capture: new Uint32Array(n),
    firstFrame: new Uint32Array(n),
    packets2: new Uint32Array(n * 2),
    bytes2: new Float64Array(n * 2),
    flags: new Uint16Array(n),
    endReason: new Uint8Array(n),
    class: new Uint8Array(n),
    confidence: new Float32Array(n),
    service: new Uint32Array(n),
    scheme: new Uint32Array(n),
    domain: new Uint32Array(n),
    tlsVersion: new Uint32Array(n),
    tlsRandom: new Float64Array(n),
    crypto: new Uint32Array(n),
    uid: new Int32Array(n),
    uidPackets: new Uint32Array(n),
    uidFrame: new Uint32Array(n),
    measures: createPackedMeasures(n),
    messageTimes: createMessageTimes(n),
    siblingSamples: createSiblingSamples(n),
    query: new Uint32Array(n),
    spillOffset: new Float64Array(n),
    spillBytes: new Uint32Array(n),
    shape: new Uint32Array(n),
    flowKeys: [],
    rsaFields: [],
    mixedUids: [],
  };
}

/** The buffers of a batch, for a transfer between threads. */
export function batchBuffers(batch: FlowBatch): ArrayBuffer[] {
  return [
    ...Object.values(batch),
    ...Object.values(batch.measures),
    ...Object.values(batch.messageTimes),
    ...Object.values(batch.siblingSamples),
  ]
    .filter((column) => ArrayBuffer.isView(column))
    .map((column) => (column as Int32Array<ArrayBuffer>).buffer);
}

/** Copies a row of the meter's columns into the batch; returns its row there. The caller sees to it that the batch is not full. */
export function appendFlow(
  batch: FlowBatch,
  meter: FlowMeter,
  row: number,
  reason: EndReason,
  facts: ServiceFacts | undefined,
  encryption: EncryptionRecord,
  strings: StringTable,
): number {
  const c = meter.table.columns;
  const to = batch.count++;
  copyColumns(batch, to, c, row);
  batch.endReason[to] = END_REASONS.indexOf(reason);
  batch.class[to] = CLASSES.indexOf(encryption.class);
  batch.confidence[to] = encryption.confidence;
  batch.scheme[to] = strings.id(encryption.scheme);
  // The name in an imitation is part of the disguise: it must not pass for the destination's.
  const isDisguised = facts?.kind === 'imitation';
  const name = isDisguised
    ? undefined
    : destinationName(facts?.tls?.server_name ?? facts?.quic?.server_name ?? facts?.http?.host);
  batch.service[to] = strings.id(facts?.service);
  batch.domain[to] = strings.id(name);
  batch.query[to] = strings.id(facts?.dns?.query);
  batch.tlsRandom[to] = facts?.tlsRandom ?? 0;
  batch.tlsVersion[to] = strings.id(facts?.tls?.version);
  batch.crypto[to] = strings.id(facts?.crypto === undefined ? undefined : JSON.stringify(facts.crypto));
  batch.flags[to] = flagsOf(c.flags[row], c.localVotes[row], name === undefined, facts?.tls?.server_name !== undefined);
  if (c.payload2[row * 2] + c.payload2[row * 2 + 1] === 0) batch.flags[to] |= BatchFlag.empty;
  else if (facts === undefined && isByBytes(encryption, c.key[row * KEY_WORDS + 9]))
    batch.flags[to] |= BatchFlag.byBytes;
  for (const [uid, vote] of meter.uids.others(row)) batch.mixedUids.push({ row: to, uid, ...vote });
  return to;
}

/** Apart from what recognisers found, whose many shapes make V8 compile the code that reads them again and again. */
function copyColumns(batch: FlowBatch, to: number, c: FlowColumns, row: number): void {
  for (let word = 0; word < KEY_WORDS; word++) batch.key[to * KEY_WORDS + word] = c.key[row * KEY_WORDS + word];
  batch.startUs[to] = c.startUs[row];
  batch.startNs[to] = c.startNs[row];
  batch.endUs[to] = c.lastUs[row];
  batch.capture[to] = c.capture[row];
  batch.firstFrame[to] = c.firstFrame[row];
  for (let side = 0; side < 2; side++) {
    batch.packets2[to * 2 + side] = c.packets2[row * 2 + side];
    batch.bytes2[to * 2 + side] = c.bytes2[row * 2 + side];
  }
  batch.uid[to] = c.uid[row];
  batch.uidPackets[to] = c.uidPackets[row];
  batch.uidFrame[to] = c.uidFrame[row];
}

/** Of a flow that no recogniser named: neither text, which is surer, nor a transport without ports. */
function isByBytes(encryption: EncryptionRecord, protocol: number): boolean {
  if (protocol !== IpProtocol.tcp && protocol !== IpProtocol.udp) return false;
  const { class: name, confidence } = encryption;
  return name !== 'encoded' && (name !== 'cleartext' || confidence < TEXT_CONFIDENCE);
}

function flagsOf(flags: number, localVotes: number, nameless: boolean, sni: boolean): number {
  let out = 0;
  if ((flags & FlowFlag.startSeen) !== 0) out |= BatchFlag.startSeen;
  if ((flags & FlowFlag.syn) !== 0) out |= BatchFlag.syn;
  if ((flags & FlowFlag.synAck) !== 0) out |= BatchFlag.synAck;
  if ((flags & FlowFlag.uidMixed) !== 0) out |= BatchFlag.uidMixed;
  if (localVotes > 0) out |= BatchFlag.localOriginator;
  if (localVotes < 0) out |= BatchFlag.localResponder;
  if (!nameless) out |= sni ? BatchFlag.sniName : BatchFlag.hostName;
  return out;
}
