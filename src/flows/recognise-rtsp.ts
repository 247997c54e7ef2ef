// RTSP (RFC 2326, RFC 7826), by its request and status lines.

import { hasText } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const METHODS = [
  'OPTIONS',
  'DESCRIBE',
  'SETUP',
  'PLAY',
  'PAUSE',
  'TEARDOWN',
  'ANNOUNCE',
  'RECORD',
  'GET_PARAMETER',
  'SET_PARAMETER',
];

export const rtspRecogniser = {
  name: 'rtsp',
  transport: 'tcp',
  proves: 'a request line of a known method and an rtsp: address, or a status line "RTSP/…" (chance below 1e-11)',
  mayBegin: (byte: number) => byte >= 0x41 && byte <= 0x54,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!speaksRtsp(flow.orig) && !speaksRtsp(flow.resp)) return undefined;
    return { service: 'rtsp', kind: 'cleartext', reason: 'RTSP request or status line' };
  },
} as const satisfies ServiceRecogniser;

function speaksRtsp({ prefix }: FlowSide): boolean {
  if (hasText(prefix, 0, 'RTSP/')) return true;
  return METHODS.some(
    (method) =>
      hasText(prefix, 0, method) &&
      (hasText(prefix, method.length, ' rtsp') || hasText(prefix, method.length, ' * RTSP/')),
  );
}
