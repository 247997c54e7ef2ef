// Tencent's OICQ (QQ): datagrams between 02 and 03 with a version, a command, a number and the user's id; the rest is enciphered with TEA.

import { u16be, u32be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

const BEGIN = 0x02;
const END = 0x03;
const HEADER_BYTES = 11;
const LAST_VERSION = 0x40;
/** Ids are handed out from 10,000 on. */
const FIRST_USER = 10_000;
/** Commands that clients are known to send: log in and out, keep alive, messages, groups, lists, status, tokens. */
const COMMANDS = new Set([
  0x0001, 0x0002, 0x0004, 0x0005, 0x0006, 0x0009, 0x000a, 0x000d, 0x0012, 0x0016, 0x0017, 0x0018, 0x001a, 0x001c,
  0x001d, 0x0020, 0x0021, 0x0022, 0x0026, 0x0027, 0x0029, 0x002a, 0x0030, 0x0031, 0x003c, 0x003d, 0x003e, 0x0058,
  0x005a, 0x005c, 0x0062, 0x0065, 0x0067, 0x0080, 0x0081, 0x0091, 0x00a6, 0x00a7, 0x00a8, 0x00ae, 0x00b5, 0x00ba,
  0x00ce, 0x00dd, 0x00e5, 0x0115, 0x0125, 0x0134, 0x0825, 0x0836, 0x0828,
]);

export const oicqRecogniser = {
  name: 'oicq',
  transport: 'udp',
  proves: 'datagrams between 02 and 03 with a known command and a possible version and user (chance below 5e-8 each)',
  proprietary: true,
  mayBegin: (byte: number) => byte === BEGIN,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isOicq, 4) === 0) return undefined;
    return { service: 'oicq', kind: 'custom', confidence: 0.97, reason: 'OICQ headers around enciphered content' };
  },
} as const satisfies ServiceRecogniser;

function isOicq(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= HEADER_BYTES || bytes[start] !== BEGIN || bytes[end - 1] !== END) return false;
  if (bytes[start + 1] > LAST_VERSION || !COMMANDS.has(u16be(bytes, start + 3))) return false;
  const user = u32be(bytes, start + 7);
  return user === 0 || user >= FIRST_USER;
}
