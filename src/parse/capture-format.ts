// The contract of a capture format: it turns a byte stream into packet records, one reused record at a time.

import type { CaptureInfo } from './capture-info.ts';
import type { CaptureRecord } from './capture-record.ts';

/** What next() did: filled the record, needs more bytes in the buffer, or came to the end (info.stop says why if early). */
export const ReadStep = { packet: 0, more: 1, end: 2 } as const;
export type ReadStep = (typeof ReadStep)[keyof typeof ReadStep];

export interface CaptureReader {
  readonly info: CaptureInfo;
  /** `more` is answered only while the buffer is not finished. */
  next(record: CaptureRecord): ReadStep;
}
