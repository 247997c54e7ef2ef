// What a channel's flows say together: its class, its rhythm, its structure, and the record that is written.

import { counted } from '../base/counted.ts';
import { rfc3339 } from '../base/rfc3339.ts';
import { type Channel, type ChannelFlow, channelId } from '../features/channel.ts';
import { channelFeatureRecord, measureChannel } from '../features/channel-features.ts';
import type { ChannelKeyRecord, ChannelRecord, PeriodicityRecord } from '../features/channel-record.ts';
import type { LinkedKey } from '../features/key-links.ts';
import { EncryptionClass, type EncryptionRecord } from '../flows/flow-record.ts';
import type { AnalyticParameters } from './analytic-parameters.ts';
import { findStructure } from './channel-structure.ts';
import type { StructuralFeature } from './structure-feature.ts';
import { isUnexplainedClass } from './unexplained-class.ts';

/** Earlier classes win among equally frequent ones. */
const CLASS_ORDER: readonly EncryptionClass[] = Object.values(EncryptionClass);
const UNKNOWN = CLASS_ORDER.indexOf('unknown');
const CUSTOM = CLASS_ORDER.indexOf('custom');
const EMBEDDED = CLASS_ORDER.indexOf('embedded');
const NO_FLOWS: readonly ChannelFlow[] = [];
const NO_STRUCTURE: readonly StructuralFeature[] = [];

export class JudgedChannel {
  readonly channel: Channel;
  readonly periodicity: PeriodicityRecord;
  /** The class of most of its flows. */
  readonly class: EncryptionClass;
  /** Of the IP layer, in both directions. */
  readonly bytes: number;
  /** Flows of class custom or embedded, in order of time. */
  readonly unexplained: readonly ChannelFlow[];
  readonly #parameters: () => AnalyticParameters;
  readonly #carried: CarriedKeys;
  #structure: readonly StructuralFeature[] | undefined;

  /** `parameters` are asked for with the structure. */
  constructor(
    channel: Channel,
    parameters: () => AnalyticParameters,
    periodicity: PeriodicityRecord,
    carried: CarriedKeys,
  ) {
    const { flows } = channel;
    this.channel = channel;
    this.#parameters = parameters;
    this.#carried = carried;
    this.periodicity = periodicity;
    const counts = classCounts(flows);
    this.class = CLASS_ORDER[mostFrequent(counts)];
    let bytes = 0;
    for (const flow of flows) bytes += flow.bytesUp + flow.bytesDown;
    this.bytes = bytes;
    this.unexplained =
      counts[CUSTOM] + counts[EMBEDDED] === 0
        ? NO_FLOWS
        : flows.filter((flow) => isUnexplainedClass(flow.encryptionClass));
  }

  /** Structure of the unexplained flows; empty when there are none. */
  get structure(): readonly StructuralFeature[] {
    this.#structure ??=
      this.unexplained.length === 0
        ? NO_STRUCTURE
        : findStructure(this.unexplained, this.periodicity, this.#parameters());
    return this.#structure;
  }

  /** Most of its flows are ciphertext that no declared protocol explains. */
  get isUnexplained(): boolean {
    return isUnexplainedClass(this.class);
  }

  /** Depends on the app (or device), destination, port and transport only. */
  get id(): string {
    return channelId(this.channel);
  }

  /** What its flows add up to. */
  sums(): ChannelSums {
    let lastUs = 0;
    let bytesUp = 0;
    let bytesDown = 0;
    const services: string[] = [];
    for (const flow of this.channel.flows) {
      if (flow.endUs > lastUs) lastUs = flow.endUs;
      bytesUp += flow.bytesUp;
      bytesDown += flow.bytesDown;
      const { service } = flow;
      if (service !== undefined && !services.includes(service)) services.push(service);
    }
    return { lastUs, bytesUp, bytesDown, services: services.sort() };
  }

  /** Public keys of its openings, and where else they are met. */
  get keys(): readonly LinkedKey[] {
    return this.#carried.keys();
  }

  /** The same as they are written. */
  keyRecords(): ChannelKeyRecord[] {
    return this.keys.map((key) => keyRecord(key, this.#carried.idOf));
  }

  /** The class of most of its flows, with the reason. */
  encryption(): EncryptionRecord {
    return judgeChannelEncryption(this.channel.flows);
  }

  /** The line of channels.ndjson. Made when asked for: a capture may have more channels than records fit in memory. */
  get record(): ChannelRecord {
    const { channel, periodicity } = this;
    const { flows, app } = channel;
    const { intervals, framing, sizes } = channelFeatureRecord(measureChannel(channel));
    const { lastUs, bytesUp, bytesDown, services } = this.sums();
    return {
      channel_id: this.id,
      ...(app === undefined ? {} : { app: { uid: app.uid, packages: [...app.packages] } }),
      ...(channel.device === undefined ? {} : { device: channel.device }),
      destination: {
        ...(channel.ip === undefined ? {} : { ip: channel.ip }),
        ...(channel.domain === undefined ? {} : { domain: channel.domain }),
        port: channel.port,
      },
      transport: channel.transport,
      flows: flows.length,
      first: rfc3339(flows[0].startUs),
      last: rfc3339(lastUs),
      bytes_up: bytesUp,
      bytes_down: bytesDown,
      services,
      intervals,
      periodicity,
      framing,
      sizes,
      ...(this.keys.length === 0 ? {} : { keys: this.keyRecords() }),
      encryption: this.encryption(),
    };
  }
}

export interface ChannelSums {
  /** When the last of its flows ended. */
  readonly lastUs: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Each once, sorted. */
  readonly services: string[];
}

/** Keys of a channel, and how other channels are named. */
export interface CarriedKeys {
  readonly keys: () => readonly LinkedKey[];
  readonly idOf: (at: number) => string;
}

function keyRecord(key: LinkedKey, idOf: CarriedKeys['idOf']): ChannelKeyRecord {
  const { id, algorithm, from, isCertificate, flows, allFlows, otherChannels, otherApps } = key;
  return {
    key_id: id,
    algorithm,
    from,
    ...(isCertificate ? { certificate: true as const } : {}),
    flows,
    all_flows: allFlows,
    ...(otherChannels.length === 0 ? {} : { other_channels: otherChannels.map(idOf) }),
    ...(otherApps.length === 0 ? {} : { other_apps: [...otherApps] }),
  };
}

const counts = new Uint32Array(CLASS_ORDER.length);

/** Flows of each class; valid until the next call. */
function classCounts(flows: readonly ChannelFlow[]): Uint32Array {
  counts.fill(0);
  for (const flow of flows) counts[CLASS_ORDER.indexOf(flow.encryptionClass)]++;
  return counts;
}

/** Position of the class of most flows; flows of unknown class only count when there are no others. */
function mostFrequent(counts: Uint32Array): number {
  let best = UNKNOWN;
  for (let i = 0; i < counts.length; i++) {
    if (i !== UNKNOWN && counts[i] > (best === UNKNOWN ? 0 : counts[best])) best = i;
  }
  return best;
}

function judgeChannelEncryption(flows: readonly ChannelFlow[]): EncryptionRecord {
  const counts = classCounts(flows);
  const most = mostFrequent(counts);
  const ranked = CLASS_ORDER.map((_, i) => i)
    .filter((i) => counts[i] > 0)
    .sort((a, b) => Number(a === UNKNOWN) - Number(b === UNKNOWN) || counts[b] - counts[a]);
  const chosen = CLASS_ORDER[most];
  let confidence = 0;
  let scheme: string | undefined;
  let isOneScheme = true;
  for (const flow of flows) {
    if (flow.encryptionClass !== chosen) continue;
    confidence += flow.confidence;
    if (scheme !== undefined && flow.scheme !== undefined && flow.scheme !== scheme) isOneScheme = false;
    scheme ??= flow.scheme;
  }
  return {
    class: chosen,
    ...(scheme === undefined || !isOneScheme ? {} : { scheme }),
    confidence: Math.round((confidence / counts[most]) * 100) / 100,
    reasons: [`${counted(flows.length, 'flow')}: ${ranked.map((i) => `${counts[i]} ${CLASS_ORDER[i]}`).join(', ')}`],
  };
}
