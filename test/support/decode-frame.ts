// Decodes single frames, with a view of their own or through the whole decoder, for tests of layers.

import { CaptureRecord, NO_UID } from '../../src/parse/capture-record.ts';
import { PacketDecoder } from '../../src/parse/packet-decoder.ts';
import { PacketView } from '../../src/parse/packet-view.ts';

/** A view over the bytes, as a link layer gets it: behind and before the frame lie bytes that are not its own. */
export function viewOf(frame: Uint8Array): { view: PacketView; start: number; end: number } {
  const view = new PacketView();
  view.bytes = Buffer.concat([Buffer.alloc(16, 0x45), frame, Buffer.alloc(16, 0x45)]);
  view.networkStart = 16;
  view.capturedEnd = 16 + frame.length;
  view.wireBytes = frame.length;
  return { view, start: 16, end: 16 + frame.length };
}

export interface RecordOptions {
  linkType?: number;
  /** How much of the frame was captured; by default all. */
  captured?: number;
  originalBytes?: number;
  timeUs?: number;
  interfaceId?: number;
}

export function recordOf(frame: Uint8Array, options: RecordOptions = {}): CaptureRecord {
  const record = new CaptureRecord();
  record.bytes = Buffer.concat([Buffer.alloc(16, 0x45), frame, Buffer.alloc(16, 0x45)]);
  record.start = 16;
  record.capturedBytes = Math.min(options.captured ?? frame.length, frame.length);
  record.originalBytes = options.originalBytes ?? frame.length;
  record.linkType = options.linkType ?? 1;
  record.timeUs = options.timeUs ?? 0;
  record.interfaceId = options.interfaceId ?? 0;
  record.uid = NO_UID;
  record.frame = 1;
  return record;
}

/** The view is that of `decoder`; `isFlow` says whether it holds a packet of a flow. */
export function decodeFrame(
  frame: Uint8Array,
  options: RecordOptions = {},
  decoder: PacketDecoder = new PacketDecoder(),
): { view: PacketView; isFlow: boolean; decoder: PacketDecoder } {
  const isFlow = decoder.decode(recordOf(frame, options), true);
  return { view: decoder.view, isFlow, decoder };
}

/** Payload bytes that were captured. */
export function payloadOf(view: PacketView): string {
  return Buffer.from(view.bytes.subarray(view.payloadStart, view.payloadStart + view.payloadCaptured)).toString('hex');
}

/** Source and destination as eight signed words in hexadecimal, IPv4 as ::ffff:… */
export function addressesOf(view: PacketView): { source: string; destination: string } {
  const text = (words: number[]) => words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  return {
    source: text([view.s0, view.s1, view.s2, view.s3]),
    destination: text([view.d0, view.d1, view.d2, view.d3]),
  };
}
