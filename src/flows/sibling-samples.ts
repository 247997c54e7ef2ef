// The first messages of flows that could not be judged alone, or not surely: what their siblings, the other flows to the same address and port,
// are judged together with. Invariant: few messages, each cut, and a cap for all flows of a shard, whose cost is counted.

import { grown } from '../base/columns.ts';
import { carriedAnswers, carriedNames } from './dns-carried.ts';
import type { FinishedFlow } from './finished-flow.ts';
import type { EncryptionRecord } from './flow-record.ts';
import { mqttPublications } from './mqtt-publications.ts';
import type { ServiceFacts } from './service-recogniser.ts';

/** Messages kept of each direction, and bytes of each. */
export const SAMPLED_MESSAGES = 3;
export const MESSAGE_BYTES = 192;
/** Direction, length on the wire (2), bytes kept. */
const HEAD_BYTES = 4;
/** Of both directions of a flow that is short although it is ciphertext by itself. */
const SHORT_FLOW_BYTES = 2048;
const FLOW_BYTES = 2 * SAMPLED_MESSAGES * (HEAD_BYTES + MESSAGE_BYTES);
/** Of all flows of a shard. */
const MAX_SHARD_BYTES = 1 << 21;

export interface SiblingSamples {
  /** Where a row's sample begins, and its bytes; 0 for most. */
  at: Uint32Array;
  bytes: Uint16Array;
  values: Uint8Array;
  used: number;
}

export interface SampledMessage {
  readonly fromOriginator: 0 | 1;
  readonly wireBytes: number;
  /** The first bytes, all of them where there are `wireBytes`. */
  readonly bytes: Uint8Array;
}

export function createSiblingSamples(rows: number): SiblingSamples {
  return { at: new Uint32Array(rows), bytes: new Uint16Array(rows), values: new Uint8Array(0), used: 0 };
}

/** How much may still be kept of each shard, and how many flows were left out because of that. */
export class SiblingBudget {
  readonly #used = new Map<object, number>();
  refused = 0;

  /** `shard`: anything that is the same for the flows of one shard. */
  take(shard: object, bytes: number = FLOW_BYTES): boolean {
    const used = this.#used.get(shard) ?? 0;
    if (used + bytes > MAX_SHARD_BYTES) {
      this.refused++;
      return false;
    }
    this.#used.set(shard, used + bytes);
    return true;
  }
}

/**
 * A flow that its bytes do not show to be ciphertext, or that is so short, or shows it by so few of its messages (`isByKind`), that it says hardly
 * more than its siblings would.
 */
export function isSampled({ orig, resp }: FinishedFlow, { class: name }: EncryptionRecord, isByKind: boolean): boolean {
  if (name === 'compressed') return false;
  return name !== 'custom' || isByKind || orig.payloadBytes + resp.payloadBytes <= SHORT_FLOW_BYTES;
}

/** Keeps the first messages of each direction, or what MQTT and DNS carry. A row is written once. `shard`: the same for flows of one shard. */
export function keepSiblingSample(
  samples: SiblingSamples,
  row: number,
  flow: FinishedFlow,
  facts: ServiceFacts | undefined,
  budget: SiblingBudget,
  shard: object,
): void {
  if (facts === undefined) {
    const most = 2 * SAMPLED_MESSAGES * HEAD_BYTES + flow.orig.prefix.length + flow.resp.prefix.length;
    if (flow.messages.count > 0 && budget.take(shard, Math.min(FLOW_BYTES, most))) keepOwn(samples, row, flow);
    return;
  }
  const { orig, resp } = facts.service === 'dns' ? dnsCarried(flow) : mqttPublications(flow);
  if (orig.length + resp.length === 0) return;
  let bytes = 0;
  for (const part of [...orig, ...resp]) bytes += HEAD_BYTES + Math.min(MESSAGE_BYTES, part.length);
  if (budget.take(shard, Math.min(FLOW_BYTES, bytes))) keepCarried(samples, row, orig, resp);
}

/** Names and answers, each behind its registered domain and a zero byte. */
function dnsCarried(flow: FinishedFlow): { orig: readonly Uint8Array[]; resp: readonly Uint8Array[] } {
  return {
    orig: carriedNames(flow, SAMPLED_MESSAGES).map(({ domain, text }) => behind(domain, Buffer.from(text, 'latin1'))),
    resp: carriedAnswers(flow, SAMPLED_MESSAGES).map(({ domain, data }) => behind(domain, data)),
  };
}

function behind(domain: string, data: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${domain}\0`, 'latin1'), data]);
}

function keepOwn(samples: SiblingSamples, row: number, flow: FinishedFlow): void {
  const { messages } = flow;
  const kept = [0, 0];
  begin(samples, row);
  for (let i = 0; i < messages.count && kept[0] + kept[1] < 2 * SAMPLED_MESSAGES; i++) {
    const fromOriginator = messages.fromOriginator[i] === 1 ? 1 : 0;
    const { prefix } = fromOriginator === 1 ? flow.orig : flow.resp;
    const start = messages.prefixOffset[i];
    if (messages.bytes[i] === 0 || start >= prefix.length || kept[fromOriginator] === SAMPLED_MESSAGES) continue;
    kept[fromOriginator]++;
    append(samples, row, fromOriginator, messages.bytes[i], prefix.subarray(start, start + messages.bytes[i]));
  }
}

function keepCarried(
  samples: SiblingSamples,
  row: number,
  orig: readonly Uint8Array[],
  resp: readonly Uint8Array[],
): void {
  begin(samples, row);
  for (const bytes of orig.slice(0, SAMPLED_MESSAGES)) append(samples, row, 1, bytes.length, bytes);
  for (const bytes of resp.slice(0, SAMPLED_MESSAGES)) append(samples, row, 0, bytes.length, bytes);
}

/** The row's messages; none for most. */
export function sampledMessages({ at, bytes, values }: SiblingSamples, row: number): SampledMessage[] {
  const messages: SampledMessage[] = [];
  const end = at[row] + bytes[row];
  for (let i = at[row]; i < end; ) {
    const kept = values[i + 3];
    messages.push({
      fromOriginator: values[i] === 1 ? 1 : 0,
      wireBytes: values[i + 1] * 256 + values[i + 2],
      // A copy: siblings are compared with each other, and their batches may be read back one after another.
      bytes: values.slice(i + HEAD_BYTES, i + HEAD_BYTES + kept),
    });
    i += HEAD_BYTES + kept;
  }
  return messages;
}

function begin(samples: SiblingSamples, row: number): void {
  if (samples.used + FLOW_BYTES > samples.values.length) {
    samples.values = grown(samples.values, Math.max(16 * FLOW_BYTES, samples.values.length * 2));
  }
  samples.at[row] = samples.used;
}

function append(
  samples: SiblingSamples,
  row: number,
  fromOriginator: 0 | 1,
  wireBytes: number,
  bytes: Uint8Array,
): void {
  const { values } = samples;
  const kept = Math.min(MESSAGE_BYTES, bytes.length);
  const length = Math.min(0xffff, wireBytes);
  values.set([fromOriginator, length >> 8, length & 255, kept], samples.used);
  values.set(bytes.subarray(0, kept), samples.used + HEAD_BYTES);
  samples.used += HEAD_BYTES + kept;
  samples.bytes[row] = samples.used - samples.at[row];
}
