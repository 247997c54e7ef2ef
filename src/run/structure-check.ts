// Claims about structure, held against the cited flows as their packets show them: which flow shows it, by which numbers, at which bytes.

import type { EvidenceRecord } from '../evidence/finding-record.ts';
import { channelMeasure } from '../features/channel-measures.ts';
import type { LengthPrefix } from '../features/length-prefix.ts';
import { flowBeginning } from '../flows/flow-id.ts';
import type { FlowRecord } from '../flows/flow-record.ts';
import {
  POOLED_KINDS,
  STRUCTURE_FORMULAS,
  type StructureKind,
  structureBits,
  structureOfFlow,
} from '../models/structure-formulas.ts';
import { EvidenceArea } from '../telemetry/coverage-record.ts';
import type { CitedPackets } from './cited-packets.ts';
import type { RemeasuredFlow } from './measured-again.ts';

export interface StructureCheck {
  /** One line a flow, for the first of them. */
  readonly citations: readonly string[];
  readonly faults: readonly string[];
}

interface CitedFlow {
  readonly record: FlowRecord;
  readonly place: number;
  readonly again: RemeasuredFlow;
}

const SHOWN_FLOWS = 4;
const SHOWN_KEYS = 2;
const SHOWN_BYTES = 16;

/** Undefined for evidence that is not about the structure of bytes. `limit`: PayloadSizeVariance, by which sizes count as fixed. */
export function checkStructure(
  evidence: EvidenceRecord,
  flows: readonly FlowRecord[],
  packets: CitedPackets,
  limit: number,
): StructureCheck | undefined {
  const { kind, area } = evidence;
  if (area !== EvidenceArea.networkTransmission || !(isStructure(kind) || kind === 'ciphertext')) return undefined;
  if (kind === 'periodic') return { citations: rhythmText(evidence, flows), faults: [] };
  const faults: string[] = [];
  const cited: CitedFlow[] = [];
  for (const id of evidence.flows) {
    const place = flows.findIndex((flow) => flow.flow_id === id);
    const record = flows[place];
    const again = record && packets.measured.get(flowBeginning(record.capture, record.first_frame));
    if (record === undefined || again === undefined)
      faults.push(`${kind}: the packets of flow ${id} are not in the capture`);
    else cited.push({ record, place, again });
  }
  if (kind === 'ciphertext') return { citations: [], faults: [...faults, ...measuredFaults(evidence, cited)] };
  const citations: string[] = [];
  let bits = 0;
  for (const flow of cited) {
    const { shown, text } = show(kind, evidence, flow, packets, limit);
    bits = Math.max(bits, shown);
    if (shown === 0) faults.push(`${kind}: flow ${flow.record.flow_id}, measured again, does not show it`);
    if (citations.length < SHOWN_FLOWS) citations.push(`flow ${flow.record.flow_id}, measured again: ${text}`);
  }
  if (cited.length > 0 && bits > 0 && bits !== evidence.bits)
    faults.push(`${kind}: the cited flows, measured again, give ${bits} bits, the record says ${evidence.bits}`);
  return { citations, faults };
}

function isStructure(kind: string): kind is StructureKind {
  return kind in STRUCTURE_FORMULAS;
}

function show(
  kind: Exclude<StructureKind, 'periodic'>,
  { numbers, bits }: EvidenceRecord,
  { record, place, again }: CitedFlow,
  { streams }: CitedPackets,
  limit: number,
): { shown: number; text: string } {
  const opening = numbers['opening_bytes'];
  if (kind === 'fixed_sizes' && opening !== undefined) {
    const bytes = channelMeasure(again, 'exchange.first_message_bytes.orig');
    return { shown: bytes === opening ? bits : 0, text: `its first message has ${bytes ?? 'no'} bytes` };
  }
  const own = structureOfFlow(kind, again, limit);
  const list = Object.entries(own).map(([name, value]) => `${name} ${Number(value.toPrecision(6))}`);
  const bytesOf = (fromOriginator: boolean) =>
    streams.flows[place]?.[fromOriginator ? 0 : 1].bytes ?? new Uint8Array(0);
  const more = PLACES[kind]?.(again, record, bytesOf) ?? [];
  const text = [...list, ...more].join(', ');
  // Of what many flows show together each must take part: the first number counts what it adds.
  if (POOLED_KINDS.has(kind)) return { shown: (Object.values(own)[0] ?? 0) > 0 ? bits : 0, text };
  return { shown: structureBits(kind, own), text };
}

type BytesOf = (fromOriginator: boolean) => Uint8Array;

/** Where in the streams a flow shows it. */
const PLACES: Partial<
  Record<StructureKind, (again: RemeasuredFlow, record: FlowRecord, bytesOf: BytesOf) => string[]>
> = {
  framing: framingText,
  key_exchange: keyText,
  repeated_blocks: repeatText,
};

function framingText(
  { origFraming, respFraming }: RemeasuredFlow,
  { flow_id: id }: FlowRecord,
  bytesOf: BytesOf,
): string[] {
  const isOrig = origFraming.bits >= respFraming.bits;
  const found: LengthPrefix = isOrig ? origFraming : respFraming;
  if (found.bits <= 0) return [];
  const at = found.from + found.offset;
  const width = Math.max(1, found.width);
  const field = bytesOf(isOrig).subarray(at, at + width);
  const order =
    found.width === 0
      ? 'base 128'
      : found.width === 1
        ? 'one byte'
        : found.littleEndian
          ? 'little endian'
          : 'big endian';
  return [
    `${found.frames} frames from byte ${found.from} on (${order}, field + ${found.added} = frame)`,
    `stream ${id} ${isOrig ? 'orig' : 'resp'} ${at}+${width}: ${hex(field)}`,
  ];
}

function keyText({ keys }: RemeasuredFlow, { flow_id: id }: FlowRecord, bytesOf: BytesOf): string[] {
  return keys
    .filter(({ isPrivate }) => !isPrivate)
    .slice(0, SHOWN_KEYS)
    .map(({ form, algorithm, offset, length, fromOriginator, chanceBits }) => {
      const bytes = bytesOf(fromOriginator === 1).subarray(offset, offset + Math.min(length, SHOWN_BYTES));
      const place = `stream ${id} ${fromOriginator === 1 ? 'orig' : 'resp'} ${offset}+${length}`;
      return `${algorithm} (${form}, ${Math.round(chanceBits)} bits against chance) at ${place}: ${hex(bytes)}…`;
    });
}

function repeatText(
  { origRepeats, respRepeats }: RemeasuredFlow,
  { flow_id: id }: FlowRecord,
  bytesOf: BytesOf,
): string[] {
  const found = origRepeats ?? respRepeats;
  if (found === undefined) return [];
  const { first, again, blockBytes } = found;
  const block = bytesOf(found === origRepeats).subarray(first, first + blockBytes);
  return [
    `stream ${id} ${found === origRepeats ? 'orig' : 'resp'} ${first}+${blockBytes}: ${hex(block)}, and again at ${again}`,
  ];
}

/** The bytes whose randomness was measured, counted again where all flows are cited. */
function measuredFaults({ numbers, kind }: EvidenceRecord, cited: readonly CitedFlow[]): string[] {
  if (cited.length !== numbers['flows']) return [];
  const bytes = cited.map(
    ({ again }) =>
      (channelMeasure(again, 'payload.measured_bytes.orig') ?? 0) +
      (channelMeasure(again, 'payload.measured_bytes.resp') ?? 0),
  );
  const sum = bytes.reduce((total, count) => total + count, 0);
  if (sum === numbers['measured_bytes'] && Math.max(...bytes) === numbers['most_in_a_flow']) return [];
  return [`${kind}: ${sum} bytes measured again, the record says ${numbers['measured_bytes']}`];
}

/** How far the starts of the cited flows are from whole periods. A rhythm inside one flow has no starts to compare. */
function rhythmText({ numbers, flows: ids }: EvidenceRecord, flows: readonly FlowRecord[]): string[] {
  const period = numbers['period_s'] ?? 0;
  const starts = flows.filter(({ flow_id: id }) => ids.includes(id)).map(({ start }) => Date.parse(start) / 1000);
  if (period <= 0 || starts.length < 3) return [];
  starts.sort((a, b) => a - b);
  const off = starts.slice(1).map((at, i) => {
    const periods = (at - (starts[i] ?? at)) / period;
    return Math.abs(periods - Math.round(periods));
  });
  off.sort((a, b) => a - b);
  return [
    `starts of ${starts.length} cited flows: half of the ${off.length} intervals are within ${((off[off.length >> 1] ?? 0) * 100).toFixed(1)} % of a period from a whole number of periods`,
  ];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
