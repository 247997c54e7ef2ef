// Tuya's local protocol of smart homes: a fixed prefix and suffix, a command, and the length of what is between; its contents are under AES.

import { u32be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import { firstMessageEnd } from './first-message.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const PREFIX = 0x000055aa;
const SUFFIX = 0x0000aa55;
const PREFIX_GCM = 0x00006699;
const SUFFIX_GCM = 0x00009966;
const HEADER_BYTES = 16;

export const tuyaRecogniser = {
  name: 'tuya',
  transport: 'both',
  proves:
    'the four bytes of a prefix, a length that leads to the end, and the four bytes of its suffix there (chance below 1e-22)',
  proprietary: true,
  mayBegin: (byte: number) => byte === 0,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (!isTuya(flow, flow.orig, 1) && !isTuya(flow, flow.resp, 0)) return undefined;
    return { service: 'tuya', kind: 'custom', reason: "Tuya's prefix, length and suffix" };
  },
} as const satisfies ServiceRecogniser;

function isTuya(flow: FinishedFlow, { prefix }: FlowSide, fromOriginator: 0 | 1): boolean {
  const mark = prefix.length > HEADER_BYTES + 4 ? u32be(prefix, 0) : 0;
  if (mark !== PREFIX && mark !== PREFIX_GCM) return false;
  const end = mark === PREFIX ? HEADER_BYTES + u32be(prefix, 12) : HEADER_BYTES + 6 + u32be(prefix, 14);
  if (end > prefix.length || (flow.protocol === IpProtocol.udp && end !== firstMessageEnd(flow, fromOriginator)))
    return false;
  return u32be(prefix, end - 4) === (mark === PREFIX ? SUFFIX : SUFFIX_GCM);
}
