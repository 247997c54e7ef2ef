// A flow as it would be without its framing: the bodies of its frames put together, a message each, in the shape in which any payload is measured and
// judged. Made anew: only for the few flows that need it.

import type { FinishedFlow, MessageLog } from './finished-flow.ts';
import { FinishedFlowView } from './finished-flow-view.ts';

const NO_RECORDS = { count: 0, lengths: new Uint16Array(0), types: new Uint8Array(0) };

/** Messages of the originator come first: which order the frames had is not known here. */
export function innerFlow(
  flow: FinishedFlow,
  origBodies: readonly Uint8Array[],
  respBodies: readonly Uint8Array[],
): FinishedFlow {
  // Of the class of all other flows: what measures flows would be compiled again for another one.
  return Object.assign(new FinishedFlowView(), flow, {
    orig: { ...flow.orig, prefix: new Uint8Array(Buffer.concat(origBodies)), late: [] },
    resp: { ...flow.resp, prefix: new Uint8Array(Buffer.concat(respBodies)), late: [] },
    messages: messagesOf(flow, origBodies, respBodies),
    origTlsRecords: NO_RECORDS,
    respTlsRecords: NO_RECORDS,
  });
}

function messagesOf(flow: FinishedFlow, orig: readonly Uint8Array[], resp: readonly Uint8Array[]): MessageLog {
  const count = orig.length + resp.length;
  const log: MessageLog = {
    count,
    total: count,
    timeUs: new Float64Array(count).fill(flow.startUs),
    bytes: new Uint32Array(count),
    fromOriginator: new Uint8Array(count).fill(1, 0, orig.length),
    prefixOffset: new Uint32Array(count),
  };
  let i = 0;
  for (const bodies of [orig, resp]) {
    let at = 0;
    for (const body of bodies) {
      log.bytes[i] = body.length;
      log.prefixOffset[i++] = at;
      at += body.length;
    }
  }
  return log;
}
