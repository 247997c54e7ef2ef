// Reads lines of flows.ndjson without their features, which are two thirds of a line and which most readers do not need.
// The features stay at hand as text. A line that does not parse, or is no flow, is handed on as undefined.

import type { FlowRecord } from '../flows/flow-record.ts';
import type { FlowHead } from './flow-rows-builder.ts';

const FEATURES = Buffer.from('"features":{');
/** The last key of `encryption`, which stands before the features; its sentences are as long as the rest of the head. */
const REASONS = Buffer.from('"reasons":[');
const NEWLINE = 10;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

export interface FlowLine {
  /** Without the reasons of its encryption. */
  head: FlowHead;
  /** The record with its features. */
  whole(): FlowRecord;
}

/** `take` gets every line of a block of whole lines, with its offset and length in bytes, the newline not counted. */
export function readFlowLines(
  block: Uint8Array,
  take: (line: FlowLine | undefined, offset: number, length: number) => void,
): void {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline;
    if (to > from) take(parseFlowLine(bytes.subarray(from, to)), from, to - from);
    from = to + 1;
  }
}

export function parseFlowLine(line: Buffer): FlowLine | undefined {
  const features = line.indexOf(FEATURES);
  // Features are numbers and lists of them: the first brace after them is theirs.
  const end = features < 0 ? -1 : line.indexOf(CLOSING_BRACE, features);
  const text = end < 0 ? line.toString('utf8') : headText(line, features, end);
  const head = parsed(text);
  if (!isFlow(head)) return undefined;
  return { head, whole: () => parsed(line.toString('utf8')) as FlowRecord };
}

function headText(line: Buffer, features: number, end: number): string {
  const reasons = line.lastIndexOf(REASONS, features);
  const tail = line.toString('utf8', end + 1);
  // Only where no other object stands between them and the features: there they end, as the program writes them.
  const isLast = reasons >= 0 && line.indexOf(OPENING_BRACE, reasons) === features + FEATURES.length - 1;
  if (!isLast) return `${line.toString('utf8', 0, features)}"f":0${tail}`;
  return `${line.toString('utf8', 0, reasons)}"reasons":[]},"f":0${tail}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What readers rely on; the rest is optional. */
function isFlow(value: unknown): value is FlowHead {
  if (typeof value !== 'object' || value === null) return false;
  const flow = value as Partial<FlowHead>;
  return (
    typeof flow.flow_id === 'string' &&
    typeof flow.start === 'string' &&
    typeof flow.orig?.ip === 'string' &&
    typeof flow.resp?.ip === 'string' &&
    typeof flow.encryption?.class === 'string'
  );
}
