// The explanation of one finding: every claim with its formula computed again, every citation read again from capture and logs, and whether they
// still say what the record says.

import { createHash } from 'node:crypto';
import { rfc3339 } from '../base/rfc3339.ts';
import type { EvidenceRecord, FindingRecord } from '../evidence/finding-record.ts';
import { recomputedBits } from '../evidence/formulas.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import type { CitedLine } from './cited-lines.ts';
import type { CitedPackets } from './cited-packets.ts';
import { checkStructure } from './structure-check.ts';

export interface ExplainedClaim {
  readonly evidence: EvidenceRecord;
  /** Bits by the formula from the record's numbers; undefined for a kind without one. */
  readonly recomputed: number | undefined;
  readonly citations: readonly string[];
}

export interface Explanation {
  readonly claims: readonly ExplainedClaim[];
  /** What does not agree with the record; empty when all does. */
  readonly faults: readonly string[];
}

/** Bits in records are rounded to hundredths. */
const ROUNDING = 0.011;

export function explain(
  finding: FindingRecord,
  flows: readonly FlowRecord[],
  packets: CitedPackets,
  lines: ReadonlyMap<string, CitedLine>,
): Explanation {
  const faults: string[] = [];
  const sizeVariance = Number(finding.parameters['payload_size_variance']);
  const claims = finding.evidence.map((evidence): ExplainedClaim => {
    const recomputed = recomputedBits(evidence.kind, evidence.numbers);
    if (recomputed !== undefined && Math.abs(recomputed - evidence.bits) > ROUNDING)
      faults.push(
        `${evidence.kind}: the formula gives ${recomputed.toFixed(2)} bits, the record says ${evidence.bits}`,
      );
    const citations = citationsOf(evidence, flows, packets, lines, faults);
    const structure = checkStructure(evidence, flows, packets, sizeVariance);
    faults.push(...(structure?.faults ?? []));
    return { evidence, recomputed, citations: [...citations, ...(structure?.citations ?? [])] };
  });
  return { claims, faults };
}

function citationsOf(
  { sources, kind }: EvidenceRecord,
  flows: readonly FlowRecord[],
  packets: CitedPackets,
  lines: ReadonlyMap<string, CitedLine>,
  faults: string[],
): string[] {
  return sources.map((source, at) => {
    const frame = /^frame (\d+)$/.exec(source);
    if (frame !== null) return frameText(Number(frame[1]), packets, kind, faults);
    const stream = /^stream (\w+) (orig|resp) (\d+)\+(\d+)$/.exec(source);
    // A place in a stream is followed by the line of the call whose output stands there.
    if (stream !== null) return streamText(stream, flows, packets, lines.get(sources[at + 1] ?? ''), faults);
    return lineText(source, lines, faults);
  });
}

function frameText(frame: number, { frames }: CitedPackets, kind: string, faults: string[]): string {
  const seen = frames.get(frame);
  if (seen === undefined) {
    faults.push(`${kind}: frame ${frame} is not in the capture`);
    return `frame ${frame}: not found`;
  }
  const payload = seen.payloadBytes === 0 ? 'no payload' : `${seen.payloadBytes} payload bytes: ${hex(seen.payload)}…`;
  return `frame ${frame}: ${rfc3339(seen.timeUs)}, ${seen.originalBytes} bytes on the wire, ${payload}`;
}

function streamText(
  [source, flowId, side, offsetText, lengthText]: RegExpExecArray,
  flows: readonly FlowRecord[],
  { streams }: CitedPackets,
  line: CitedLine | undefined,
  faults: string[],
): string {
  const place = flows.findIndex(({ flow_id: id }) => id === flowId);
  const direction = streams.flows[place]?.[side === 'orig' ? 0 : 1];
  const offset = Number(offsetText);
  const bytes = direction?.bytes.subarray(offset, offset + Number(lengthText));
  if (bytes === undefined || bytes.length < Number(lengthText)) {
    faults.push(`${source}: those bytes are not in the capture`);
    return `${source}: not found`;
  }
  const proof = line === undefined ? 'its log line was not given' : proofOf(bytes, line);
  if (proof === undefined) {
    faults.push(`${source}: the bytes are not the output of ${line?.source}`);
    return `${source}: ${hex(bytes.subarray(0, 16))}…, not the output of ${line?.source}`;
  }
  return `${source}: ${hex(bytes.subarray(0, 16))}…, ${proof}`;
}

/** How the bytes agree with the logged output, in whichever coding; undefined where they do not. */
function proofOf(
  bytes: Uint8Array,
  { outputSha256, outputPrefix, outputBytes, source }: CitedLine,
): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  for (const decoded of [Buffer.from(bytes), Buffer.from(text, 'base64'), Buffer.from(text, 'hex')]) {
    const whole = decoded.subarray(0, outputBytes);
    if (whole.length > 0 && createHash('sha256').update(whole).digest('hex') === outputSha256)
      return `SHA-256 of these bytes, decoded, is that of ${source}`;
    const start = decoded.subarray(0, 32).toString('hex');
    if (start.length >= 24 && outputPrefix?.includes(start.slice(0, 24)))
      return `their beginning, decoded, is that of ${source}`;
  }
  return undefined;
}

function lineText(source: string, lines: ReadonlyMap<string, CitedLine>, faults: string[]): string {
  const line = lines.get(source);
  if (line === undefined) {
    faults.push(`${source}: the line was not found in the logs that were given`);
    return `${source}: not found`;
  }
  const fields = Object.entries(line.fields).map(([name, value]) => `${name} ${value}`);
  return `${source}: ${rfc3339(line.timeUs)} ${line.action}${fields.length > 0 ? `, ${fields.join(', ')}` : ''}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
