// Modbus/TCP (Modbus Messaging on TCP/IP 1.0b §3.1): requests and answers of one transaction, their lengths right.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const HEADER_BYTES = 6;
const MOST_BYTES = 254;
const LAST_FUNCTION = 0x2b;
const ERROR = 0x80;

export const modbusRecogniser = {
  name: 'modbus',
  transport: 'tcp',
  proves:
    'headers of protocol zero whose lengths chain, the answer of the same transaction, unit and function (chance below 1e-13); or three requests that chain (1e-14), or one of six bytes to read or write a value (1e-11)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const { orig, resp } = flow;
    const asked = orig.prefix.length > 0 ? orig : resp;
    if (asked.prefix[2] !== 0 || asked.prefix[3] !== 0 || asked.prefix[4] !== 0) return undefined;
    const requests = chained(asked);
    if (requests === 0) return undefined;
    if (orig.prefix.length > 0 && resp.prefix.length > 0) {
      if (chained(resp) === 0 || !answers(orig.prefix, resp.prefix)) return undefined;
    } else if (requests < 3 && !readsOrWritesOne(asked.prefix)) return undefined;
    return { service: 'modbus', kind: 'cleartext', reason: 'Modbus transactions whose lengths chain' };
  },
} as const satisfies ServiceRecogniser;

/** A request of six bytes to read, or to write one value: what most requests are. */
function readsOrWritesOne(bytes: Uint8Array): boolean {
  return u16be(bytes, 4) === 6 && bytes[7] >= 1 && bytes[7] <= 6;
}

function answers(asked: Uint8Array, answer: Uint8Array): boolean {
  return u16be(asked, 0) === u16be(answer, 0) && asked[6] === answer[6] && (answer[7] & ~ERROR) === asked[7];
}

/** How many messages follow each other; 0 where the bytes do not chain. */
function chained({ prefix, streamBytes }: FlowSide): number {
  let count = 0;
  let at = 0;
  for (; at < prefix.length && count < 8; count++) {
    if (at + HEADER_BYTES + 2 > prefix.length) return prefix.length < streamBytes ? count : 0;
    const length = u16be(prefix, at + 4);
    if (u16be(prefix, at + 2) !== 0 || length < 2 || length > MOST_BYTES) return 0;
    const kind = prefix[at + 7] & ~ERROR;
    if (kind === 0 || kind > LAST_FUNCTION) return 0;
    at += HEADER_BYTES + length;
  }
  // The last one may lead beyond the bytes that are kept, not beyond those that were sent.
  return at <= streamBytes ? count : 0;
}
