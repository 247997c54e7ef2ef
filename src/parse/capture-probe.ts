// Looks at the beginning of a capture: is it one, when does it start. Pieces of one capture are put in order by it.

import type { ByteSource } from './byte-source.ts';
import { ReadStep } from './capture-format.ts';
import { CaptureRecord } from './capture-record.ts';
import { headOf, openCapture } from './open-capture.ts';
import { StreamBuffer } from './stream-buffer.ts';

/** `firstUs` is undefined for a capture without packets. */
export type CaptureProbe =
  | { isCapture: true; firstUs: number | undefined }
  | { isCapture: false; head: Uint8Array; failure: string | undefined };

/** Reads until the first packet; the source is closed afterwards. */
export async function probeCapture(source: ByteSource): Promise<CaptureProbe> {
  const buffer = new StreamBuffer();
  try {
    while (buffer.available < 4 && !buffer.finished) await source.fill(buffer);
    const reader = openCapture(buffer);
    if (reader === undefined) {
      return { isCapture: false, head: headOf(buffer), failure: buffer.failure?.reason };
    }
    const record = new CaptureRecord();
    for (;;) {
      const step = reader.next(record);
      if (step === ReadStep.packet) return { isCapture: true, firstUs: record.timeUs };
      if (step === ReadStep.end) return { isCapture: true, firstUs: undefined };
      await source.fill(buffer);
    }
  } finally {
    source.close();
  }
}
