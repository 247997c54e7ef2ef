// Walks TLS record headers (RFC 8446 §5.1) through a stream as segments arrive: lengths and types of the first records, no bytes kept.
// Starts only where the first stream byte is a content type; one header that does not fit ends the walk.

import { TLS_RECORD_LOG_CAP } from './finished-flow.ts';
import { type FlowColumns, Log, SideFlag } from './flow-columns.ts';
import { type LogPool, NO_LOG } from './log-pool.ts';

const HEADER_BYTES = 5;
/** RFC 5246 §6.2.3: 2^14 plus 2,048 of expansion. */
const MAX_RECORD = 18_432;

export function walkTlsRecords(
  c: FlowColumns,
  row: number,
  side: number,
  logs: LogPool,
  bytes: Uint8Array,
  start: number,
  length: number,
): void {
  const cell = row * 2 + side;
  const end = start + length;
  let at = start;
  let remaining = c.tlsRemaining2[cell];
  // Header bytes seen so far, as count · 2^32 + value.
  let header = c.tlsHeader2[cell];
  while (at < end) {
    if (remaining > 0) {
      const skip = Math.min(remaining, end - at);
      remaining -= skip;
      at += skip;
      continue;
    }
    const have = Math.floor(header / 0x1_0000_0000);
    const byte = bytes[at++];
    if ((have === 0 && (byte < 20 || byte > 24)) || (have === 1 && byte !== 3)) {
      c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.tlsDone;
      return;
    }
    if (have < HEADER_BYTES - 1) {
      header = (have + 1) * 0x1_0000_0000 + ((((header % 0x1_0000_0000) << 8) | byte) >>> 0);
      continue;
    }
    const value = header % 0x1_0000_0000;
    const recordBytes = (value & 0xff) * 256 + byte;
    const type = Math.floor(value / 0x100_0000) & 0xff;
    header = 0;
    const log = row * 4 + (side === 0 ? Log.tlsOriginator : Log.tlsResponder);
    const count = c.logCount[log];
    if (recordBytes === 0 || recordBytes > MAX_RECORD || count >= TLS_RECORD_LOG_CAP) {
      c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.tlsDone;
      return;
    }
    const last = logs.append(c.logLast[log], count, 0, recordBytes, side === 0, type);
    if (last === NO_LOG) {
      c.sideFlags2[cell] = c.sideFlags2[cell] | SideFlag.tlsDone;
      return;
    }
    if (count === 0) c.logFirst[log] = last;
    c.logLast[log] = last;
    c.logCount[log] = count + 1;
    remaining = recordBytes;
  }
  c.tlsRemaining2[cell] = remaining;
  c.tlsHeader2[cell] = header;
}
