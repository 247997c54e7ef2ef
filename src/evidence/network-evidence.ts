// Evidence of the network area out of one channel: the ciphertext itself, then each structural feature, with the flows and frames to look at.

import { rfc3339 } from '../base/rfc3339.ts';
import type { ChannelFlow } from '../features/channel.ts';
import { channelMeasure } from '../features/channel-measures.ts';
import { stableId } from '../features/stable-id.ts';
import type { JudgedChannel } from '../models/channel-judgement.ts';
import { counted } from '../models/reason-text.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { EvidenceRecord } from './finding-record.ts';

// Caps in bits until shares of benign apps are measured: bytes alone are weak evidence, many of them little more.
const CIPHERTEXT_BITS = 4;
const LARGE_CIPHERTEXT_BITS = 6;
const LARGE_CIPHERTEXT_BYTES = 1024;
/** The whole area: the network alone must not outweigh the other four. */
export const NETWORK_AREA_BITS = 10;

const CITED_FLOWS = 32;
const CITED_FRAMES = 8;

/** Empty unless the channel has unexplained flows with at least one structural feature. */
export function networkEvidence(judged: JudgedChannel): EvidenceRecord[] {
  const { unexplained, structure } = judged;
  if (unexplained.length === 0 || structure.length === 0) return [];
  const destination = destinationText(judged);
  return [
    evidence(judged, 'ciphertext', ciphertextBits(unexplained), ciphertextStatement(judged), unexplained),
    ...structure.map((feature) =>
      evidence(
        judged,
        feature.kind,
        feature.bits,
        `The channel to ${destination} ${feature.statement}.`,
        feature.flows,
      ),
    ),
  ];
}

/** 'example.org:443 over tcp'; an IPv6 address in brackets. */
export function destinationText(judged: JudgedChannel): string {
  const { domain, ip, port, transport } = judged.channel;
  const host = domain ?? ip ?? 'several addresses';
  return `${host.includes(':') ? `[${host}]` : host}:${port} over ${transport}`;
}

function ciphertextStatement(judged: JudgedChannel): string {
  const { unexplained, channel } = judged;
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
  return `To ${destinationText(judged)}: ${parts.join(' and ')}, of ${counted(channel.flows.length, 'flow')} in the channel (${measured} payload bytes measured).`;
}

function ciphertextBits(flows: readonly ChannelFlow[]): number {
  return flows.some((flow) => measuredBytes(flow) >= LARGE_CIPHERTEXT_BYTES) ? LARGE_CIPHERTEXT_BITS : CIPHERTEXT_BITS;
}

function measuredBytes(flow: ChannelFlow): number {
  return (
    (channelMeasure(flow, 'payload.measured_bytes.orig') ?? 0) +
    (channelMeasure(flow, 'payload.measured_bytes.resp') ?? 0)
  );
}

function evidence(
  judged: JudgedChannel,
  kind: string,
  bits: number,
  statement: string,
  flows: readonly ChannelFlow[],
): EvidenceRecord {
  const left = flows.length - CITED_FLOWS;
  return {
    id: stableId(['evidence', judged.id, kind, flows[0].startUs, flows.length]),
    area: EvidenceArea.networkTransmission,
    start: rfc3339(flows[0].startUs),
    end: rfc3339(flows.reduce((latest, flow) => Math.max(latest, flow.endUs), flows[0].endUs)),
    bits,
    direction: 'incriminating',
    statement: left > 0 ? `${statement} The first ${CITED_FLOWS} of these flows are cited.` : statement,
    sources: flows.slice(0, CITED_FRAMES).map((flow) => `frame ${flow.firstFrame}`),
    flows: flows.slice(0, CITED_FLOWS).map((flow) => flow.flowId),
  };
}
