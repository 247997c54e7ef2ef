// A flow without the TLS record headers around its bytes: what an imitation of TLS carries, in the shape in which any payload is judged.
// Application data where there is some, else every record; what does not chain any more is left out.

import { TLS_RECORD_HEADER_BYTES, TlsContentType, tlsRecordEnd } from '../parse/tls-record.ts';
import type { FinishedFlow, FlowSide, MessageLog } from './finished-flow.ts';

interface Bodies {
  bytes: Uint8Array;
  lengths: number[];
}

/** Made anew: only for the few flows that need it. A record is a message; those of the originator come first. */
export function withoutTlsHeaders(flow: FinishedFlow): FinishedFlow {
  const orig = bodiesOf(flow.orig);
  const resp = bodiesOf(flow.resp);
  return {
    ...flow,
    orig: { ...flow.orig, prefix: orig.bytes },
    resp: { ...flow.resp, prefix: resp.bytes },
    messages: messagesOf(flow, orig.lengths, resp.lengths),
    origTlsRecords: NO_RECORDS,
    respTlsRecords: NO_RECORDS,
  };
}

const NO_RECORDS = { count: 0, lengths: new Uint16Array(0), types: new Uint8Array(0) };

function bodiesOf({ prefix }: FlowSide): Bodies {
  const data = recordBodies(prefix, true);
  return data.lengths.length > 0 ? data : recordBodies(prefix, false);
}

function recordBodies(prefix: Uint8Array, onlyData: boolean): Bodies {
  const bytes = new Uint8Array(prefix.length);
  const lengths: number[] = [];
  let filled = 0;
  for (let at = 0; at < prefix.length; ) {
    const end = tlsRecordEnd(prefix, at, prefix.length);
    if (end === undefined) break;
    if (!onlyData || prefix[at] === TlsContentType.applicationData) {
      const body = prefix.subarray(at + TLS_RECORD_HEADER_BYTES, end);
      bytes.set(body, filled);
      filled += body.length;
      if (body.length > 0) lengths.push(body.length);
    }
    at = end;
  }
  return { bytes: bytes.subarray(0, filled), lengths };
}

function messagesOf(flow: FinishedFlow, orig: readonly number[], resp: readonly number[]): MessageLog {
  const count = orig.length + resp.length;
  const log: MessageLog = {
    count,
    total: count,
    timeUs: new Float64Array(count).fill(flow.startUs),
    bytes: Uint32Array.from([...orig, ...resp]),
    fromOriginator: new Uint8Array(count).fill(1, 0, orig.length),
    prefixOffset: new Uint32Array(count),
  };
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (i === orig.length) at = 0;
    log.prefixOffset[i] = at;
    at += log.bytes[i];
  }
  return log;
}
