// What a channel's flows say together: its class, its rhythm, its structure, and the record that is written.

import { rfc3339 } from '../base/rfc3339.ts';
import type { Channel, ChannelFlow } from '../features/channel.ts';
import { measureChannel } from '../features/channel-features.ts';
import { channelMeasure } from '../features/channel-measures.ts';
import type { ChannelRecord, PeriodicityRecord } from '../features/channel-record.ts';
import { stableId } from '../features/stable-id.ts';
import { EncryptionClass, type EncryptionRecord } from '../flows/flow-record.ts';
import { findStructure, type StructuralFeature } from './channel-structure.ts';
import { judgePeriodicity, judgeSummarisedIntervals, PERIODICITY_MIN_INTERVALS } from './periodicity.ts';
import { counted } from './reason-text.ts';

export interface JudgedChannel {
  readonly channel: Channel;
  readonly record: ChannelRecord;
  /** Flows of class custom or embedded, in order of time. */
  readonly unexplained: readonly ChannelFlow[];
  /** Structure of the unexplained flows; empty when there are none. */
  readonly structure: readonly StructuralFeature[];
}

/** A rhythm inside a flow that is faster than this is a transfer, not a beacon. */
const BEACON_MIN_MEDIAN_MS = 1000;

/** Earlier classes win among equally frequent ones. */
const CLASS_ORDER: readonly EncryptionClass[] = Object.values(EncryptionClass);
const UNKNOWN = CLASS_ORDER.indexOf('unknown');

export function judgeChannel(channel: Channel): JudgedChannel {
  const features = measureChannel(channel);
  const periodicity = judgeRhythm(channel.flows);
  const unexplained = channel.flows.filter(isUnexplained);
  const { flows, app } = channel;
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
  const record: ChannelRecord = {
    channel_id: stableId([
      'channel',
      app?.uid,
      app === undefined ? channel.device : undefined,
      channel.transport,
      channel.port,
      channel.domain ?? channel.ip,
    ]),
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
    intervals: features.intervals,
    periodicity,
    framing: features.framing,
    sizes: features.sizes,
    encryption: judgeChannelEncryption(flows),
  };
  const structure = unexplained.length === 0 ? [] : findStructure(unexplained, periodicity);
  return { channel, record, unexplained, structure };
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

/** The class of most flows; flows of unknown class only count when there are no others. */
function judgeChannelEncryption(flows: readonly ChannelFlow[]): EncryptionRecord {
  const counts = CLASS_ORDER.map(() => 0);
  for (const flow of flows) counts[CLASS_ORDER.indexOf(flow.encryptionClass)]++;
  const ranked = CLASS_ORDER.map((_, i) => i)
    .filter((i) => counts[i] > 0)
    .sort((a, b) => Number(a === UNKNOWN) - Number(b === UNKNOWN) || counts[b] - counts[a]);
  const chosen = CLASS_ORDER[ranked[0]];
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
    confidence: Math.round((confidence / counts[ranked[0]]) * 100) / 100,
    reasons: [`${counted(flows.length, 'flow')}: ${ranked.map((i) => `${counts[i]} ${CLASS_ORDER[i]}`).join(', ')}`],
  };
}
