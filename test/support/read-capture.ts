// Reads a capture that stands in memory, in chunks of any sizes, and keeps copies of its records.

import { ReadStep } from '../../src/parse/capture-format.ts';
import type { CaptureInfo } from '../../src/parse/capture-info.ts';
import { CaptureRecord } from '../../src/parse/capture-record.ts';
import { openCapture } from '../../src/parse/open-capture.ts';
import { type SourceFailure, StreamBuffer } from '../../src/parse/stream-buffer.ts';

export interface RecordCopy {
  bytes: string;
  originalBytes: number;
  timeUs: number;
  timeNs: number;
  linkType: number;
  interfaceId: number;
  direction: number;
  uid: number;
  frame: number;
}

export interface ReadCapture {
  records: RecordCopy[];
  info: CaptureInfo;
}

/** `chunks` are repeated; by default all comes at once. Fails where the bytes are no capture. */
export function readCapture(file: Uint8Array, chunks: readonly number[] = [], failure?: SourceFailure): ReadCapture {
  const read = tryReadCapture(file, chunks, failure);
  if (read === undefined) throw new Error('not a capture');
  return read;
}

/** Undefined where the bytes are no capture. */
export function tryReadCapture(
  file: Uint8Array,
  chunks: readonly number[] = [],
  failure?: SourceFailure,
): ReadCapture | undefined {
  const buffer = new StreamBuffer();
  let at = 0;
  let turn = 0;
  const fill = (): void => {
    if (at >= file.length) {
      if (failure !== undefined) buffer.fail(failure);
      buffer.finished = true;
      return;
    }
    const length = chunks.length === 0 ? file.length : Math.max(1, chunks[turn++ % chunks.length] as number);
    buffer.append(file.subarray(at, at + length));
    at += length;
  };
  while (buffer.available < 4 && !buffer.finished) fill();
  const reader = openCapture(buffer);
  if (reader === undefined) return undefined;
  const record = new CaptureRecord();
  const records: RecordCopy[] = [];
  for (;;) {
    const step = reader.next(record);
    if (step === ReadStep.end) return { records, info: reader.info };
    if (step === ReadStep.packet) records.push(copyOf(record));
    else if (buffer.finished) throw new Error('asked for more than there is');
    else fill();
  }
}

function copyOf(record: CaptureRecord): RecordCopy {
  const { originalBytes, timeUs, timeNs, linkType, interfaceId, direction, uid, frame } = record;
  const bytes = Buffer.from(record.bytes.subarray(record.start, record.start + record.capturedBytes)).toString('hex');
  return { bytes, originalBytes, timeUs, timeNs, linkType, interfaceId, direction, uid, frame };
}
