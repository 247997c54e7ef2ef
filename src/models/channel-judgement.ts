// What a channel's flows say together: its class, its rhythm, its structure, and the record that is written.

import { rfc3339 } from '../base/rfc3339.ts';
import type { Channel, ChannelFlow } from '../features/channel.ts';
import { measureChannel } from '../features/channel-features.ts';
import { channelMeasure } from '../features/channel-measures.ts';
import type { ChannelRecord, PeriodicityRecord } from '../features/channel-record.ts';
import { stableId } from '../features/stable-id.ts';
import { EncryptionClass, type EncryptionRecord } from '../flows/flow-record.ts';
import { type AnalyticParameters, DEFAULT_PARAMETERS } from './analytic-parameters.ts';
import { findStructure, type StructuralFeature } from './channel-structure.ts';
import { judgePeriodicity, judgeSummarisedIntervals, PERIODICITY_MIN_INTERVALS } from './periodicity.ts';
import { counted } from './reason-text.ts';

/** A rhythm inside a flow that is faster than this is a transfer, not a beacon. */
const BEACON_MIN_MEDIAN_MS = 1000;

/** Earlier classes win among equally frequent ones. */
const CLASS_ORDER: readonly EncryptionClass[] = Object.values(EncryptionClass);
const UNKNOWN = CLASS_ORDER.indexOf('unknown');
const CUSTOM = CLASS_ORDER.indexOf('custom');
const EMBEDDED = CLASS_ORDER.indexOf('embedded');
const NO_FLOWS: readonly ChannelFlow[] = [];
const NO_STRUCTURE: readonly StructuralFeature[] = [];

export function judgeChannel(channel: Channel, parameters: AnalyticParameters = DEFAULT_PARAMETERS): JudgedChannel {
  return new JudgedChannel(channel, parameters);
}

export class JudgedChannel {
  readonly channel: Channel;
  readonly periodicity: PeriodicityRecord;
  /** The class of most of its flows. */
  readonly class: EncryptionClass;
  /** Of the IP layer, in both directions. */
  readonly bytes: number;
  /** Flows of class custom or embedded, in order of time. */
  readonly unexplained: readonly ChannelFlow[];
  /** Structure of the unexplained flows; empty when there are none. */
  readonly structure: readonly StructuralFeature[];

  constructor(channel: Channel, parameters: AnalyticParameters) {
    const { flows } = channel;
    this.channel = channel;
    this.periodicity = judgeRhythm(flows);
    const counts = classCounts(flows);
    this.class = CLASS_ORDER[mostFrequent(counts)];
    let bytes = 0;
    for (const flow of flows) bytes += flow.bytesUp + flow.bytesDown;
    this.bytes = bytes;
    this.unexplained = counts[CUSTOM] + counts[EMBEDDED] === 0 ? NO_FLOWS : flows.filter(isUnexplained);
    this.structure =
      this.unexplained.length === 0 ? NO_STRUCTURE : findStructure(this.unexplained, this.periodicity, parameters);
  }

  /** Most of its flows are ciphertext that no declared protocol explains. */
  get isUnexplained(): boolean {
    return this.class === 'custom' || this.class === 'embedded';
  }

  /** Depends on the app (or device), destination, port and transport only. */
  get id(): string {
    const { app, device, transport, port, domain, ip } = this.channel;
    return stableId(['channel', app?.uid, app === undefined ? device : undefined, transport, port, domain ?? ip]);
  }

  /** The line of channels.ndjson. Made when asked for: a capture may have more channels than records fit in memory. */
  get record(): ChannelRecord {
    const { channel, periodicity } = this;
    const { flows, app } = channel;
    const { intervals, framing, sizes } = measureChannel(channel);
    let lastUs = 0;
    let bytesUp = 0;
    let bytesDown = 0;
    const services = new Set<string>();
    for (const flow of flows) {
      if (flow.endUs > lastUs) lastUs = flow.endUs;
      bytesUp += flow.bytesUp;
      bytesDown += flow.bytesDown;
      if (flow.service !== undefined) services.add(flow.service);
    }
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
      services: [...services].sort(),
      intervals,
      periodicity,
      framing,
      sizes,
      encryption: judgeChannelEncryption(flows),
    };
  }
}

function isUnexplained(flow: ChannelFlow): boolean {
  return flow.encryptionClass === 'custom' || flow.encryptionClass === 'embedded';
}

/** From the starts of the flows; where those are too few, from the messages inside the flow that has most. */
function judgeRhythm(flows: readonly ChannelFlow[]): PeriodicityRecord {
  const between = judgePeriodicity(flows.map((flow) => flow.startUs));
  if (between.verdict !== 'insufficient') return between;
  let longest: ChannelFlow | undefined;
  let most = PERIODICITY_MIN_INTERVALS - 1;
  for (const flow of flows) {
    const intervals = channelMeasure(flow, 'beacon.intervals') ?? 0;
    if (intervals <= most || (channelMeasure(flow, 'beacon.interval_median_ms') ?? 0) < BEACON_MIN_MEDIAN_MS) continue;
    longest = flow;
    most = intervals;
  }
  const spread = longest === undefined ? undefined : channelMeasure(longest, 'beacon.interval_mad_share');
  if (longest === undefined || spread === undefined) return between;
  return judgeSummarisedIntervals(most, channelMeasure(longest, 'beacon.interval_median_ms') as number, spread);
}

function classCounts(flows: readonly ChannelFlow[]): number[] {
  const counts = CLASS_ORDER.map(() => 0);
  for (const flow of flows) counts[CLASS_ORDER.indexOf(flow.encryptionClass)]++;
  return counts;
}

/** Position of the class of most flows; flows of unknown class only count when there are no others. */
function mostFrequent(counts: readonly number[]): number {
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
