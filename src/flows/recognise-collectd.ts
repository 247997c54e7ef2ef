// collectd's binary protocol: parts of a type and a length, texts that end in zero, to the datagram's last byte.

import { u16be } from '../base/byte-words.ts';
import type { FinishedFlow } from './finished-flow.ts';
import { provedMessages } from './message-proof.ts';
import type { ServiceFacts, ServiceRecogniser } from './service-recogniser.ts';

/** Host, time, plugin and its instance, type and its instance, values, interval, their high resolution, message, severity, signature, encryption. */
const PARTS = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x100, 0x101, 0x200, 0x210]);
const TEXTS = new Set([0, 2, 3, 4, 5, 0x100]);
const ENCRYPTED = 0x210;

export const collectdRecogniser = {
  name: 'collectd',
  transport: 'udp',
  proves: 'parts of known types, their texts ended by zero, that lead to the last byte (chance below 1e-9)',
  mayBegin: (byte: number) => byte === 0 || byte === 2,
  recognise(flow: FinishedFlow): ServiceFacts | undefined {
    if (provedMessages(flow, isCollectd, 2) === 0) return undefined;
    if (u16be(flow.orig.prefix, 0) === ENCRYPTED) {
      return { service: 'collectd', kind: 'standard', reason: 'collectd parts, encrypted' };
    }
    return { service: 'collectd', kind: 'cleartext', reason: 'collectd parts to the last byte' };
  },
} as const satisfies ServiceRecogniser;

function isCollectd(bytes: Uint8Array, start: number, end: number): boolean {
  let parts = 0;
  let at = start;
  while (at + 4 < end) {
    const type = u16be(bytes, at);
    const length = u16be(bytes, at + 2);
    if (!PARTS.has(type) || length < 5 || at + length > end) return false;
    if (TEXTS.has(type) && bytes[at + length - 1] !== 0) return false;
    parts += 1;
    at += length;
  }
  return at === end && (parts >= 2 || u16be(bytes, start) === ENCRYPTED);
}
