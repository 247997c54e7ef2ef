// Evidence of the network area out of one channel: ciphertext that nothing explains, with the structure of its traffic; or a channel of a known
// protocol that demonstrably carries ciphertext of the app's own making. Each piece names the flows and frames to look at.

import { counted } from '../base/counted.ts';
import type { ChannelFlow } from '../features/channel.ts';
import { channelMeasure } from '../features/channel-measures.ts';
import { hostAndPort } from '../features/destination-text.ts';
import type { AnalyticParameters } from '../models/analytic-parameters.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { isBeacon, rhythmNumbers } from '../models/channel-structure.ts';
import { decimals } from '../models/reason-text.ts';
import { STRUCTURE_FORMULAS, structureBits } from '../models/structure-formulas.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { Analytic } from './analytic.ts';
import { evidenceRecord } from './evidence-item.ts';
import type { EvidenceRecord } from './finding-record.ts';

// Bytes alone are weak evidence, many of them little more.
const CIPHERTEXT_BITS = 4;
const LARGE_CIPHERTEXT_BITS = 6;
const LARGE_CIPHERTEXT_BYTES = 1024;
const CARRIER_BITS = 4;
const OUT_OF_PLACE_BITS = 2;

const CITED_FLOWS = 32;
const CITED_FRAMES = 8;

/** Why a channel of a known protocol counts: what was found in it. */
export type CarrierReason = 'content' | 'lengths' | 'sequence';

export interface ChannelView {
  readonly analytic: Analytic;
  readonly parameters: AnalyticParameters;
  readonly carrier: CarrierReason | undefined;
  /** The catalogue names other protocols or destinations for this app. */
  readonly isOutOfPlace: boolean;
}

/** Empty where there is neither unexplained ciphertext with structure nor ciphertext of the app's own. */
export function networkEvidence(judged: JudgedChannel, view: ChannelView): EvidenceRecord[] {
  const unexplained = ciphertextFlows(judged, view);
  const { structure } = judged;
  const isCarrier = unexplained.length === 0 && view.carrier !== undefined;
  if (!isCarrier && (unexplained.length === 0 || (structure.length === 0 && view.carrier === undefined))) return [];
  const destination = destinationText(judged);
  const found = isCarrier
    ? carrier(judged, view, destination)
    : [
        ciphertext(judged, unexplained),
        ...structure.map((feature) =>
          record(judged, {
            kind: feature.kind,
            bits: feature.bits,
            statement: `The channel to ${destination} ${feature.statement}.`,
            formula: feature.formula,
            numbers: feature.numbers,
            flows: feature.flows,
          }),
        ),
      ];
  if (view.isOutOfPlace) found.push(outOfPlace(judged, destination));
  return found;
}

/** The flows whose state and frames count: unexplained ones, or all of a carrier. */
export function countedFlows(judged: JudgedChannel, view: ChannelView): readonly ChannelFlow[] {
  const unexplained = ciphertextFlows(judged, view);
  return unexplained.length > 0 ? unexplained : judged.channel.flows;
}

/** 'example.org:443 over tcp'. */
export function destinationText(judged: JudgedChannel): string {
  const { domain, ip, port, transport } = judged.channel;
  return `${hostAndPort(domain ?? ip ?? 'several addresses', port, transport)} over ${transport}`;
}

/** EntropyThreshold: where the analytic uses it, flows below it are no ciphertext. */
function ciphertextFlows(
  { unexplained }: JudgedChannel,
  { analytic, parameters }: ChannelView,
): readonly ChannelFlow[] {
  if (!analytic.usesEntropy) return unexplained;
  return unexplained.filter((flow) => {
    const z = channelMeasure(flow, 'payload.entropy_z.orig') ?? channelMeasure(flow, 'payload.entropy_z.resp');
    return z === undefined || z >= parameters.entropy_threshold_z;
  });
}

function ciphertext(judged: JudgedChannel, unexplained: readonly ChannelFlow[]): EvidenceRecord {
  const embedded = unexplained.filter((flow) => flow.encryptionClass === 'embedded').length;
  const custom = unexplained.length - embedded;
  const parts: string[] = [];
  if (custom > 0) {
    parts.push(
      `${counted(custom, 'flow')} of uniform, not decompressible bytes that no recognised standard protocol explains`,
    );
  }
  if (embedded > 0) {
    parts.push(
      `${counted(embedded, 'flow')} of a cleartext protocol with bodies of such bytes that the declared type does not explain`,
    );
  }
  const measured = unexplained.reduce((sum, flow) => sum + measuredBytes(flow), 0);
  const most = unexplained.reduce((max, flow) => Math.max(max, measuredBytes(flow)), 0);
  return record(judged, {
    kind: 'ciphertext',
    bits: most >= LARGE_CIPHERTEXT_BYTES ? LARGE_CIPHERTEXT_BITS : CIPHERTEXT_BITS,
    statement: `To ${destinationText(judged)}: ${parts.join(' and ')}, of ${counted(judged.channel.flows.length, 'flow')} in the channel (${measured} payload bytes measured).`,
    formula: `${LARGE_CIPHERTEXT_BITS} bits where a flow has ${LARGE_CIPHERTEXT_BYTES} measured bytes or more, else ${CIPHERTEXT_BITS}`,
    numbers: { flows: unexplained.length, measured_bytes: measured, most_in_a_flow: most },
    flows: unexplained,
  });
}

function carrier(judged: JudgedChannel, view: ChannelView, destination: string): EvidenceRecord[] {
  const { channel, periodicity } = judged;
  const isPeriodic = isBeacon(periodicity, view.parameters);
  // That calls and sends go together is not enough by itself: people sign in, and that is sent.
  if (view.carrier === 'sequence' && !isPeriodic) return [];
  const found = [
    record(judged, {
      kind: 'carrier',
      bits: CARRIER_BITS,
      statement: `The ${judged.class} channel to ${destination} carries what the app encrypted itself (shown by ${view.carrier}).`,
      formula: `${CARRIER_BITS} bits for ciphertext of the app's own inside another protocol`,
      numbers: { flows: channel.flows.length },
      flows: channel.flows,
    }),
  ];
  if (isPeriodic) {
    const numbers = rhythmNumbers(periodicity, view.parameters);
    found.push(
      record(judged, {
        kind: 'periodic',
        bits: structureBits('periodic', numbers),
        statement: `The channel to ${destination} repeats every ${decimals(periodicity.period_s ?? 0, 3)} s (spread ${decimals((periodicity.jitter_share ?? 0) * 100, 1)} %, ${periodicity.periods_seen} periods).`,
        formula: STRUCTURE_FORMULAS.periodic.text,
        numbers: { flows: channel.flows.length, ...numbers },
        flows: channel.flows,
      }),
    );
  }
  return found;
}

function outOfPlace(judged: JudgedChannel, destination: string): EvidenceRecord {
  return record(judged, {
    kind: 'out_of_place',
    bits: OUT_OF_PLACE_BITS,
    statement: `The catalogue names what this app speaks and with whom; ${destination} is none of it.`,
    formula: `${OUT_OF_PLACE_BITS} bits for a channel outside of a known app's entry`,
    numbers: { flows: judged.channel.flows.length },
    flows: judged.channel.flows,
  });
}

function measuredBytes(flow: ChannelFlow): number {
  return (
    (channelMeasure(flow, 'payload.measured_bytes.orig') ?? 0) +
    (channelMeasure(flow, 'payload.measured_bytes.resp') ?? 0)
  );
}

interface NetworkItem {
  readonly kind: string;
  readonly bits: number;
  readonly statement: string;
  readonly formula: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly flows: readonly ChannelFlow[];
}

function record(judged: JudgedChannel, { flows, statement, ...item }: NetworkItem): EvidenceRecord {
  const left = flows.length - CITED_FLOWS;
  return evidenceRecord(judged.id, {
    ...item,
    area: EvidenceArea.networkTransmission,
    startUs: flows[0].startUs,
    endUs: flows.reduce((latest, flow) => Math.max(latest, flow.endUs), flows[0].endUs),
    statement: left > 0 ? `${statement} The first ${CITED_FLOWS} of these flows are cited.` : statement,
    sources: flows.slice(0, CITED_FRAMES).map((flow) => `frame ${flow.firstFrame}`),
    flows: flows.slice(0, CITED_FLOWS).map((flow) => flow.flowId),
  });
}
