// The channels of one app as its case sees them: what their traffic shows, whether ciphertext of the app's own was found in them, whether its
// calls and their sends go together, and whether the catalogue expects them.

import type { ChannelFlow } from '../features/channel.ts';
import type { SpokenKind } from '../models/allowlist.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { judgeChannelExpectation } from '../models/expectation.ts';
import type { Analytic } from './analytic.ts';
import type { AppCase } from './app-case.ts';
import { sequenceEvidence } from './crypto-evidence.ts';
import { type EvidenceItem, evidenceRecord } from './evidence-item.ts';
import type { EvidenceRecord } from './finding-record.ts';
import { linkedKeyEvidence } from './linked-keys.ts';
import {
  type CarrierReason,
  type ChannelView,
  countedFlows,
  destinationText,
  networkEvidence,
} from './network-evidence.ts';
import { noveltyEvidence } from './novelty-evidence.ts';
import { transformationEvidence } from './transformation-evidence.ts';

export interface ViewedChannel {
  readonly judged: JudgedChannel;
  /** Of the network area; never empty. */
  readonly network: readonly EvidenceRecord[];
  /** Of the host areas, as far as it is about this channel: order of calls and sends, ciphertext found. */
  readonly host: readonly EvidenceRecord[];
  /** Flows that count. */
  readonly flows: readonly ChannelFlow[];
  readonly spoken: readonly SpokenKind[];
  readonly place: 'expected' | 'unexpected' | 'open';
}

/** Channels of one app whose calls and sends are compared, those with unexplained ciphertext first. */
const CHANNELS_COMPARED = 16;

/** Channels that have evidence of the network area, strongest first. */
export function viewChannels(app: AppCase, analytic: Analytic): ViewedChannel[] {
  const byId = new Map(app.channels.map((judged) => [judged.id, judged]));
  const nameOf = (id: string) => destinationText(byId.get(id) as JudgedChannel);
  const found = new Map<string, EvidenceItem[]>();
  const carriers = new Map<string, CarrierReason>();
  for (const { channelId, item } of transformationEvidence(app, nameOf)) {
    found.set(channelId, [item]);
    carriers.set(channelId, item.kind === 'content_match' ? 'content' : 'lengths');
  }
  const compared = app.crypto.length === 0 ? [] : comparedChannels(app.channels);
  for (const judged of compared) {
    const { id } = judged;
    const sequence = sequenceEvidence(app, analytic, sendsOf(app, judged), destinationText(judged), compared.length);
    if (sequence === undefined) continue;
    found.set(id, [...(found.get(id) ?? []), sequence.item]);
    if (!carriers.has(id)) carriers.set(id, 'sequence');
  }
  const viewed = app.channels.flatMap((judged) => viewOf(app, analytic, judged, carriers, found));
  return viewed.sort((a, b) => bitsOf(b) - bitsOf(a));
}

function viewOf(
  app: AppCase,
  analytic: Analytic,
  judged: JudgedChannel,
  carriers: ReadonlyMap<string, CarrierReason>,
  found: ReadonlyMap<string, readonly EvidenceItem[]>,
): ViewedChannel[] {
  const { id } = judged;
  const carrier = carriers.get(id);
  // Most channels of most apps: nothing to say, and nothing is asked.
  if (judged.unexplained.length === 0 && carrier === undefined) return [];
  const view = { analytic, parameters: app.parameters, carrier, isOutOfPlace: false } satisfies ChannelView;
  const flows = countedFlows(judged, view);
  const spoken = spokenKinds(flows);
  const destination = () => app.destinationOf(judged.channel);
  const place = judgeChannelExpectation(app.expectation, { destination, spoken });
  const seen = networkEvidence(judged, { ...view, isOutOfPlace: place === 'unexpected' });
  if (seen.length === 0) return [];
  const network = [...seen, ...noveltyEvidence(app, judged, flows), ...linkedKeyEvidence(app, analytic, judged)];
  const host = (found.get(id) ?? []).map((item) => evidenceRecord(id, item));
  return [{ judged, network, host, flows, spoken, place }];
}

function comparedChannels(channels: readonly JudgedChannel[]): JudgedChannel[] {
  return channels
    .filter(({ channel }) => channel.flows.some((flow) => flow.bytesUp > 0))
    .sort(
      (a, b) =>
        Number(b.unexplained.length > 0) - Number(a.unexplained.length > 0) ||
        b.channel.flows.length - a.channel.flows.length ||
        (a.id < b.id ? -1 : 1),
    )
    .slice(0, CHANNELS_COMPARED);
}

/** Moments at which something was sent: of the second reading, else the starts of the flows. */
function sendsOf(app: AppCase, { channel, id }: JudgedChannel): number[] {
  const read = (app.sends ?? []).filter(({ channelId }) => channelId === id);
  const sends =
    read.length > 0
      ? read.flatMap((flow) => flow.sends.map(({ timeUs }) => timeUs))
      : channel.flows.map(({ startUs }) => startUs);
  return sends.sort((a, b) => a - b);
}

function spokenKinds(flows: readonly ChannelFlow[]): SpokenKind[] {
  const kinds = new Map<string, SpokenKind>();
  for (const { encryptionClass, scheme, service } of flows) {
    const key = `${encryptionClass}\n${scheme ?? ''}\n${service ?? ''}`;
    if (!kinds.has(key)) kinds.set(key, { class: encryptionClass, scheme, service });
  }
  return [...kinds.values()];
}

export function bitsOf({ network }: Pick<ViewedChannel, 'network'>): number {
  return network.reduce((sum, { bits }) => sum + bits, 0);
}
