// TLS over TCP: by its hellos where the beginning was seen, by chained records where it was not. SSL 2.0 hellos count as TLS.
// Invariant: a flow whose beginning was seen is TLS only if it begins like TLS on every side that spoke; records alone can be imitated
// (recognise-fake-tls.ts).

import { tlsVersionName } from '../parse/tls-names.ts';
import { TLS_RECORD_HEADER_BYTES, TlsContentType } from '../parse/tls-record.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';
import { leftBehindSsl2Hello } from './ssl2-imitation.ts';
import { handshakeContradictions, isDecisive } from './tls-contradictions.ts';
import { tlsConversation } from './tls-conversation.ts';
import { joinOpenings } from './tls-facts.ts';
import { recordSigns } from './tls-record-signs.ts';
import {
  endsMessage,
  holdsHandshake,
  readAlert,
  readTlsOpening,
  type TlsOpening,
  tlsRecordChain,
} from './tls-stream.ts';

/**
 * Imitations whose beginning is missing look the same: on the design part of the evaluation all flows called so are TLS in 25 of 27 captures, and of all
 * protocols that are named without their opening in 47 of 49, which shows 0.87 (one-sided 95 % bound of Clopper and Pearson).
 */
const RECORDS_CONFIDENCE = 0.87;

export const tlsRecogniser = {
  name: 'tls',
  transport: 'tcp',
  proves:
    'a ClientHello or ServerHello whose lengths nest to its last byte; or, in a flow that began before the capture, two chained record headers (chance 7e-15 per offset), or one whose record ends where a message ends (1e-12) or is filled by a handshake message (5e-15)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const orig = mayBeTls(flow.orig.prefix);
    const resp = mayBeTls(flow.resp.prefix);
    if (!orig && !resp) return flow.startSeen ? undefined : recogniseInside(flow);
    const fromOrig = orig ? (readTlsOpening(flow.orig.prefix) ?? alertAlone(flow.orig.prefix)) : undefined;
    const fromResp = resp ? (readTlsOpening(flow.resp.prefix) ?? alertAlone(flow.resp.prefix)) : undefined;
    const hasHello = isHello(fromOrig) || isHello(fromResp);
    if (!flow.startSeen) return hasHello ? tlsConversation(fromOrig, fromResp) : recogniseInside(flow);
    // A responder may answer a hello with an alert alone; an originator has no such choice.
    if (!hasHello || (!isHello(fromOrig) && spoke(flow.orig)) || (fromResp === undefined && spoke(flow.resp))) {
      return undefined;
    }
    if (fromOrig?.ssl2Version !== undefined && leftBehindSsl2Hello(flow) !== undefined) return undefined;
    const contradictions = handshakeContradictions(flow, joinOpenings(fromOrig, fromResp));
    if (contradictions.some(isDecisive)) return undefined;
    const facts = tlsConversation(fromOrig, fromResp);
    if (contradictions.length > 0 && facts.tls !== undefined) facts.tls.contradictions = contradictions;
    return facts;
  },
} as const satisfies ServiceRecogniser;

function isHello(opening: TlsOpening | undefined): boolean {
  return (
    opening !== undefined && (opening.client ?? opening.server ?? opening.cut ?? opening.ssl2Version) !== undefined
  );
}

function alertAlone(prefix: Uint8Array): TlsOpening | undefined {
  const alert = readAlert(prefix, 0);
  return alert === undefined ? undefined : { alert };
}

/** A TLS record, or an SSL 2.0 hello. */
function mayBeTls(prefix: Uint8Array): boolean {
  if (prefix.length < TLS_RECORD_HEADER_BYTES) return false;
  const first = prefix[0];
  if (first >= TlsContentType.changeCipherSpec && first <= TlsContentType.applicationData) return prefix[1] === 3;
  return first >= 0x80 && (prefix[2] === 1 || prefix[2] === 4);
}

/** A TLS connection without its hellos: records that chain, at the start or from the first one that can be aligned, and could be those of a suite. */
function recogniseInside(flow: FinishedFlow): ServiceFacts | undefined {
  if (recordSigns(flow.orig).length + recordSigns(flow.resp).length > 0) return undefined;
  return insideSide(flow, flow.orig.prefix, 1) ?? insideSide(flow, flow.resp.prefix, 0);
}

function insideSide(flow: FinishedFlow, prefix: Uint8Array, fromOriginator: 0 | 1): ServiceFacts | undefined {
  const first = tlsRecordChain(prefix, 0);
  if (
    first !== undefined &&
    (first.records > 1 ||
      endsMessage(flow.messages, fromOriginator, first.firstEnd) ||
      holdsHandshake(prefix, first.firstEnd))
  ) {
    return insideFacts(first.firstType, first.version, 'from its first captured byte on');
  }
  // The capture began inside a record: the next application data record is the first that can be found.
  for (let at = prefix.indexOf(TlsContentType.applicationData, 1); at > 0; ) {
    if (prefix[at + 1] === 3) {
      const chain = tlsRecordChain(prefix, at);
      if (chain !== undefined && chain.records > 1) {
        return insideFacts(chain.firstType, chain.version, `from byte ${at} of one direction on`);
      }
    }
    at = prefix.indexOf(TlsContentType.applicationData, at + 1);
  }
  return undefined;
}

function insideFacts(firstType: number, version: number, from: string): ServiceFacts {
  const facts: ServiceFacts = {
    service: 'tls',
    kind: 'standard',
    confidence: RECORDS_CONFIDENCE,
    reason: `TLS records ${from}; the hellos were before the capture`,
  };
  // TLS 1.2 and 1.3 write the same version on their records, and handshake records may show an older one.
  if (firstType === TlsContentType.applicationData && version < 0x0303)
    facts.tls = { version: tlsVersionName(version) };
  return facts;
}

/** Enough to be judged by. Where the start was seen a prefix holds a direction's very first bytes, or none. */
function spoke(side: FlowSide): boolean {
  return side.prefix.length >= TLS_RECORD_HEADER_BYTES;
}
