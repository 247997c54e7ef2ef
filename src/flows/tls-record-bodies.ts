// A flow without the TLS record headers around its bytes: what an imitation of TLS carries.
// Application data where there is some, else every record; what does not chain any more is left out.

import { TLS_RECORD_HEADER_BYTES, TlsContentType, tlsRecordEnd } from '../parse/tls-record.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { innerFlow } from './inner-flow.ts';
import { leftBehindSsl2Hello } from './ssl2-imitation.ts';

/** A record is a message. */
export function withoutTlsHeaders(flow: FinishedFlow): FinishedFlow {
  const hello = leftBehindSsl2Hello(flow);
  if (hello !== undefined) return innerFlow(flow, [flow.orig.prefix.subarray(hello)], [flow.resp.prefix]);
  return innerFlow(flow, bodiesOf(flow.orig.prefix), bodiesOf(flow.resp.prefix));
}

function bodiesOf(prefix: Uint8Array): Uint8Array[] {
  const data = recordBodies(prefix, true);
  return data.length > 0 ? data : recordBodies(prefix, false);
}

function recordBodies(prefix: Uint8Array, onlyData: boolean): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let at = 0; at < prefix.length; ) {
    const end = tlsRecordEnd(prefix, at, prefix.length);
    if (end === undefined) break;
    const body = prefix.subarray(at + TLS_RECORD_HEADER_BYTES, end);
    if (body.length > 0 && (!onlyData || prefix[at] === TlsContentType.applicationData)) bodies.push(body);
    at = end;
  }
  return bodies;
}
