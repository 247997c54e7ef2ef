// memcached, its text commands and binary headers over TCP, and the text behind eight bytes over UDP.

import { hasText, u16be, u32be } from '../base/byte-words.ts';
import { IpProtocol } from '../parse/packet-view.ts';
import type { FinishedFlow, FlowSide } from './finished-flow.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const COMMANDS = [
  'get ',
  'gets ',
  'set ',
  'add ',
  'replace ',
  'append ',
  'cas ',
  'delete ',
  'incr ',
  'decr ',
  'touch ',
  'stats',
  'version\r\n',
  'flush_all',
];
const ANSWERS = [
  'VALUE ',
  'STORED\r\n',
  'END\r\n',
  'STAT ',
  'NOT_FOUND\r\n',
  'DELETED\r\n',
  'VERSION ',
  'ERROR\r\n',
  'OK\r\n',
];
const UDP_HEADER_BYTES = 8;
const REQUEST_MAGIC = 0x80;
const RESPONSE_MAGIC = 0x81;
const LAST_OPCODE = 0x25;

export const memcachedRecogniser = {
  name: 'memcached',
  transport: 'both',
  proves:
    'a text command and a text answer (chance below 1e-12), or binary headers of request and answer with one opcode and lengths that nest (1e-10)',
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    const at = flow.protocol === IpProtocol.udp ? UDP_HEADER_BYTES : 0;
    if (at > 0 && u16be(flow.orig.prefix, 6) !== 0) return undefined;
    const asks = COMMANDS.some((command) => hasText(flow.orig.prefix, at, command));
    const answers = ANSWERS.some((answer) => hasText(flow.resp.prefix, at, answer));
    const isText = asks && (answers || (flow.resp.prefix.length === 0 && endsLine(flow.orig, at)));
    if (!isText && !(at === 0 && isBinary(flow))) return undefined;
    return { service: 'memcached', kind: 'cleartext', reason: 'memcached command and answer' };
  },
} as const satisfies ServiceRecogniser;

function endsLine({ prefix }: FlowSide, at: number): boolean {
  return prefix.length > at + 6 && prefix[prefix.length - 2] === 13 && prefix[prefix.length - 1] === 10;
}

function isBinary({ orig, resp }: FinishedFlow): boolean {
  const asked = orig.prefix;
  const answer = resp.prefix;
  if (asked.length < 24 || answer.length < 24 || asked[0] !== REQUEST_MAGIC || answer[0] !== RESPONSE_MAGIC)
    return false;
  if (asked[1] > LAST_OPCODE || asked[1] !== answer[1] || asked[5] !== 0 || answer[5] !== 0) return false;
  return u32be(asked, 8) >= u16be(asked, 2) + asked[4] && u32be(asked, 12) === u32be(answer, 12);
}
