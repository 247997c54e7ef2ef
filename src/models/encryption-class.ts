// The encryption class of a flow, the first that holds: standard, custom, embedded, encoded, compressed, cleartext, unknown.
// From bytes alone the strongest statement is "uniform, and not decompressible": it is never worded as more than that.

import type { FeatureRow } from '../features/feature.ts';
import { featureIndex } from '../features/feature-registry.ts';
import { type FinishedFlow, PREFIX_BYTES } from '../flows/finished-flow.ts';
import type { EncryptionRecord } from '../flows/flow-record.ts';
import type { ServiceFacts } from '../flows/service-recogniser.ts';
import { findEmbeddedCiphertext } from './embedded-ciphertext.ts';
import { judgeImitation, judgeWebSocket } from './inner-class.ts';
import { judgeMessages } from './message-ciphertext.ts';
import { judgePayload } from './payload-class.ts';

/** Protocol numbers that are encryption by themselves (IANA; RFC 4303). */
const ESP = 50;

/** Measured on the design part: 2,074 of 2,094 flows that a recogniser named as clear hold no standard ciphertext and no other; in 231 of 238 captures all. */
const OPEN_CONFIDENCE = 0.97;

const ICMP = 1;
/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
const ICMP_ERRORS = new Set([3, 4, 5, 11, 12]);
const ICMPV6 = 58;
const ICMPV6_FIRST_INFORMATIONAL = 128;

/** Random bytes reach this printable share in fewer than one of 10^10 sixteen-byte samples. */
const TEXT_SHARE = 0.95;
const TEXT_MIN_BYTES = 16;

const PRINTABLE_ORIG = featureIndex('payload.printable_share.orig');
const PRINTABLE_RESP = featureIndex('payload.printable_share.resp');

/** `facts`: what a recogniser proved; `row`: the flow's features. Runs once per flow; never throws. */
export function judgeEncryption(
  flow: FinishedFlow,
  facts: ServiceFacts | undefined,
  row: FeatureRow,
): EncryptionRecord {
  const kind = facts?.kind;
  if (facts !== undefined && (kind === 'standard' || kind === 'custom')) {
    const { service, scheme = service, confidence = 0.99, reason } = facts;
    return { class: kind, scheme, confidence, reasons: [reason] };
  }
  if (facts?.kind === 'imitation') {
    return judgeImitation(flow, facts, judgeUnknown);
  }
  if (facts !== undefined) {
    const embedded =
      findEmbeddedCiphertext(flow, facts) ??
      judgeWebSocket(flow, facts, judgeUnknown) ??
      judgeMessages(flow, facts, judgeUnknown);
    return embedded ?? { class: 'cleartext', confidence: OPEN_CONFIDENCE, reasons: [facts.reason] };
  }
  if (flow.protocol === ESP) {
    return {
      class: 'standard',
      scheme: 'ipsec',
      confidence: 0.99,
      reasons: ['IP protocol 50 is the Encapsulating Security Payload'],
    };
  }
  if (isIcmpError(flow)) {
    return { class: 'cleartext', confidence: 0.9, reasons: ['an ICMP error quotes a packet of another flow'] };
  }
  const origBytes = Math.min(flow.orig.prefix.length, PREFIX_BYTES);
  const respBytes = Math.min(flow.resp.prefix.length, PREFIX_BYTES);
  if (origBytes + respBytes === 0) return unknown(noBytesReason(flow));
  const origText = origBytes === 0 || row.numbers[PRINTABLE_ORIG] >= TEXT_SHARE;
  const respText = respBytes === 0 || row.numbers[PRINTABLE_RESP] >= TEXT_SHARE;
  return judgePayload(flow, origText && respText && Math.max(origBytes, respBytes) >= TEXT_MIN_BYTES, row);
}

function judgeUnknown(inner: FinishedFlow, row: FeatureRow): EncryptionRecord {
  return judgeEncryption(inner, undefined, row);
}

/** Error messages carry the packet that caused them (RFC 792; RFC 4443 §2.1); their type is the originator's port. */
function isIcmpError(flow: FinishedFlow): boolean {
  if (flow.protocol === ICMP) return ICMP_ERRORS.has(flow.origPort);
  return flow.protocol === ICMPV6 && flow.origPort < ICMPV6_FIRST_INFORMATIONAL;
}

function noBytesReason(flow: FinishedFlow): string {
  const onWire = flow.orig.payloadBytes + flow.resp.payloadBytes;
  return onWire === 0
    ? 'no payload was sent: 0 bytes to judge'
    : `none of the ${onWire} payload bytes on the wire was captured in order`;
}

function unknown(reason: string): EncryptionRecord {
  return { class: 'unknown', confidence: 0, reasons: [reason] };
}
